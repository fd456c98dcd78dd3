"""New projects from a template, made as `pulumi new` makes them."""

import shutil
import subprocess
from pathlib import Path

import yaml

from tests.foreign import JsonObject
from tests.unit.packaging.places import ROOT

TEMPLATES = {"python": ROOT / "template", "yaml": ROOT / "template-yaml"}
NAME = "shop"
DESCRIPTION = "A page: of a shop"


def made_by_us(template: Path, folder: Path) -> Path:
    """Copy a template with the placeholders filled in, and rewrite Pulumi.yaml; return the project's folder.

    This repeats `pkg/cmd/pulumi/templates/project_templates.go` and `pkg/cmd/pulumi/project/newcmd/new.go`
    of https://github.com/pulumi/pulumi (3.260).
    """
    shutil.copytree(template, folder)
    for path in (each for each in folder.rglob("*") if each.is_file()):
        quoted = path.suffix == ".yaml"
        text = path.read_text(encoding="utf-8")
        for placeholder, value in (("${PROJECT}", NAME), ("${DESCRIPTION}", DESCRIPTION)):
            stated = yaml.safe_dump(value).removesuffix("\n...\n") if quoted else value
            text = text.replace(placeholder, stated)
        path.write_text(text, encoding="utf-8")
    project: JsonObject = yaml.safe_load((folder / "Pulumi.yaml").read_text())
    project.pop("template", None)
    declared = project.get("config", {})
    for key, value in declared.items():
        declared[key] = value if isinstance(value, dict) else {"value": value}
    project["config"] = {**declared, "pulumi:tags": {"value": {"pulumi:template": str(template)}}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(project, sort_keys=False))
    return folder


def made_by_the_cli(template: Path, folder: Path) -> Path:
    """Make a project with the Pulumi CLI on PATH; return its folder."""
    command = ["pulumi", "new", str(template), "--generate-only", "--yes", "--non-interactive", "--offline"]
    named = ["--name", NAME, "--description", DESCRIPTION, "--dir", str(folder)]
    done = subprocess.run([*command, *named], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder
