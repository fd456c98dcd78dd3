"""Inputs with the names of other languages, turned into arguments in Python."""

from collections.abc import Mapping
from typing import Final, cast

import pulumi
from pulumi.output import Unknown
from pulumi.runtime import rpc

from sidecar_pods.arguments.errors import WiringError, unknown_field
from sidecar_pods.arguments.later import is_later, when_known
from sidecar_pods.arguments.volume_args import PlaceArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.declared import AnyType, Own, Places, fields
from sidecar_pods.kubernetes.types import ListOf, MapOf, Scalar
from sidecar_pods.package.names import name_elsewhere

_URN: Final = "urn:pulumi:"
_NOT_OURS: Final = Scalar("string")
"""The type of a value in which no name is translated."""


class ForeignError(WiringError):
    """A mistake that is told in the user's own language already."""


def in_python(given: Mapping[str, object], kind: type, where: Where, noun: str) -> dict[str, object]:
    """Return an object with the names of its fields in Python's case.

    Only our own fields are renamed: the keys of maps and the fields of Kubernetes' own types stay.

    Args:
        given: The object. Any part of it may be an Output, or unknown.
        kind: Its TypedDict.
        where: Its place.
        noun: Name of its type in other languages.

    Raises:
        ForeignError: It has a field that does not exist; for an Output inside, when it resolves.
    """
    known = {name_elsewhere(name): name for name in fields(kind)}
    for name in given:
        if name not in known:
            raise ForeignError(where.field(name), *unknown_field(name, known, noun))
    return {
        known[name]: value_in_python(value, fields(kind)[known[name]].type, where.field(name))
        for name, value in given.items()
    }


def value_in_python(value: object, declared: AnyType, where: Where) -> object:
    """Return a value with the names of all fields inside in Python's case; see `in_python`.

    Args:
        value: The value.
        declared: Its type.
        where: Its place.
    """
    if isinstance(value, Unknown):
        return pulumi.Output.from_input(value)
    if rpc.is_rpc_secret(value):
        value = pulumi.Output.secret(rpc.unwrap_rpc_secret(value))
    if is_later(value):
        return when_known(value, lambda known: value_in_python(known, declared, where), where)
    if isinstance(value, Mapping):
        return _map(cast("Mapping[str, object]", value), declared, where)
    if isinstance(value, list):
        item = declared.item if isinstance(declared, ListOf) else declared
        items = cast("list[object]", value)
        return [value_in_python(each, item, where.entry(each, index)) for index, each in enumerate(items)]
    if declared == Scalar("any") and isinstance(value, str) and value.startswith(_URN):
        # A program gave the component, and the SDK for hosts turns that into its URN.
        raise ForeignError(where, "is the component itself", "its endpoints")
    return value


def _map(value: Mapping[str, object], declared: AnyType, where: Where) -> object:
    match declared:
        case Own(kind):
            return in_python(value, kind, where, kind.__name__.removesuffix("Args").removeprefix("Sidecar"))
        case Places():
            return in_python(value, PlaceArgs, where, "Place")
        case _:
            item = declared.item if isinstance(declared, MapOf) else _NOT_OURS
            return {key: value_in_python(each, item, where.item(key)) for key, each in value.items()}
