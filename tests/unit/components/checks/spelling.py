"""Objects in Python's case: a walk over their fields, and their manifest in Kubernetes' own spelling."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from sidecar_pods.kubernetes.types import Field, ListOf, MapOf, Object, Type, fields_of
from tests.foreign import Json, JsonObject

Fields = Mapping[str, Json]
"""The fields of an object, which a test does not change."""


def stated(value: Json, kind: Type) -> Iterator[tuple[str, Fields]]:
    """Yield each object in a value with the name of its type, the outer ones first."""
    if isinstance(kind, Object):
        yield kind.token, value
        for name, each in value.items():
            if name in fields_of(kind.token):
                yield from stated(each, _field(kind, name).type)
    elif isinstance(kind, ListOf):
        for each in cast("Sequence[Json]", value):
            yield from stated(each, kind.item)


def manifest(value: Json, kind: Type) -> Json:
    """Return a value in Kubernetes' own spelling."""
    if isinstance(kind, Object):
        return {
            _field(kind, name).name: manifest(each, _field(kind, name).type)
            for name, each in cast("Fields", value).items()
        }
    if isinstance(kind, ListOf):
        return [manifest(each, kind.item) for each in cast("Sequence[Json]", value)]
    if isinstance(kind, MapOf):
        return dict(value)
    return value


def merged(under: Fields, over: Fields) -> JsonObject:
    """Return two objects as one, in which the fields of the second win."""
    both = {
        name for name in under if isinstance(under[name], Mapping) and isinstance(over.get(name), Mapping)
    }
    return {**under, **over, **{name: merged(under[name], over[name]) for name in both}}


def _field(kind: Object, name: str) -> Field:
    return fields_of(kind.token)[name]
