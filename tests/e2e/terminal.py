"""Run a command on a pseudo-terminal, and type into it line by line as a person does."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager

_ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07)")
"""The escape sequences of a shell: colours, cursor moves and the window's title."""


class Terminal:
    """Types into a program and reads its output."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._descriptor, f"{line}\r".encode())

    def answer(self, line: str, prompt: str) -> str:
        """Type a line; return the output before the next prompt."""
        self.type(line)
        # A shell prints its prompt again when it learns the terminal's size, so match from the typed line on.
        shown = self._read_until(re.compile(rf"{re.escape(line)}\n(.*){re.escape(prompt)}\Z", re.DOTALL))
        return shown[1]

    def read_until(self, ending: str) -> None:
        """Read until the output ends with this text."""
        self._read_until(re.compile(rf"{re.escape(ending)}\Z"))

    def _read_until(self, pattern: re.Pattern[str], timeout: float = 30) -> re.Match[str]:
        deadline = time.monotonic() + timeout
        raw = b""
        while not (found := pattern.search(shown := _plain(raw))):
            ready, _, _ = select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))
            chunk = _read(self._descriptor) if ready else b""
            if not chunk:
                raise AssertionError(f"the terminal did not show {pattern.pattern!r}; it showed {shown!r}")
            raw += chunk
        return found


def _read(descriptor: int) -> bytes:
    """Return the available bytes; none once the program has closed its end (Linux raises EIO then)."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def _plain(raw: bytes) -> str:
    return _ESCAPES.sub("", raw.decode(errors="replace")).replace("\r\n", "\n").replace("\r", "")


@contextmanager
def terminal(command: list[str], environment: Mapping[str, str]) -> Generator[Terminal]:
    """Run a command on a pseudo-terminal of 24 lines and 120 columns; kill it at the end."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    try:
        yield Terminal(ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
