"""The form in which the tests state objects of a type of Kubernetes: right ones and wrong ones."""

from collections.abc import Sequence
from typing import NamedTuple

from tests.unit.components.checks.spelling import Fields


class Kind(NamedTuple):
    """Objects of one type."""

    base: Fields
    """An object that is right."""
    right: Sequence[Fields] = ()
    """Fields over those of the base, which leave it right; None takes a field away."""
    wrong: Sequence[tuple[Fields, str]] = ()
    """Fields over those of the base, which make it wrong, and the complaint."""

    def objects(self) -> list[Fields]:
        """Return the right objects."""
        return [self.base, *(self.over(fields) for fields in self.right)]

    def over(self, fields: Fields) -> Fields:
        """Return the base with fields over its own."""
        return {name: value for name, value in {**self.base, **fields}.items() if value is not None}
