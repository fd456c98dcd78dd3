"""The shell scripts that `make` runs."""

import subprocess
from pathlib import Path

import pytest

from tests.unit.packaging.places import ROOT

SCRIPTS = sorted((ROOT / "tools").glob("*.sh"))
RUNS = ["-m process tests/unit", "tests/policies", "tests/e2e/local_cluster"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_has_no_syntax_error(script: Path) -> None:
    done = subprocess.run(["sh", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("failing", "runs"),
    [pytest.param("none", 3, id="none"), *(pytest.param(run, n, id=run) for n, run in enumerate(RUNS, 1))],
)
def test_tests_stop_at_the_first_failed_run_and_pass_on_its_exit_code(
    tmp_path: Path, failing: str, runs: int
) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >&2\n[ "$*" != "-m pytest {failing}" ] || exit 3\n')
    python.chmod(0o755)
    script = ROOT / "tools" / "test-policies-and-local-cluster.sh"
    done = subprocess.run([script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == (0 if failing == "none" else 3)
    assert done.stdout.split("\n") == ["", *(f"-m pytest {run}" for run in RUNS[:runs]), ""]
