"""Values of a manifest by the types of Pulumi's Kubernetes SDK, for the kinds that our own table lacks."""

from collections.abc import Awaitable, Mapping, Sequence
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

import pulumi

from sidecar_pods.adopt.manifests.reading import Node
from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.adopt.manifests.values import (
    Fields,
    Value,
    in_python,
    is_known,
    shortest,
    typed_object,
    untyped,
    wrong,
)
from sidecar_pods.arguments.errors import nearest_name

_QUANTITIES: Final = frozenset(
    {"capacity", "default", "defaultRequest", "hard", "max", "maxLimitRequestRatio", "min", "overhead"}
)
"""Fields of maps of quantities, which YAML may state as numbers."""

_FORWARD: Final = {"Output": pulumi.Output, "T": Any}  # Any: the names inside `pulumi.Input`


def typed_dict(node: Node, kind: type, path: str) -> Fields:
    """Return an object as a TypedDict of the SDK declares it; fields that are null are left out.

    Args:
        node: The object.
        kind: The TypedDict.
        path: The path of the object, for a refusal; empty for a whole manifest.

    Raises:
        Refusal: A value is of another type, or a field is unknown.
    """
    token = _token(kind)
    if is_known(token):
        return typed_object(node, token, path)
    if not isinstance(node.value, dict):
        raise wrong(node, "a mapping", path)
    known = _fields(kind)
    made = Fields()
    for name, each in node.value.items():
        here = f"{path}.{name}" if path else name
        if in_python(name) not in known:
            nearest = nearest_name(in_python(name), known)
            hint = f"; did you mean {nearest}?" if nearest else ""
            raise Refusal(each.line, f"{here} is no field that Pulumi's Kubernetes SDK knows{hint}")
        if each.value is not None:
            made[name] = _value(each, known[in_python(name)], here, is_quantity=name in _QUANTITIES)
    # The SDK's class of an object raises an error without these; the types inside it do not.
    required = frozenset[str]() if path else cast("frozenset[str]", vars(kind)["__required_keys__"])
    if missing := required - {in_python(name) for name in made}:
        problem = f"{min(missing)} is missing, which Pulumi's Kubernetes SDK demands"
        raise Refusal(node.line, f"{problem}; expected {_in_words(_arms(known[min(missing)]), ())}")
    return made


@cache
def _fields(kind: type) -> Mapping[str, object]:
    """Return the types of the fields of a TypedDict, by their names in Python."""
    return get_type_hints(kind, localns=_FORWARD)


def _token(kind: type) -> str:
    """Return the name that our table has for a TypedDict: `core/v1:Probe`."""
    module = kind.__module__.removeprefix("pulumi_kubernetes.").removesuffix("._inputs")
    return f"{module.replace('.', '/')}:{kind.__name__.removesuffix('ArgsDict')}"


def _value(node: Node, annotation: object, path: str, *, is_quantity: bool = False) -> Value:
    """Return a value as one of the types that an annotation allows."""
    arms = _arms(annotation)
    if Any in arms:  # Any: Kubernetes leaves the value open
        return untyped(node)
    for arm in arms:
        origin = get_origin(arm)
        if isinstance(node.value, dict) and is_typeddict(arm) and isinstance(arm, type):
            return typed_dict(node, arm, path)
        if isinstance(node.value, dict) and origin is Mapping:
            item = get_args(arm)[1]
            return {
                key: _value(each, item, f"{path}[{key}]", is_quantity=is_quantity)
                for key, each in node.value.items()
            }
        if isinstance(node.value, list) and origin is Sequence:
            item = get_args(arm)[0]
            return [_value(each, item, f"{path}[{index}]") for index, each in enumerate(node.value)]
    return _scalar(node, arms, path, is_quantity=is_quantity)


def _arms(annotation: object) -> list[object]:
    """Return the types of an annotation, without None and the ways in which a value may come later."""
    if get_origin(annotation) not in (Union, UnionType):
        return [annotation]
    return [
        arm
        for arm in get_args(annotation)
        if arm is not type(None) and get_origin(arm) not in (Awaitable, pulumi.Output)
    ]


def _scalar(node: Node, arms: Sequence[object], path: str, *, is_quantity: bool) -> Value:
    words = [word for arm in arms if get_origin(arm) is Literal for word in get_args(arm)]
    match node.value:
        case bool() as truth if bool in arms:
            return truth
        case bool() | None | list() | dict():
            pass
        case str() as text if str in arms or text in words:
            return text
        case int() | float() as number if is_quantity and str in arms:
            return shortest(number)
        case int() | float() as number if float in arms:
            return number
        case int() | float() as number if int in arms and float(number).is_integer():
            return int(number)
        case _:
            pass
    raise wrong(node, _in_words(arms, words), path)


def _in_words(arms: Sequence[object], words: Sequence[str]) -> str:
    names: dict[object, str] = {
        str: "a string",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        Sequence: "a list",
        Mapping: "a mapping",
    }
    found = [names.get(get_origin(arm) or arm, "a mapping") for arm in arms if get_origin(arm) is not Literal]
    return " or ".join([*found, *words])
