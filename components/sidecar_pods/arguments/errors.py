"""The one error of this package: a mistake in the arguments, in one sentence."""

import difflib
from collections.abc import Collection, Iterable
from typing import Final

import pulumi

from sidecar_pods.arguments.where import Where

_LISTABLE: Final = 15
"""The greatest number of fields that a sentence lists."""


class WiringError(pulumi.RunError):
    """Arguments that cannot become a Pod, or a Service of it.

    Its text is one sentence: the component and the field, the problem, the expected value and, for a typo,
    the nearest name. As a `pulumi.RunError` it ends a Pulumi program with that sentence and no traceback. It
    is no `ValueError`: the SDK would wrap that in another, which quotes every input of the resource.
    """

    def __init__(self, where: Where, problem: str, expected: str, nearest: str | None = None) -> None:
        """Compose the sentence from its parts.

        Args:
            where: The place of the value.
            problem: The problem, as the predicate of a sentence whose subject is `where`.
            expected: The expected value, in words.
            nearest: The valid name that is nearest to the one given.
        """
        self.expected = expected
        hint = f"; did you mean {nearest}?" if nearest else ""
        super().__init__(f"{where} {problem}; expected {expected}{hint}")


def nearest_name(written: str, valid: Iterable[str]) -> str | None:
    """Return the valid name nearest to the one written, or None if none is near."""
    by_lower_case = {name.lower(): name for name in valid}
    matches = difflib.get_close_matches(written.lower(), by_lower_case, n=1)
    return by_lower_case[matches[0]] if matches else None


def one_of(names: Iterable[str]) -> str:
    """Return a choice of names in words: `one of a, b`, or the name alone if there is only one."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"one of {', '.join(listed)}"


def unknown_field(written: str, known: Collection[str], noun: str) -> tuple[str, str, str | None]:
    """Return the rest of the sentence about a field that does not exist: problem, expected, nearest.

    Args:
        written: The name that a user wrote.
        known: The names of the fields that exist.
        noun: What has these fields.
    """
    expected = one_of(known) if len(known) <= _LISTABLE else f"a field of {noun}"
    return "is not a field that exists", expected, nearest_name(written, known)
