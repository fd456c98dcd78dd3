"""Kill a command and all processes that it started, as a power failure would."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.e2e.project import Project


@contextmanager
def killed_up(project: Project, stack: str) -> Generator[subprocess.Popen[bytes]]:
    """Start an `up`; kill it and all its processes when the block ends."""
    with subprocess.Popen(
        project.command("up", stack),
        cwd=project.root,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            yield running
        finally:
            kill_session(running.pid)


def up_ends_within(moment: float, project: Project, stack: str) -> bool:
    """Start an `up` and kill it after `moment` seconds; return whether it ended before that."""
    with killed_up(project, stack) as running:
        try:
            running.wait(moment)
        except subprocess.TimeoutExpired:
            return False
        return True


def kill_session(leader: int) -> None:
    """Kill every process of a session with SIGKILL, including kubectl, the Pulumi CLI and its plugins.

    Args:
        leader: Process id of the session's leader.
    """
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            if os.getsid(int(folder.name)) == leader:
                os.kill(int(folder.name), signal.SIGKILL)
