"""Group the objects to which the same happens, so that a reader gets one line for many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pod_deploy.review.effects import Effect, Name, Sentence, listed, subject_of
from pod_deploy.review.formats.fields import MOST_FIELDS, path_of

_FEW = 5
"""With more objects alike, one line stands for all of them."""

MOST_NAMES = 10
"""With more names in a row, their number stands for the others."""


class Alike(NamedTuple):
    """Objects of one kind, of which the same is said."""

    effects: tuple[Effect, ...]
    """What happens to each of them."""

    @property
    def sentence(self) -> Sentence:
        """Return what is said of them, as of one object."""
        first = self.effects[0]
        if len(self.effects) == 1:
            return first.sentence
        kind = Name(first.change.key.kind)
        return ("Each of ", str(len(self.effects)), " ", kind, " objects ", *_words(first))

    @property
    def names(self) -> Sentence:
        """Return the first names, and the number of the others."""
        return listed([each.change.key.name for each in self.effects], MOST_NAMES)

    @property
    def paths(self) -> list[str]:
        """Return the paths of the fields that differ in any of them."""
        found = {path_of(each.change, field): None for each in self.effects for field in each.change.fields}
        return list(found)[:MOST_FIELDS]


def grouped(effects: Iterable[Effect]) -> list[Alike]:
    """Return objects in their order; what may lose data or requests always stands alone."""
    groups: dict[tuple[object, ...], list[Effect]] = {}
    for place, effect in enumerate(effects):
        alone = place if effect.risk else None
        groups.setdefault((alone, effect.change.key.kind, _words(effect)), []).append(effect)
    return [
        Alike(part)
        for group in groups.values()
        for part in ([tuple(group)] if len(group) > _FEW else [(each,) for each in group])
    ]


def _words(effect: Effect) -> Sentence:
    """Return what is said of an object behind its kind and its name."""
    return effect.sentence[len(subject_of(effect.change)) :]
