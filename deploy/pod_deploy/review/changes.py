"""Compare the objects of both sides, field by field; pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pod_deploy.planning.compare import Difference, by_key, differences, masked
from pod_deploy.stack.manifests import Json, Manifest, ObjectKey

_ORDER = " (order)"


@dataclass(frozen=True)
class ObjectChange:
    """An object on both sides. The contents of a Secret are masked."""

    key: ObjectKey
    """The object's key."""
    before: Manifest | None
    """The object of the base; None if there is none."""
    after: Manifest | None
    """The object of the head; None if there is none."""
    fields: tuple[Difference, ...] = ()
    """The fields that differ, if both sides have the object."""

    @property
    def manifest(self) -> Manifest:
        """Return the object of the head, or of the base if the head has none."""
        return self.after or self.before or {}


def compare(base: Mapping[ObjectKey, Manifest], head: Mapping[ObjectKey, Manifest]) -> list[ObjectChange]:
    """Return every object of both sides: those of the head in their order, then those that the head lacks."""
    keys = [*head, *(key for key in base if key not in head)]
    return [_change(key, base.get(key), head.get(key)) for key in keys]


def _change(key: ObjectKey, before: Manifest | None, after: Manifest | None) -> ObjectChange:
    before, after = masked(before, after)
    if before is None or after is None:
        return ObjectChange(key, before, after)
    found = [*_expanded(differences(before, after)), *_reordered(before, after, "")]
    return ObjectChange(key, before, after, tuple(sorted(found, key=lambda each: each.path)))


def _expanded(found: Iterator[Difference]) -> Iterator[Difference]:
    """Yield the differences; a list or mapping that only one side has is compared with an empty one."""
    for each in found:
        whole = each.before if each.after is None else each.after if each.before is None else None
        is_item = each.path.endswith("]")
        if whole and isinstance(whole, list):
            yield from _expanded(differences(each.before or [], each.after or [], each.path))
        elif whole and isinstance(whole, dict) and not is_item:
            yield from _expanded(differences(each.before or {}, each.after or {}, each.path))
        else:
            yield each


def _reordered(before: Json, after: Json, path: str) -> Iterator[Difference]:
    """Yield the lists whose items have another order; a template with another order is another template."""
    match before, after:
        case dict(), dict():
            for key in before.keys() & after.keys():
                yield from _reordered(before[key], after[key], f"{path}.{key}" if path else key)
        case list(), list():
            old, new = by_key(before, after)
            kept = [key for key in old if key in new]
            moved = [key for key in new if key in old]
            if kept != moved:
                yield Difference(path + _ORDER, ", ".join(kept), ", ".join(moved))
            for key in kept:
                yield from _reordered(old[key], new[key], f"{path}[{key}]")
        case _:
            return
