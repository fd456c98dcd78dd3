"""Run a loader once, and read what the reader of its volume sees."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.unit.components.sidecars.process import Container


def run(container: Container) -> tuple[int, str]:
    """Run a loader that loads once, and return its exit code and its output."""
    with container.running(stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        said, _ = process.communicate(timeout=20)
    return process.returncode, said


def files(volume: Path) -> dict[str, str]:
    """Return the files that the reader sees: the text of each, by its path."""
    root = volume / "html"
    return {str(each.relative_to(root)): each.read_text() for each in root.rglob("*") if each.is_file()}


def has_loaded(volume: Path, expected: dict[str, str]) -> bool:
    """Return whether the reader sees these files."""
    try:
        return files(volume) == expected
    except FileNotFoundError:  # the list was that of the load before, which has gone since
        return False
