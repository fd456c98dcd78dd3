"""Errors that the user sees as one line, each with an exit code."""

import difflib
from collections.abc import Generator, Iterable
from contextlib import contextmanager

import click


class Refusal(click.ClickException):
    """A command that cannot be carried out now; exit code 1.

    Args:
        message: One line: where, what is wrong, and what is expected.
    """

    exit_code = 1


class BadInput(Refusal):
    """A mistake in what the user wrote (a file, an option, the program's config); exit code 2."""

    exit_code = 2


@contextmanager
def refusing_system_errors() -> Generator[None]:
    """Turn an error of the operating system into a Refusal; re-raise BrokenPipeError unchanged."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(_sentence(error)) from error


def _sentence(error: OSError) -> str:
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    hint = "; if root owns it after a run with sudo, try again with sudo"
    return f"{what}{hint if isinstance(error, PermissionError) else ''}."


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return ` Did you mean "x"?` for the valid name closest to `name`, or nothing if none is near."""
    matches = difflib.get_close_matches(name, list(valid), n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""
