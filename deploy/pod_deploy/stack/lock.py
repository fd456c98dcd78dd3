"""Locks that end with their holder, however it ends."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pod_deploy.refusal import Refusal
from pod_deploy.stack.project import StackConfig


@contextmanager
def stack_lock(config: StackConfig, doing: str) -> Generator[None]:
    """Hold the stack's lock: one `up` or `destroy` at a time in a checkout, as with Pulumi's own backends.

    Args:
        config: The stack.
        doing: The command that holds it; a refusal names it.

    Raises:
        Refusal: Another process holds it.
    """

    def sign(descriptor: int) -> None:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"`{doing}` (process {os.getpid()})".encode())

    config.state_folder.mkdir(exist_ok=True)
    path = config.state_folder / f"{config.stack}.lock"
    lock = FileLock(path, on_acquired=sign)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        holder = path.read_text(encoding="utf-8").strip() or "another process"
        raise Refusal(f"Stack {config.stack} is locked by {holder}. Try again when that has ended.") from None
    try:
        yield
    finally:
        path.write_text("", encoding="utf-8")
        lock.release()


def in_turn(path: Path) -> FileLock:
    """Return a lock for work that takes a moment; entering it waits for the holder.

    Args:
        path: The lock's file. It is made, in a folder for the owner alone, and stays.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(path)
