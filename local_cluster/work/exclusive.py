"""Locks that end with their holder, and say who holds them."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from local_cluster.work.steps import Reporter

_SOMEBODY = "another process"


def _is_current(file: IO[str], path: Path) -> bool:
    """Whether the open file is still the one of that name: `down` removes a cluster's lock."""
    try:
        return os.fstat(file.fileno()).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def describe_holder(text: str) -> str:
    """Who wrote `text` into a lock, in words."""
    try:
        holder = json.loads(text)
        return f"process {holder['pid']} (`{holder['command']}`, since {holder['since']})"
    except (ValueError, KeyError, TypeError):
        return _SOMEBODY


def _name_holder(file: IO[str]) -> str:
    """Who holds a lock, in words; whoever has taken it this very moment is about to write who that is."""
    deadline = time.monotonic() + 0.5
    while True:
        file.seek(0)
        words = describe_holder(file.read())
        if words != _SOMEBODY or time.monotonic() > deadline:
            return words
        time.sleep(0.01)


def _acquire(path: Path, reporter: Reporter) -> IO[str]:
    """Open and lock the file, waiting for whoever holds it."""
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with reporter.step(f"Wait for {_name_holder(file)}"):
            fcntl.flock(file, fcntl.LOCK_EX)
    return file


@contextmanager
def held(path: Path, reporter: Reporter) -> Generator[None]:
    """Hold the lock at `path`; if another process does, say who, and wait. It ends with the process."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = _acquire(path, reporter)
    while not _is_current(file, path):
        file.close()
        file = _acquire(path, reporter)
    with file:
        file.truncate(0)
        command = " ".join(["local_cluster", *sys.argv[1:]])
        json.dump({"pid": os.getpid(), "command": command, "since": time.strftime("%H:%M:%S")}, file)
        file.flush()
        yield
