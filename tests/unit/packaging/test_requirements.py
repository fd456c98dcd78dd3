"""uv.lock is the only source of versions: what pip and Pulumi read is exported from it."""

import subprocess

import pytest

from tests.unit.packaging.places import ROOT, UV

EXPORTED = ("requirements.txt", "policies/requirements.txt")


def uv(*arguments: str) -> str:
    done = subprocess.run([UV, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stderr}\nrun: make lock"
    return done.stdout


@pytest.mark.parametrize("file", EXPORTED)
def test_requirements_are_what_the_command_in_their_header_exports(file: str) -> None:
    text = (ROOT / file).read_text()
    command = text.splitlines()[1].removeprefix("#").split()
    assert command[:4] == ["uv", "export", "--frozen", "--no-hashes"]
    # An output file in the command would make this test rewrite the file that it checks.
    assert not any(word.startswith(("-o", "--output-file")) for word in command)
    assert text == uv(*command[1:]), "run: make lock"


def test_requirements_hold_what_the_program_imports() -> None:
    names = {line.partition("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines()}
    assert {"pulumi", "pulumi-kubernetes", "pyyaml"} <= names


def test_requirements_of_the_pack_hold_what_it_imports_and_no_path() -> None:
    lines = (ROOT / "policies" / "requirements.txt").read_text().splitlines()
    pinned = {line.partition("==")[0] for line in lines if not line.startswith("#")}
    assert {"pulumi", "pulumi-policy", "pyyaml", "tree-sitter", "tree-sitter-bash"} <= pinned
    assert all("==" in line for line in lines if not line.startswith("#"))


def test_lock_holds_what_the_pyproject_files_ask_for() -> None:
    uv("lock", "--check", "--offline")
