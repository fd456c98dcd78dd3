"""The shell scripts of every room."""

import subprocess
from pathlib import Path

import pytest

from tests.unit.packaging.places import PROGRAMS, ROOT

PLACES = (".ci/run", "components/sidecar_pods/**/*.sh", "local_cluster/**/*.sh", "tools/*.sh")
SCRIPTS = sorted(script for place in PLACES for script in ROOT.glob(place))
SHELLCHECK = PROGRAMS / "shellcheck"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_has_no_syntax_error(script: Path) -> None:
    done = subprocess.run(["sh", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.process
@pytest.mark.skipif(not SHELLCHECK.exists(), reason="shellcheck has no wheel for this machine")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    # A sidecar's script has no first line that names a shell: a container runs it with `/bin/sh -c`.
    shell = [] if script.read_text().startswith("#!") else ["--shell=sh"]
    done = subprocess.run([SHELLCHECK, *shell, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("code", [0, 3])
def test_output_is_printed_at_the_end_with_the_exit_code_of_the_command(code: int) -> None:
    script = ROOT / "tools" / "print-at-the-end.sh"
    command = ["sh", "-c", f"echo one; echo two >&2; exit {code}"]
    done = subprocess.run([script, *command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "\none\ntwo\n", "")
