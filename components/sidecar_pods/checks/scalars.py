"""Checks values that have no parts: strings, numbers, quantities."""

import re
from typing import Final

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.values import Complaint, quantity
from sidecar_pods.kubernetes.types import ScalarName

_WORDS: Final[dict[type, str]] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a map",
    float: "a number with a fraction",
    type(None): "nothing",
}
"""The types of Python values, for a sentence."""

_EXPECTED: Final[dict[ScalarName, str]] = {
    "string": "a string",
    "int32": "a whole number",
    "int64": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "quantity": "a string",
    "int-or-string": "a whole number or a string",
    "time": "a time such as 2026-01-31T12:00:00Z",
    "any": "any value",
}

_TIME: Final = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)"
_BITS: Final[dict[ScalarName, int]] = {"int32": 31, "int-or-string": 31}


def conform_scalar(value: object, name: ScalarName, where: Where) -> object:
    """Return a value of a kind that has no parts; a whole float as an integer.

    Args:
        value: The value.
        name: Its kind.
        where: Its place.

    Raises:
        WiringError: It is of another kind, or Kubernetes cannot read it.
    """
    match name:
        case "any":
            return value
        case "int32" | "int64":
            return _integer(value, name, where)
        case "int-or-string":
            return value if isinstance(value, str) else _integer(value, name, where)
        case "quantity":
            return _quantity(value, where)
        case "boolean" | "number":
            kinds = bool if name == "boolean" else (int, float)
            if isinstance(value, kinds) and (name == "boolean" or not isinstance(value, bool)):
                return value
        case "string" | "time":
            if isinstance(value, str) and (name == "string" or re.fullmatch(_TIME, value)):
                return value
            if isinstance(value, str):
                raise WiringError(where, f'is "{value}"', scalar_in_words(name))
    raise wrong_type(value, scalar_in_words(name), where)


def in_range(value: object, name: ScalarName) -> Complaint | None:
    """Check that a whole number is one that Kubernetes can hold."""
    limit = 1 << _BITS.get(name, 63)
    if isinstance(value, int) and not -limit <= value < limit:
        return Complaint(f"is {value}", f"a number from {-limit} to {limit - 1}")
    return None


def scalar_in_words(name: ScalarName) -> str:
    """Return what a value of a kind is, for a sentence."""
    return _EXPECTED[name]


def wrong_type(value: object, expected: str, where: Where) -> WiringError:
    """Return the error for a value of another type; it does not quote the value, which may be a secret.

    Args:
        value: The value.
        expected: The expected type, in words.
        where: The place of the value.
    """
    found = int if isinstance(value, float) and value.is_integer() else type(value)
    return WiringError(where, f"is {_WORDS.get(found, f'a {found.__name__}')}", expected)


def _integer(value: object, name: ScalarName, where: Where) -> int:
    if isinstance(value, float) and value.is_integer():
        # Pulumi's wire format has only floats: https://github.com/pulumi/pulumi/issues/13830
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong_type(value, scalar_in_words(name), where)
    return value


def _quantity(value: object, where: Where) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if float(value).is_integer() else str(value)
    if not isinstance(value, str):
        raise wrong_type(value, scalar_in_words("quantity"), where)
    if complaint := quantity(value):
        raise WiringError(where, *complaint)
    return value
