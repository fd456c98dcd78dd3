"""Guess which valid name a wrong one was meant to be."""

import re
from difflib import get_close_matches

_MOST_LETTERS = 2
_COUNTED = re.compile(r"\d+[a-z]?|\b[a-z]\b")


def nearest_name(wrong: str, valid: list[str]) -> str | None:
    """Return the valid name that is most similar to the wrong one, or None if none is similar."""
    return next(iter(get_close_matches(wrong, valid, n=1, cutoff=0.6)), None)


def looks_like_a_typo(written: str, meant: str) -> bool:
    """Return whether two sufficiently long names differ by one small edit.

    Names that differ only in a counter, such as web-1 and web-2 or web-a and web-b, are two names.
    """
    most = min(_MOST_LETTERS, max(len(written), len(meant)) // 4)
    if abs(len(written) - len(meant)) > most:  # decides for most pairs, and is fast
        return False
    begin = _alike(written, meant)
    end = _alike(written[begin:][::-1], meant[begin:][::-1])
    one, other = written[begin : len(written) - end], meant[begin : len(meant) - end]
    is_swapped = len(one) == 2 and one == other[::-1]
    letters = 1 if is_swapped else max(len(one), len(other))
    return letters <= most and _COUNTED.sub("", written) != _COUNTED.sub("", meant)


def _alike(one: str, other: str) -> int:
    """Return the number of letters that two names begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def did_you_mean(nearest: str | None, otherwise: str) -> str:
    """Return a fix that offers the nearest valid name, or the other fix if there is none."""
    return f'Did you mean "{nearest}"?' if nearest else otherwise
