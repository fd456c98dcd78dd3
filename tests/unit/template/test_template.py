"""A project from a template is small, works without this checkout, and is clean under the strict policies."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pod_deploy.stack.render import render
from pod_wiring.judge import STRICT
from tests.foreign import JsonObject
from tests.policies.programs import judged
from tests.unit.packaging.places import ROOT
from tests.unit.template.new_project import DESCRIPTION, NAME, TEMPLATES, made_by_the_cli, made_by_us

Make = Callable[[Path, Path], Path]

with_cli = pytest.mark.skipif(not shutil.which("pulumi"), reason="needs a Pulumi CLI on PATH")
each_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
each_way = pytest.mark.parametrize(
    "make", [pytest.param(made_by_us, id="us"), pytest.param(made_by_the_cli, id="cli", marks=with_cli)]
)


def tracked(folder: Path) -> set[str]:
    """Return the files of a folder that git knows."""
    listed = subprocess.run(["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True)
    return set(listed.stdout.splitlines())


def files_in(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def settings(folder: Path) -> JsonObject:
    return yaml.safe_load((folder / "Pulumi.yaml").read_text())


def test_template_in_python_has_five_files() -> None:
    files = {"Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py", "requirements.txt", ".gitignore"}
    assert tracked(TEMPLATES["python"]) == files


def test_template_in_yaml_has_its_program_in_its_settings_and_the_components_as_a_plugin() -> None:
    plugin = {f"plugin/{name}" for name in ("PulumiPlugin.yaml", "__main__.py", "requirements.txt")}
    assert tracked(TEMPLATES["yaml"]) == {"Pulumi.yaml", "Pulumi.dev.yaml", ".gitignore", *plugin}


def test_repository_itself_is_no_template() -> None:
    # `pulumi new` copied all of it: 596 files, with tests that cannot be collected anywhere else.
    assert "template" not in settings(ROOT)


@each_template
@each_way
def test_new_project_has_the_files_of_the_template_alone(tmp_path: Path, make: Make, template: Path) -> None:
    folder = make(template, tmp_path / NAME)
    assert files_in(folder) == tracked(template)
    assert (settings(folder)["name"], settings(folder)["description"]) == (NAME, DESCRIPTION)
    assert "template" not in settings(folder)
    assert not [each for each in files_in(folder) if "${PROJECT}" in (folder / each).read_text()]


@each_template
@with_cli
def test_we_make_the_project_that_the_cli_makes(tmp_path: Path, template: Path) -> None:
    ours, its = made_by_us(template, tmp_path / "ours"), made_by_the_cli(template, tmp_path / "its")
    assert settings(ours) == settings(its)
    for each in tracked(template) - {"Pulumi.yaml"}:
        assert (ours / each).read_bytes() == (its / each).read_bytes()


@each_template
@each_way
@pytest.mark.parametrize("replicas", [1, 3])
def test_new_project_is_clean_under_the_strict_policies(
    tmp_path: Path, make: Make, template: Path, replicas: int
) -> None:
    folder = make(template, tmp_path / NAME)
    (folder / "Pulumi.staging.yaml").write_text(f"config: {{replicas: {replicas}}}\n")
    objects = render("staging", folder)
    assert {each["kind"] for each in objects} == {"Deployment", "NetworkPolicy", "Service"}
    assert judged(objects, STRICT) == []


@each_template
def test_template_depends_on_published_packages_alone(template: Path) -> None:
    (file,) = template.rglob("requirements.txt")
    requirements = file.read_text().splitlines()
    assert "sidecar-pods>=0.1" in requirements
    assert all(">=" in each and "/" not in each for each in requirements)
