"""Locks that end with their holder, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from deploy.project import StackConfig
from deploy.refusal import Refusal


@contextmanager
def stack_lock(config: StackConfig, doing: str) -> Generator[None]:
    """Hold the stack's lock: one `up` or `destroy` at a time in a checkout, as with Pulumi's own backends.

    Args:
        config: The stack.
        doing: What for, as `up`; the other one is told.

    Raises:
        Refusal: Somebody holds it.
    """
    config.state_folder.mkdir(exist_ok=True)
    path = config.state_folder / f"{config.stack}.lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise Refusal(
                f"Stack {config.stack} is locked by {holder}. Try again when that has ended."
            ) from None
        file.truncate(0)
        file.write(f"`{doing}` (process {os.getpid()})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


@contextmanager
def in_turn(path: Path) -> Generator[None]:
    """Hold the lock of what takes a moment, as soon as whoever is at it has done.

    Args:
        path: The lock's file; it is made, in a folder for the owner alone, and stays.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
