"""The types of Kubernetes' fields, read from a table that is generated from its OpenAPI documents.

`make kubernetes-table` writes the table. A type in it is the name of a scalar, a choice `=A|B`, a list
`[type]`, a map `{type}`, or the token of an object, such as `core/v1:Probe`. A `!` marks a required field.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict, cast, get_args

from sidecar_pods.kubernetes.names import python_name

ScalarName = Literal[
    "string", "int32", "int64", "number", "boolean", "quantity", "int-or-string", "time", "any"
]
"""The kinds of value that have no parts; `any` for a value that Kubernetes leaves open."""


class Scalar(NamedTuple):
    """A value without parts."""

    name: ScalarName
    """Its kind."""


class Choice(NamedTuple):
    """A string that is one of a few words."""

    words: tuple[str, ...]
    """The words."""


class ListOf(NamedTuple):
    """A list."""

    item: "Type"
    """The type of each item."""


class MapOf(NamedTuple):
    """A map whose keys are strings that Kubernetes does not know."""

    item: "Type"
    """The type of each value."""


class Object(NamedTuple):
    """An object of Kubernetes with known fields."""

    token: str
    """Its name in the table: `core/v1:Probe`."""


Type = Scalar | Choice | ListOf | MapOf | Object
"""The type of a field."""


class Field(NamedTuple):
    """A field of a Kubernetes object."""

    name: str
    """Its name in Kubernetes: `hostIP`."""
    type: Type
    """Its type."""
    required: bool
    """Whether an object must have it."""


@cache
def fields_of(token: str) -> Mapping[str, Field]:
    """Return the fields of a Kubernetes object by their names in Python's case.

    Args:
        token: Name of the object's type in the table: `core/v1:Probe`.
    """
    return {
        python_name(name): Field(name, _parse(notation.removesuffix("!")), notation.endswith("!"))
        for name, notation in _table()["types"][token].items()
    }


def tokens() -> list[str]:
    """Return the names of all types in the table."""
    return list(_table()["types"])


def aliases_of(kind: str) -> list[str]:
    """Return the other types under which Pulumi's SDK knows a kind of object.

    Args:
        kind: The kind, as in `apps/v1:Deployment`.
    """
    return _table()["aliases"].get(kind, [])


class _Table(TypedDict):
    aliases: Mapping[str, list[str]]
    types: Mapping[str, Mapping[str, str]]


@cache
def _table() -> _Table:
    text = Path(__file__).with_name("table.json").read_text(encoding="utf-8")
    return cast("_Table", json.loads(text))


def _parse(notation: str) -> Type:
    if notation.startswith("="):
        return Choice(tuple(notation[1:].split("|")))
    if notation.startswith("["):
        return ListOf(_parse(notation[1:-1]))
    if notation.startswith("{"):
        return MapOf(_parse(notation[1:-1]))
    if notation in get_args(ScalarName):
        return Scalar(cast("ScalarName", notation))
    return Object(notation)
