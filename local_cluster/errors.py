"""The error that a user sees as one sentence."""

from pathlib import Path


class ClusterError(Exception):
    """A failure that the user can understand or fix: one sentence, and perhaps the end of a log."""


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
