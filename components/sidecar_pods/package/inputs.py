"""The inputs of a component as a program in another language sends them, turned into arguments in Python."""

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict, cast

import pulumi
from pulumi.output import Unknown
from pulumi.runtime import rpc

from sidecar_pods.arguments.errors import WiringError, unknown_field
from sidecar_pods.arguments.later import is_later, when_known
from sidecar_pods.arguments.where import Where
from sidecar_pods.kubernetes.names import python_name

_OURS: Final = "#/types/"
_ENDPOINTS: Final = "#/types/sidecar:index:Endpoints"
_URN: Final = "urn:pulumi:"

Spec = TypedDict(
    "Spec",
    {
        "$ref": str,
        "items": "Spec",
        "additionalProperties": "Spec",
        "oneOf": "Sequence[Spec]",
    },
    total=False,
)
"""The type of a value, as the schema writes it."""

Properties = Mapping[str, Spec]
"""The fields of an object, by their names in other languages."""


class TypeSpec(TypedDict):
    """A type of ours, as the schema writes it."""

    properties: Properties
    """Its fields."""


class ForeignError(WiringError):
    """A mistake that is told in the user's own language already."""


class Inputs:
    """Translates the names of our own fields, and no others: keys of maps and Kubernetes' own types stay."""

    def __init__(self, types: Mapping[str, TypeSpec]) -> None:
        """Take the types of ours.

        Args:
            types: The types by their tokens, as in `sidecar:index:Container`.
        """
        self._types: Final = types

    def in_python(
        self, given: Mapping[str, object], fields: Properties, where: Where, noun: str
    ) -> dict[str, object]:
        """Return an object with the names of its fields in Python's case.

        Args:
            given: The object. Any part of it may be an Output, or unknown.
            fields: Its fields.
            where: Its place.
            noun: Name of its type.

        Raises:
            ForeignError: It has a field that does not exist; for an Output inside, when it resolves.
        """
        for name in given:
            if name not in fields:
                raise ForeignError(where.field(name), *unknown_field(name, fields, noun))
        return {
            python_name(name): self._value(value, fields[name], where.field(name))
            for name, value in given.items()
        }

    def _value(self, value: object, spec: Spec, where: Where) -> object:
        if isinstance(value, Unknown):
            return pulumi.Output.from_input(value)
        if rpc.is_rpc_secret(value):
            value = pulumi.Output.secret(rpc.unwrap_rpc_secret(value))
        if is_later(value):
            return when_known(value, lambda known: self._value(known, spec, where), where)
        if isinstance(value, Mapping):
            return self._map(cast("Mapping[str, object]", value), spec, where)
        if isinstance(value, list):
            item = _arm(spec, "items").get("items", {})
            items = cast("list[object]", value)
            return [self._value(each, item, where.entry(each, index)) for index, each in enumerate(items)]
        if spec.get("$ref") == _ENDPOINTS and isinstance(value, str) and value.startswith(_URN):
            # A program gave the component, and the SDK for hosts turns that into its URN.
            raise ForeignError(where, "is the component itself", "its endpoints")
        return value

    def _map(self, value: Mapping[str, object], spec: Spec, where: Where) -> object:
        reference = _arm(spec, "$ref").get("$ref", "")
        if reference.startswith(_OURS):
            token = reference.removeprefix(_OURS)
            noun = token.rpartition(":")[2]
            return self.in_python(value, self._types[token]["properties"], where, noun)
        item = spec.get("additionalProperties", {})
        return {key: self._value(each, item, where.item(key)) for key, each in value.items()}


def _arm(spec: Spec, key: str) -> Spec:
    """Return the arm of a union that has a key, or the type itself if it is no union."""
    return next((arm for arm in spec.get("oneOf", ()) if key in arm), spec)
