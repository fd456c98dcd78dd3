"""The program of a project is found as the Pulumi CLI finds it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.render import render
from tests.unit.deploy.projects import write_project

PROGRAM = """\
from parts import NAME
import pathlib
k8s.core.v1.Namespace("n", metadata={"name": f"{NAME}-{pathlib.Path.cwd().name}"})
"""


def project(folder: Path, line: str) -> Path:
    return write_project(folder, PROGRAM, pulumi_yaml=f"{line}\nname: shop\nstackConfigDir: stacks\n")


@pytest.mark.parametrize(
    ("main", "file"), [("source", "__main__.py"), ("./source/", "__main__.py"), ("source/app.py", "app.py")]
)
def test_main_names_the_folder_or_the_file_of_the_program(tmp_path: Path, main: str, file: str) -> None:
    project(tmp_path, f"runtime: python\nmain: {main}")
    source = tmp_path / "source"
    source.mkdir()
    (tmp_path / "__main__.py").rename(source / file)
    (source / "parts.py").write_text('NAME = "in"\n', encoding="utf-8")
    assert [each["metadata"]["name"] for each in render("dev", tmp_path)] == ["in-source"]


@pytest.mark.parametrize("runtime", ["nodejs", "{name: go, options: {binary: ./app}}"])
def test_program_in_another_language_needs_a_cli(tmp_path: Path, runtime: str) -> None:
    with pytest.raises(Refusal) as refusal:
        render("dev", project(tmp_path, f"runtime: {runtime}"))
    name = "go" if "go" in runtime else runtime
    assert str(refusal.value) == (
        f"Pulumi.yaml: runtime: {name} needs a Pulumi CLI; without one, pod-deploy runs only programs in "
        "python and yaml."
    )
    assert not isinstance(refusal.value, BadInput)  # so that `up` uses the CLI, if there is one


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "runtime: python",
            "Pulumi.yaml: there is no program {folder}/__main__.py; if it is elsewhere, say so with `main`.",
        ),
        ("main: src", "Pulumi.yaml: main: src: there is no program {folder}/src."),
    ],
)
def test_missing_program_is_refused(tmp_path: Path, line: str, message: str) -> None:
    (project(tmp_path, line) / "__main__.py").unlink()
    with pytest.raises(BadInput) as refusal:
        render("dev", tmp_path)
    assert str(refusal.value) == message.format(folder=tmp_path)


def test_missing_package_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        render("dev", write_project(tmp_path, "import not_installed"))
    assert str(refusal.value) == (
        "__main__.py, line 3: No module named 'not_installed'; install the program's packages in the "
        f"environment of pod-deploy ({sys.prefix})."
    )
