"""Locks that name their holder, and end with it however it ends."""

import json
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from local_cluster.work.steps import Reporter

_UNKNOWN = "another process"


def describe_holder(text: str) -> str:
    """Return a few words on the process that wrote `text` into a lock."""
    try:
        holder = json.loads(text)
        return f"process {holder['pid']} (`{holder['command']}`, since {holder['since']})"
    except (ValueError, KeyError, TypeError):
        return _UNKNOWN


@contextmanager
def held(path: Path, reporter: Reporter) -> Generator[None]:
    """Hold the lock at `path`; if another process holds it, say which one, and wait."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(path, on_acquired=_sign)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        with reporter.step(f"Wait for {_name_holder(path)}"):
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _sign(descriptor: int) -> None:
    """Write this process, its command and the time into the lock that it has just taken."""
    command = " ".join(["local_cluster", *sys.argv[1:]])
    holder = {"pid": os.getpid(), "command": command, "since": time.strftime("%H:%M:%S")}
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps(holder).encode())


def _name_holder(path: Path) -> str:
    """Return a few words on the holder of a lock; wait a moment for one that is about to sign it."""
    deadline = time.monotonic() + 0.5
    while True:
        try:
            words = describe_holder(path.read_text())
        except FileNotFoundError:  # `down` removes a cluster's lock
            return _UNKNOWN
        if words != _UNKNOWN or time.monotonic() > deadline:
            return words
        time.sleep(0.01)
