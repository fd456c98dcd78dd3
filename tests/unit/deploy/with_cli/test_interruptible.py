"""The CLI's process: its output is streamed, and it can be interrupted."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from pulumi import automation

from pod_deploy.with_cli.interruptible import InterruptibleCommand

pytestmark = pytest.mark.process

SCRIPT = f"""#!{sys.executable}
import os, signal, sys, time
if sys.argv[1] == "version":
    print("v3.272.0")
    sys.exit()
def end(*_):
    print("saved", flush=True)
    os._exit(7)
signal.signal(signal.SIGINT, end)
print("begun in", os.getcwd(), "with", os.environ.get("VARIABLE"), flush=True)
if sys.argv[2] == "fail":
    sys.exit("error: no")
while sys.argv[2] == "wait":
    time.sleep(0.05)
"""


@pytest.fixture
def cli(tmp_path: Path) -> InterruptibleCommand:
    """Return a CLI that prints its arguments; with `wait` as the second one it runs until interrupted."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pulumi").write_text(SCRIPT)
    (tmp_path / "bin" / "pulumi").chmod(0o755)
    return InterruptibleCommand(root=str(tmp_path))


def test_lines_are_passed_on_and_returned(cli: InterruptibleCommand, tmp_path: Path) -> None:
    told: list[str] = []
    result = cli.run(["up"], str(tmp_path), {"VARIABLE": "x"}, on_output=told.append)
    assert told == [f"begun in {tmp_path} with x"]
    assert (result.stdout, result.stderr, result.code) == (told[0], "", 0)


def test_failure_raises_the_sdks_own_error(cli: InterruptibleCommand, tmp_path: Path) -> None:
    with pytest.raises(automation.CommandError, match="error: no"):
        cli.run(["fail"], str(tmp_path), {})


def test_interrupt_lets_the_cli_save_its_state(cli: InterruptibleCommand, tmp_path: Path) -> None:
    def interrupt_when_begun(_: str) -> None:
        threading.Timer(0, cli.interrupt).start()

    with pytest.raises(automation.CommandError, match="saved"):
        cli.run(["wait"], str(tmp_path), {}, on_output=interrupt_when_begun)


def test_interrupt_without_a_running_cli_does_nothing(cli: InterruptibleCommand, tmp_path: Path) -> None:
    cli.interrupt()
    cli.run(["up"], str(tmp_path), {})
    cli.interrupt()
    assert cli.run(["up"], str(tmp_path), {}).code == 0
