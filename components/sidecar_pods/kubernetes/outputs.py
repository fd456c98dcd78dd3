"""The outputs of objects, as the output classes of `pulumi_kubernetes` give them."""

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NoReturn, cast

from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, Scalar, Type, fields_of


class Fields(dict[str, Any]):  # Any: the fields of Kubernetes have any type
    """An object inside an output: its fields are attributes, and items too, with names in Python's case.

    A field that is absent, or that a preview does not know, is None.
    """

    def __missing__(self, name: str) -> None:
        """Return None for an absent field; raise KeyError for a field that does not exist."""
        if name not in vars(type(self)):
            raise KeyError(self._no_field(name))

    def __getattr__(self, name: str) -> NoReturn:
        """Raise AttributeError: every field that exists is a property."""
        raise AttributeError(self._no_field(name))

    def _no_field(self, name: str) -> str:
        return no_field(type(self).__name__, name, vars(type(self)))


def no_field(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the sentence about a field that a type does not have."""
    nearest = difflib.get_close_matches(name, known, n=1)
    return f"{kind} has no field {name}" + (f"; did you mean {nearest[0]}?" if nearest else "")


def output_of(declared: Type, value: object) -> object:
    """Return an output with names in Python's case.

    Args:
        declared: Its type.
        value: The output as the engine returns it, with Kubernetes' names.
    """
    match declared, value:
        case Object(token), dict():
            return _object(token, cast("dict[str, object]", value))
        case ListOf(item), list():
            return [output_of(item, each) for each in cast("list[object]", value)]
        case MapOf(item), dict():
            return {key: output_of(item, each) for key, each in cast("dict[str, object]", value).items()}
        case Scalar("int32" | "int64"), float():
            return int(value)  # the wire format has only floats
        case _:
            return value


def _object(token: str, given: Mapping[str, object]) -> Fields:
    fields = fields_of(token).items()
    stated = {name: output_of(field.type, given.get(field.name)) for name, field in fields}
    return _class(token)({name: value for name, value in stated.items() if value is not None})


@cache
def _class(token: str) -> type[Fields]:
    properties = {name: _field(name) for name in fields_of(token)}
    return type(token.rpartition(":")[2], (Fields,), properties)


def _field(name: str) -> property:
    return property(lambda fields: cast("Fields", fields)[name])
