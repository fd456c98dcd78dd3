"""The page: one line of `date` for each second; all since it began, or, as HTML, the last ones."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise


def moments(page: str) -> list[datetime]:
    """Return the moment that each line names; ValueError for a line that is not as `date` prints it."""
    return [datetime.strptime(line, "%a %b %d %H:%M:%S UTC %Y") for line in lines(page)]


def lines(page: str) -> list[str]:
    """Return the lines that the writer wrote: of an HTML page, without its tags."""
    if page.startswith("<!doctype html>"):
        return re.findall("<li><time [^>]*>([^<]*)</time>", page)
    return page.splitlines()


def steps(page: str) -> list[int]:
    """Return the seconds from each line to the next."""
    return [int((later - earlier).total_seconds()) for earlier, later in pairwise(moments(page))]
