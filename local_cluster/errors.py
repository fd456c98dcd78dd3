"""The one error that a user sees as a sentence."""

from pathlib import Path


class ClusterError(Exception):
    """Something that the user can understand or mend, in one sentence, perhaps with the end of a log."""


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
