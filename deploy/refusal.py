"""What a user is told when something cannot be done: one line, and an exit code."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import click


class Refusal(click.ClickException):
    """Something that cannot be done as the world is now; exit code 1.

    Args:
        message: One line that says what is wrong, where, and what would be right.
    """

    exit_code = 1


class BadInput(Refusal):
    """A mistake in what the user wrote (a file, an option, the program's config); exit code 2."""

    exit_code = 2


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return ` Did you mean "x"?` for the valid name closest to `name`, or nothing if none is near."""
    matches = difflib.get_close_matches(name, list(valid), n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""
