"""On a machine with only Python, one command of at most a minute brings each product into an empty folder."""

import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.unit.packaging.places import ROOT, UV

A_MINUTE = 60
"""Seconds of the processor, because other tests may run beside it. A quiet machine waits little besides."""


def source(member: str) -> str:
    """Return a member as pip installs it from the address of the git repository."""
    return f'"git+{ROOT.as_uri()}#subdirectory={member}"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder, with an environment beside it as the machine's Python."""
    subprocess.run([UV, "venv", "--quiet", "--seed", tmp_path / "machine"], check=True)
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def at_once(command: str, folder: Path) -> None:
    """Run one line of a shell in the folder, with nothing on PATH but Python and the system's programs."""
    path = f"{folder.parent / 'machine' / 'bin'}:/usr/bin:/bin"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["sh", "-ec", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < A_MINUTE


def runs(command: str, folder: Path) -> str:
    path = folder.parent / "machine" / "bin"
    done = subprocess.run(
        [path / "python", "-c", command], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_components_are_installed(folder: Path) -> None:
    # `pip install` gave a wheel with only the policies in it, and the import of the components failed.
    at_once(f"pip install {source('components')}", folder)
    assert runs("from sidecar_pods import SidecarPod; print(SidecarPod.__name__)", folder) == "SidecarPod\n"


def test_checker_is_installed(folder: Path) -> None:
    at_once(f"pip install {source('policies')}", folder)
    at_once("pod-wiring check --list", folder)


def test_project_is_made(folder: Path) -> None:
    at_once(f"pip install {source('deploy')} && pod-deploy new .", folder)
    assert {"Pulumi.yaml", "__main__.py"} <= {each.name for each in folder.iterdir()}
