"""Make a new project from a template, as `pulumi new` does.

https://github.com/pulumi/pulumi/blob/master/pkg/cmd/pulumi/templates/project_templates.go
"""

import re
from pathlib import Path
from typing import Final

import yaml

from pod_deploy.refusal import BadInput
from pod_deploy.stack.yaml_file import read_mapping

TEMPLATES: Final = Path(__file__).with_name("templates")
"""A folder for each template. In a checkout they are links to the folders that `pulumi new` takes."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_SECTION: Final = re.compile(r"^template:.*\n(?:[ \t].*\n|\n)*", re.MULTILINE)


def new_project(folder: Path, template: Path) -> None:
    """Copy a template, and give the project the folder's name.

    Args:
        folder: The folder of the project. It may exist, without the files of the template.
        template: The folder of the template.

    Raises:
        BadInput: The folder's name cannot be that of a project, or a file is there already.
    """
    name = folder.resolve().name
    if not _NAME.fullmatch(name):
        expected = "expected letters, digits, dots, hyphens and underscores"
        raise BadInput(f'"{name}" cannot be the name of a project; {expected}.')
    sources = (each for each in template.rglob("*") if each.is_file() and each.suffix != ".pyc")  # pip's own
    files = {folder / each.relative_to(template): each for each in sources}
    for there in filter(Path.exists, files):
        raise BadInput(f"{there} is there already; `new` overwrites nothing.")
    section = read_mapping(template / "Pulumi.yaml", "Pulumi.yaml").get("template")
    description = str(section.get("description", "")) if isinstance(section, dict) else ""
    for target, source in files.items():
        text = source.read_text(encoding="utf-8")
        for placeholder, value in (("${PROJECT}", name), ("${DESCRIPTION}", description)):
            text = text.replace(placeholder, _scalar(value) if source.suffix == ".yaml" else value)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_SECTION.sub("", text) if source.name == "Pulumi.yaml" else text, encoding="utf-8")


def _scalar(value: str) -> str:
    """Return a text as YAML states it, in one line."""
    return yaml.safe_dump(value, width=len(value) + 10, allow_unicode=True).partition("\n")[0]
