"""Parse the page: plain text with all lines of `date`, or HTML with the last ones."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise


def moments(page: str) -> list[datetime]:
    """Return the time on each line; raise ValueError for a line that `date` does not print."""
    return [datetime.strptime(line, "%a %b %d %H:%M:%S UTC %Y") for line in lines(page)]


def lines(page: str) -> list[str]:
    """Return the lines of the writer, without HTML tags."""
    if page.startswith("<!doctype html>"):
        return re.findall("<li><time [^>]*>([^<]*)</time>", page)
    return page.splitlines()


def steps(page: str) -> list[int]:
    """Return the seconds from each line to the next."""
    return [int((later - earlier).total_seconds()) for earlier, later in pairwise(moments(page))]
