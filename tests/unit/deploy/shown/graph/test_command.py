"""`pod-deploy graph`: a stack, files or standard input in; a diagram or a picture out."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from pod_deploy.__main__ import deploy
from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.shown.graph.mermaid import mermaid
from tests.unit.deploy.projects import write_project
from tests.unit.deploy.shown.graph.objects import classic, container, pod, service

MMDC = """\
#!/bin/sh
# Mermaid's command, but the picture is the diagram and the arguments.
while [ $# -gt 0 ]; do
  case $1 in
  --output) output=$2 ;;
  esac
  shift
done
[ -n "$BROKEN" ] && { printf '\\nError: no browser\\n    at stack\\n' >&2; exit 1; }
cat >"$output"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder without a project, on a machine without browsers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    monkeypatch.setattr("pod_deploy.shown.graph.picture._BROWSERS", ())
    return tmp_path


@pytest.fixture
def mmdc(folder: Path) -> Path:
    """Put a stand-in of Mermaid's command on PATH."""
    command = folder / "mmdc"
    command.write_text(MMDC, encoding="utf-8")
    command.chmod(0o755)
    return command


def graph(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(deploy, ["graph", *arguments], input=stdin, standalone_mode=False)


def refusal(*arguments: str, stdin: str | None = None) -> str:
    error = graph(*arguments, stdin=stdin).exception
    assert isinstance(error, Refusal)
    return error.message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(yaml.safe_dump_all([service({"port": 80}), classic()]), id="documents"),
        pytest.param(
            f"---\n---\n{yaml.safe_dump_all([service({'port': 80}), classic()])}\n---\n", id="empty ones"
        ),
        pytest.param(
            json.dumps({"apiVersion": "v1", "kind": "List", "items": [service({"port": 80}), classic()]}),
            id="List",
        ),
    ],
)
def test_manifests_on_standard_input_are_drawn(text: str) -> None:
    assert graph("-", stdin=text).stdout == mermaid([service({"port": 80}), classic()])


def test_several_files_are_one_diagram(folder: Path) -> None:
    (folder / "a.yaml").write_text(yaml.safe_dump(classic()), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps(service({"port": 80})), encoding="utf-8")
    assert graph("a.yaml", "b.json").stdout == mermaid([classic(), service({"port": 80})])


def test_stack_is_drawn(folder: Path) -> None:
    metadata, spec = {"name": "p"}, {"containers": [{"name": "c", "image": "i"}]}
    write_project(folder, f'k8s.core.v1.Pod("p", metadata={metadata}, spec={spec})')
    assert graph().stdout == mermaid([pod(container("c"), name="p")])
    assert graph("--stack", "staging").stdout == graph().stdout


def test_output_is_written_to_a_file(folder: Path) -> None:
    done = graph("-", "--output", "site.mmd", stdin=yaml.safe_dump(classic()))
    assert done.stdout == ""
    assert (folder / "site.mmd").read_text(encoding="utf-8") == mermaid([classic()])


@pytest.mark.usefixtures("mmdc")
@pytest.mark.parametrize("form", ["svg", "png"])
def test_picture_is_drawn_by_mermaids_command(form: str) -> None:
    done = graph("-", "--format", form, stdin=yaml.safe_dump(classic()))
    assert done.stdout == mermaid([classic()])


def test_without_mermaids_command_a_sentence_says_what_to_install() -> None:
    message = (
        "--format svg needs Mermaid's command mmdc on PATH (npm install --global @mermaid-js/mermaid-cli)."
    )
    assert refusal("-", "--format", "svg", stdin=yaml.safe_dump(classic())) == message


@pytest.mark.usefixtures("mmdc")
def test_failure_of_mermaids_command_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKEN", "1")
    message = "mmdc cannot draw the diagram: Error: no browser"
    assert refusal("-", "--format", "svg", stdin=yaml.safe_dump(classic())) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no Pod in standard input, and no object that makes Pods."),
        ("kind: Pod", "standard input, document 1: expected a Kubernetes object, but it has no apiVersion."),
        (
            "a: 1\n---\n- b",
            "standard input, document 1: expected a Kubernetes object, but it has no apiVersion.",
        ),
        ("hello", 'standard input, document 1: expected a Kubernetes object, not the text "hello".'),
        ("a: {", "standard input, line 2, column 1: "),
        ("a: {{.b}}", "standard input, line 1, column 5: a key is a list or a mapping, expected text."),
        ("a: 1\na: 2", 'standard input, line 2, column 1: the key "a" occurs twice.'),
        ("a: 2026-99-99", "standard input: month must be in 1..12"),
        ("\x00", "standard input: unacceptable character"),
        (
            "{apiVersion: v1, kind: List, items: [7]}",
            "standard input, document 1, item 1: expected a Kubernetes object, not the number 7.",
        ),
    ],
)
def test_input_without_objects_is_refused_in_one_line(text: str, message: str) -> None:
    said = refusal("-", stdin=text)
    assert said.startswith(message)
    assert "\n" not in said


def test_file_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "picture").write_bytes(b"\xff\xd8")
    assert refusal("picture") == "picture is not UTF-8 text (byte 0)."


def test_missing_file_is_an_error_of_the_system() -> None:
    assert isinstance(graph("missing.yaml").exception, FileNotFoundError)


def test_files_and_a_stack_are_refused() -> None:
    assert refusal("a.yaml", "--stack", "dev") == "Give FILEs or --stack, not both."


def test_without_a_project_and_files_the_folder_is_asked_for(folder: Path) -> None:
    message = f"There is no Pulumi.yaml in {folder} or above: name the project's folder (--cwd)."
    error = graph().exception
    assert isinstance(error, BadInput)
    assert error.message == message


def test_deeply_nested_value_is_refused_in_one_line() -> None:
    nested = "[" * 100_000 + "]" * 100_000
    assert refusal("-", stdin=nested) == "standard input: nested more than 200 levels deep."
