"""What a rule reports: a problem, and the finding it becomes once its rule and object are known."""

import re
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from policies.manifest import Manifest
from policies.values import one_line

_MOST_LETTERS = 2
_COUNTED = re.compile(r"\d+[a-z]?|\b[a-z]\b")


class Severity(StrEnum):
    """How bad a finding is: an error or a warning fails the check, an info only says what was not judged."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Problem(NamedTuple):
    """One thing that is wrong in one object."""

    pointer: str
    """JSON pointer to the field, from the root of the document."""
    message: str
    """One sentence: what is wrong."""
    fix: str
    """One sentence: how to mend it."""
    container: str | None = None
    """Name of the container it is in, if it is in one."""
    volume: str | None = None
    """Name of the volume it is about, if it is about one."""
    nearest: str | None = None
    """The valid name nearest to the one written, where it looks like a typo."""


class Finding(NamedTuple):
    """A problem, the rule that found it and the object it is in."""

    rule: str
    """Id of the rule."""
    severity: Severity
    """How bad it is."""
    manifest: Manifest
    """The object."""
    problem: Problem
    """What is wrong, and where."""

    def __str__(self) -> str:
        """Give it in one line: object, container, what is wrong, how to mend it, and the rule."""
        problem = self.problem
        container = f", container {problem.container}" if problem.container else ""
        return one_line(f"{self.manifest}{container}: {problem.message}. {problem.fix} [{self.rule}]")


def nearest_name(wrong: str, valid: list[str]) -> str | None:
    """Give the valid name that looks most like the wrong one, or None if none does."""
    return next(iter(get_close_matches(wrong, valid, n=1, cutoff=0.6)), None)


def looks_like_a_typo(written: str, meant: str) -> bool:
    """Tell whether a name is another one but for a letter or two in one place, of a name long enough.

    Names that are counted, as web-1 and web-2 or web-a and web-b, are two things.
    """
    most = min(_MOST_LETTERS, max(len(written), len(meant)) // 4)
    if abs(len(written) - len(meant)) > most:  # most pairs are told apart by this, and need no look
        return False
    begin = _alike(written, meant)
    end = _alike(written[begin:][::-1], meant[begin:][::-1])
    one, other = written[begin : len(written) - end], meant[begin : len(meant) - end]
    is_swapped = len(one) == 2 and one == other[::-1]
    letters = 1 if is_swapped else max(len(one), len(other))
    return letters <= most and _COUNTED.sub("", written) != _COUNTED.sub("", meant)


def _alike(one: str, other: str) -> int:
    """Count the letters that two names begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def did_you_mean(nearest: str | None, otherwise: str) -> str:
    """Give a fix that offers the nearest valid name, or says what else to do where there is none."""
    return f'Did you mean "{nearest}"?' if nearest else otherwise
