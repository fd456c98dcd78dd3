"""The policy pack finds its environment, because Pulumi would wait without end for one that is not there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.packaging.places import ROOT

PACKAGES = ("pulumi", "pulumi_policy", "tree_sitter_bash", "yaml")
AS_PULUMI_DOES = ("-u", "-m", "pulumi.policy", "127.0.0.1:0", ".")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Copy the pack's folder, and nothing else."""
    copy = tmp_path / "project" / "policies"
    shutil.copytree(ROOT / "policies", copy, ignore=shutil.ignore_patterns("venv", ".venv", "__pycache__"))
    return copy


@pytest.fixture
def empty_python(tmp_path: Path) -> Path:
    """Return a Python without packages, as that of a machine is."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "machine"], check=True)
    return tmp_path / "machine" / "bin" / "python3"


def make_environment(folder: Path, *packages: str) -> None:
    """Make what looks like an environment; its Python prints how it is called."""
    for package in packages:
        (folder / "lib" / "python3.11" / "site-packages" / package).mkdir(parents=True)
    (folder / "bin").mkdir()
    python = folder / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$0 $*"\n')
    python.chmod(0o755)


def start(python: Path | str, pack: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([python, *AS_PULUMI_DOES], cwd=pack, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("place", ["policies/venv", "policies/.venv", ".venv", "venv"])
def test_pack_runs_in_its_own_environment_or_that_of_the_project(
    place: str, pack: Path, empty_python: Path
) -> None:
    environment = pack.parent / place
    make_environment(environment, *PACKAGES)
    started = start(empty_python, pack)
    assert started.stdout == f"{environment}/bin/python -P {' '.join(AS_PULUMI_DOES)}\n", started.stderr


def test_environment_without_the_packages_is_passed_over(pack: Path, empty_python: Path) -> None:
    make_environment(pack / "venv", "pulumi", "yaml")
    make_environment(pack.parent / ".venv", *PACKAGES)
    assert start(empty_python, pack).stdout.startswith(f"{pack.parent}/.venv/bin/python ")


def test_environment_whose_python_is_gone_is_passed_over(pack: Path, empty_python: Path) -> None:
    make_environment(pack / "venv", *PACKAGES)
    (pack / "venv" / "bin" / "python").unlink()
    (pack / "venv" / "bin" / "python").symlink_to("/nowhere/python3")
    assert start(empty_python, pack).returncode == 1


def test_pack_without_an_environment_ends_with_a_sentence_and_no_port(pack: Path, empty_python: Path) -> None:
    started = start(empty_python, pack)
    sentence = f"The policy pack {pack} finds no environment; make one with: pulumi -C {pack} install\n"
    assert (started.returncode, started.stdout, started.stderr) == (1, "", sentence)


def test_pack_runs_with_the_python_that_has_its_packages(pack: Path) -> None:
    command = [sys.executable, *AS_PULUMI_DOES]
    with subprocess.Popen(command, cwd=pack, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert int(server.stdout.readline()) > 0
        server.terminate()


def test_pulumi_is_missing_for_others_as_if_the_file_were_not_there(pack: Path, empty_python: Path) -> None:
    command = [empty_python, "-c", "import pulumi"]
    done = subprocess.run(command, cwd=pack, capture_output=True, text=True, check=False)
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'pulumi'\n")
