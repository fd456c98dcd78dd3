"""The page that the classic Pod serves: one line of `date` for each second since it began."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise


def moments(page: str) -> list[datetime]:
    """Return the moment that each line names; ValueError for a line that is not as `date` prints it."""
    return [datetime.strptime(line, "%a %b %d %H:%M:%S UTC %Y") for line in page.splitlines()]


def steps(page: str) -> list[int]:
    """Return the seconds from each line to the next."""
    lines = moments(page)
    return [int((later - earlier).total_seconds()) for earlier, later in pairwise(lines)]
