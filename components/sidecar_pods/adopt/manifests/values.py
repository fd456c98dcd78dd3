"""Values of a manifest by the types of Kubernetes; a value of another type is refused with its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sidecar_pods.adopt.manifests.reading import Node, Scalar
from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.arguments.errors import nearest_name, one_of
from sidecar_pods.kubernetes.names import python_name
from sidecar_pods.kubernetes.types import Choice, ListOf, MapOf, Object, ScalarName, Type, fields_of
from sidecar_pods.kubernetes.types import Scalar as ScalarType


@dataclass(frozen=True)
class Reference:
    """An output of another resource of the program: `web.endpoints`."""

    variable: str
    """The variable of the resource."""
    output: str
    """The output."""


Value: TypeAlias = "Scalar | Reference | Sequence[Value] | Mapping[str, Value]"
"""A value of the program."""


class Fields(dict[str, Value]):
    """An object whose keys are fields, under their names in Kubernetes; in Python they are in Python's case.

    The keys of any other mapping are data: labels, names of containers.
    """


_IN_WORDS: Final[Mapping[ScalarName, str]] = {
    "string": "a string",
    "int32": "a whole number",
    "int64": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "quantity": "a quantity",
    "int-or-string": "a whole number or a string",
    "time": "a time",
}


_NEVER_TEXT: Final = ("a whole number", "a number", "true or false", "a list", "a mapping")
_WHOLE: Final = ("int32", "int64", "int-or-string")


def typed(node: Node, kind: Type, path: str) -> Value:
    """Return a value as the type of its field has it; fields that are null are left out.

    Args:
        node: The value.
        kind: The type.
        path: The path of the field, for a refusal.

    Raises:
        Refusal: The value is of another type, or a field is unknown or missing.
    """
    match kind:
        case Object(token):
            return typed_object(node, token, path)
        case ListOf(item):
            if not isinstance(node.value, list):
                raise wrong(node, "a list", path)
            return [typed(each, item, f"{path}[{index}]") for index, each in enumerate(node.value)]
        case MapOf(item):
            if not isinstance(node.value, dict):
                raise wrong(node, "a mapping", path)
            return {key: typed(each, item, f"{path}[{key}]") for key, each in node.value.items()}
        case Choice(words):
            if node.value not in words:
                raise wrong(node, one_of(filter(None, words)), path)
            return node.value
        case ScalarType(name):
            return _scalar(node, name, path)


def typed_object(node: Node, token: str, path: str) -> Fields:
    """Return an object as its type in Kubernetes' table has it.

    Args:
        node: The object.
        token: Name of the type, such as `core/v1:Probe`.
        path: The path of the object, for a refusal; empty for a whole manifest.

    Raises:
        Refusal: A value is of another type, or a field is unknown or missing.
    """
    if not isinstance(node.value, dict):
        raise wrong(node, "a mapping", path)
    known = {field.name: field for field in fields_of(token).values()}
    prefix = f"{path}." if path else ""
    made = Fields()
    for name, each in node.value.items():
        if name not in known:
            nearest = nearest_name(name, known)
            hint = f"; did you mean {nearest}?" if nearest else ""
            raise Refusal(each.line, f"{prefix}{name} is no field that Kubernetes knows{hint}")
        if each.value is not None:
            made[name] = typed(each, known[name].type, f"{prefix}{name}")
    for name, field in known.items():
        if field.required and name not in made:
            raise Refusal(node.line, f"{prefix}{name} is missing; expected {in_words(field.type)}")
    return made


def in_words(kind: Type) -> str:
    """Return a type in words: `a list`."""
    match kind:
        case ListOf():
            return "a list"
        case MapOf() | Object():
            return "a mapping"
        case Choice(words):
            return one_of(filter(None, words))
        case ScalarType(name):
            return _IN_WORDS.get(name, "a value")


def untyped(node: Node) -> Value:
    """Return a value whose type Kubernetes leaves open, as it is; its keys are data."""
    if isinstance(node.value, list):
        return [untyped(each) for each in node.value]
    if isinstance(node.value, dict):
        return {key: untyped(each) for key, each in node.value.items()}
    return node.value


def is_known(token: str) -> bool:
    """Return whether the table has a type.

    Args:
        token: Name of the type.
    """
    try:
        return bool(fields_of(token))
    except KeyError:
        return False


def in_python(name: str) -> str:
    """Return the name of a field in Pulumi's Python SDK, that of a JSON schema with a dash or a $ too."""
    return re.sub(r"[-$]", "_", python_name(name))


def _scalar(node: Node, name: ScalarName, path: str) -> Value:
    if name == "any":
        return untyped(node)
    match node.value:
        case bool() as truth if name == "boolean":
            return truth
        case bool() | None | list() | dict():
            pass
        case str() as text if name in ("string", "time", "quantity", "int-or-string"):
            return text
        case int() | float() as number if name == "quantity":
            return shortest(number)
        case int() | float() as number if name == "number":
            return number
        case int() | float() as number if name in _WHOLE and float(number).is_integer():
            return int(number)
        case _:
            pass
    raise wrong(node, _IN_WORDS[name], path)


def shortest(number: float) -> str:
    """Return a number as JSON has it: Kubernetes reads a quantity from that text."""
    whole = float(number).is_integer() and abs(number) < 1e15
    return str(int(number)) if whole else str(number)


def wrong(node: Node, expected: str, path: str) -> Refusal:
    """Return the refusal of a value; it never shows the value, which may be a secret."""
    found = {
        type(None): "null",
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "a list",
        dict: "a mapping",
    }[type(node.value)]
    is_another_word = found == "a string" and expected not in _NEVER_TEXT
    problem = "has another value" if is_another_word or found == expected else f"is {found}"
    unquoted = expected == "a string" and found in ("a number", "true or false")
    quotes = ", so write it in quotes" if unquoted else ""
    return Refusal(node.line, f"{path} {problem}; expected {expected}{quotes}")
