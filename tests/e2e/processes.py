"""Kills a command with all that it started, as a machine that loses power does."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path


def kill_session(leader: int) -> None:
    """Kill every process of a session with SIGKILL: kubectl or a Pulumi CLI with its plugins as well.

    Args:
        leader: The process that began the session.
    """
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            if os.getsid(int(folder.name)) == leader:
                os.kill(int(folder.name), signal.SIGKILL)
