"""The fields of Kubernetes' types that occur in objects, counted by the table of types."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, Type, fields_of
from tests.adopt_corpus import Object as Manifest
from tests.adopt_corpus import Part

KINDS: Final = {
    "Pod": "core/v1:Pod",
    "Service": "core/v1:Service",
    "Deployment": "apps/v1:Deployment",
    "StatefulSet": "apps/v1:StatefulSet",
    "DaemonSet": "apps/v1:DaemonSet",
    "Job": "batch/v1:Job",
    "CronJob": "batch/v1:CronJob",
}
"""The types of the objects that the components state."""

METADATA: Final = "meta/v1:ObjectMeta"


class Use(NamedTuple):
    """A field of a type."""

    token: str
    """The type, such as `core/v1:Probe`."""
    field: str
    """The field, such as `httpGet`."""


def count(objects: Iterable[Manifest]) -> Counter[Use]:
    """Return how often each field occurs in objects of the kinds that the components state."""
    return Counter(
        use for each in objects if each["kind"] in KINDS for use in _uses(each, Object(KINDS[each["kind"]]))
    )


def _uses(value: Part, kind: Type) -> Iterator[Use]:
    match kind:
        case ListOf(item):
            for each in value:
                yield from _uses(each, item)
        case MapOf(item):
            for each in value.values():
                yield from _uses(each, item)
        case Object(token):
            for field in fields_of(token).values():
                if value.get(field.name) is not None:
                    yield Use(token, field.name)
                    yield from _uses(value[field.name], field.type)
        case _:
            return


def below(*tokens: str) -> set[Use]:
    """Return the fields of these types, and of all types that hang on them, but for metadata."""
    found = set[Use]()
    pending = list(tokens)
    while pending:
        token = pending.pop()
        for field in fields_of(token).values():
            if token != METADATA and Use(token, field.name) not in found:
                found.add(Use(token, field.name))
                pending += _objects_in(field.type)
    return found


def _objects_in(kind: Type) -> list[str]:
    match kind:
        case ListOf(item) | MapOf(item):
            return _objects_in(item)
        case Object(token):
            return [token]
        case _:
            return []
