"""Kills a command with all that it started, as a machine that loses power does."""

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
    """Start an `up`, and kill it with all that it started when the block ends."""
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


def ends_before(moment: float, project: Project, stack: str) -> bool:
    """Start an `up`, kill it after some seconds, and return whether it came to its end before."""
    with killed_up(project, stack) as running:
        try:
            running.wait(moment)
        except subprocess.TimeoutExpired:
            return False
        return True


def kill_session(leader: int) -> None:
    """Kill every process of a session with SIGKILL: kubectl, or a Pulumi CLI with its plugins, as well.

    Args:
        leader: The process that began the session.
    """
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            if os.getsid(int(folder.name)) == leader:
                os.kill(int(folder.name), signal.SIGKILL)
