"""What a user is told when something cannot be done: one line, and an exit code."""

from __future__ import annotations

import difflib
from collections.abc import Generator, Iterable
from contextlib import contextmanager

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


@contextmanager
def refusing_what_the_system_refuses() -> Generator[None]:
    """Turn an error of the operating system into a Refusal; not that whoever read us has gone."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(_sentence(error)) from error


def _sentence(error: OSError) -> str:
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    hint = "; if it is root's, from a run with sudo, try again with sudo"
    return f"{what}{hint if isinstance(error, PermissionError) else ''}."


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return ` Did you mean "x"?` for the valid name closest to `name`, or nothing if none is near."""
    matches = difflib.get_close_matches(name, list(valid), n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""
