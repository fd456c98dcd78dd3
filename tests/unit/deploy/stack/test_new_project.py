"""`pod-deploy new` makes a project from a template, as `pulumi new` does."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pod_deploy.__main__ import deploy
from pod_deploy.refusal import BadInput
from pod_deploy.stack.new_project import TEMPLATES, new_project

PULUMI_YAML = """\
name: ${PROJECT}
description: ${DESCRIPTION}
runtime: python # of the template
template:
  description: "A page: of a shop"

  config: {aws:region: {default: x}}
options: {refresh: always}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "template"
    (folder / "docs").mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(PULUMI_YAML)
    (folder / "docs" / "page.md").write_text("# ${PROJECT}: ${DESCRIPTION}\n")
    return folder


def test_placeholders_are_filled_in_and_the_section_of_the_template_is_gone(template: Path) -> None:
    project = template.parent / "shop"
    new_project(project, template)
    text = (project / "Pulumi.yaml").read_text()
    assert yaml.safe_load(text) == {
        "name": "shop",
        "description": "A page: of a shop",
        "runtime": "python",
        "options": {"refresh": "always"},
    }
    assert "# of the template" in text
    assert (project / "docs" / "page.md").read_text() == "# shop: A page: of a shop\n"


def test_what_pip_compiles_is_no_part_of_a_template(template: Path) -> None:
    (template / "__pycache__").mkdir()
    (template / "__pycache__" / "__main__.cpython-311.pyc").write_bytes(b"\xa7")
    new_project(template.parent / "shop", template)
    assert {each.name for each in (template.parent / "shop").iterdir()} == {"Pulumi.yaml", "docs"}


def test_name_that_looks_like_a_number_stays_text(template: Path) -> None:
    new_project(template.parent / "2026", template)
    assert yaml.safe_load((template.parent / "2026" / "Pulumi.yaml").read_text())["name"] == "2026"


def test_current_folder_becomes_a_project(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (template.parent / "shop" / ".venv").mkdir(parents=True)
    monkeypatch.chdir(template.parent / "shop")
    new_project(Path(), template)
    assert yaml.safe_load(Path("Pulumi.yaml").read_text())["name"] == "shop"


def test_command_names_the_project_that_the_current_folder_becomes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    assert CliRunner().invoke(deploy, ["new", "."]).output.startswith("Made shop. The next commands")


def test_nothing_is_overwritten(template: Path) -> None:
    project = template.parent / "shop"
    (project / "docs").mkdir(parents=True)
    (project / "docs" / "page.md").write_text("mine")
    with pytest.raises(BadInput, match=r"shop/docs/page\.md is there already; `new` overwrites nothing\.$"):
        new_project(project, template)
    assert not (project / "Pulumi.yaml").exists()


def test_folder_whose_name_cannot_be_that_of_a_project_is_refused(template: Path) -> None:
    with pytest.raises(
        BadInput, match=r'^"my shop" cannot be the name of a project; expected letters, digits, '
    ):
        new_project(template.parent / "my shop", template)


@pytest.mark.parametrize("template", [each.name for each in TEMPLATES.iterdir()])
def test_command_makes_a_project_from_each_template(
    template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(deploy, ["new", "shop", "--template", template])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Made shop. The next commands, in its folder:\n")
    (named,) = re.findall(r"pip install -r (\S+) pod-deploy", done.output)
    assert Path("shop", named).is_file()
    made = {str(each.relative_to("shop")) for each in Path("shop").rglob("*")}
    assert made == {str(each.relative_to(TEMPLATES / template)) for each in (TEMPLATES / template).rglob("*")}
