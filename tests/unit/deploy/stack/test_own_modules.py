"""A program imports the modules of its own tree, even if those of another tree are installed or loaded."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Generator
from importlib import import_module
from pathlib import Path

import pytest

from pod_deploy.refusal import Refusal
from pod_deploy.stack.render import render
from tests.unit.deploy.projects import write_project
from tests.unit.packaging.places import ROOT

FLAT = "parts"
"""A package in the program's folder."""
DISTRIBUTION = "components/parts"
"""A package in a distribution beside the program."""


def write_tree(folder: Path, package: str, name: str) -> Path:
    """Write a project whose program creates a namespace with the name that its component states."""
    program = """\
        from parts.names import NAME
        k8s.core.v1.Namespace("n", metadata={"name": NAME})
        """
    folder.mkdir()
    write_project(folder, program)
    source = folder / package
    source.mkdir(parents=True)
    (source / "__init__.py").touch()
    (source / "names.py").write_text(f"NAME = {name!r}\n", encoding="utf-8")
    if source.parent != folder:
        (source.parent / "pyproject.toml").touch()
    return folder


def name_in(folder: Path) -> str:
    (manifest,) = render("dev", folder)
    return manifest["metadata"]["name"]


@pytest.fixture(autouse=True)
def _forget_the_parts() -> Generator[None]:
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "parts"]:
        del sys.modules[name]


@pytest.mark.parametrize("package", [FLAT, DISTRIBUTION])
def test_second_tree_is_rendered_with_its_own_components(tmp_path: Path, package: str) -> None:
    trees = [write_tree(tmp_path / name, package, name) for name in ("one", "two")]
    assert [name_in(tree) for tree in trees] == ["one", "two"]


@pytest.mark.parametrize("package", [FLAT, DISTRIBUTION])
def test_editable_install_of_another_tree_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    one, two = (write_tree(tmp_path / name, package, name) for name in ("one", "two"))
    monkeypatch.setattr(sys, "path", [str(one / Path(package).parent), *sys.path])
    assert name_in(two) == "two"


@pytest.mark.parametrize("package", [FLAT, DISTRIBUTION])
def test_modules_that_were_loaded_before_are_loaded_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    one, two = (write_tree(tmp_path / name, package, name) for name in ("one", "two"))
    monkeypatch.setattr(sys, "path", [str(one / Path(package).parent), *sys.path])
    before = import_module("parts.names")
    path = list(sys.path)
    assert name_in(two) == "two"
    assert sys.modules["parts.names"] is before
    assert sys.path == path


def test_module_that_has_every_attribute_is_rendered_again(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "one", FLAT, "one")
    with (tree / FLAT / "names.py").open("a", encoding="utf-8") as names:
        names.write("\ndef __getattr__(name): return int\n")
    assert [name_in(tree), name_in(tree)] == ["one", "one"]


def test_components_without_a_distribution_are_no_place_for_modules(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "one", DISTRIBUTION, "one")
    (tree / "components" / "pyproject.toml").unlink()
    with pytest.raises(Refusal, match="No module named 'parts'"):
        render("dev", tree)


@pytest.mark.process
def test_change_of_a_component_in_a_copy_of_the_project_is_rendered(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in ("Pulumi.yaml", "__main__.py", "stacks", "components"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name)
        else:
            copy.mkdir(exist_ok=True)
            shutil.copy(source, copy / name)
    (ownership,) = (copy / "components").rglob("ownership.py")
    text = ownership.read_text(encoding="utf-8")
    ownership.write_text(text.replace('"pod-deploy/stack"', '"changed/here"'), encoding="utf-8")
    command = [sys.executable, "-m", "pod_deploy", "render", "--stack", "prod"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=True)
    assert "changed/here" in done.stdout
    assert "pod-deploy/stack" not in done.stdout
