"""Checks arguments against their TypedDict: nothing unknown, nothing missing, every type and value right.

An `Output` is checked when it resolves, with the same sentence. The checked Output takes its place, so that
no resource that uses it is registered before its value has passed.
"""

from collections.abc import Awaitable, Mapping, Sequence
from functools import cache
from inspect import get_annotations
from typing import Any, Final, NamedTuple, NotRequired, TypeVar, cast, get_args, get_origin, is_typeddict

import pulumi

from .checks import CHECKS, CHECKS_OF_AGREEMENT, CHECKS_OF_ITEMS, CHECKS_OF_KEYS, CHECKS_OF_OBJECTS
from .container_args import ResourcesArgs
from .errors import WiringError, nearest_name, one_of
from .later import holds_later, is_later, known_now, when_known
from .values import Check
from .where import Where

T = TypeVar("T")

_IN_WORDS: Final[dict[object, str]] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a map",
    float: "a number with a fraction",
    type(None): "nothing",
}


class Declared(NamedTuple):
    """The declaration of a value: its type, and the checks of its field."""

    type: object
    """A TypedDict, `Sequence[T]`, `Mapping[str, T]`, str, int, bool or Any, without Input."""
    required: bool = True
    """Whether the field must be given."""
    check: Check | None = None
    """The check of the value."""
    check_of_items: Check | None = None
    """The check of each value of a map."""
    check_of_keys: Check | None = None
    """The check of each key of a map."""


def conform_args(value: T, kind: type[T], where: Where) -> T:
    """Return arguments as their TypedDict declares them.

    Args:
        value: The arguments that a user gave; parts of them may be Outputs.
        kind: Their TypedDict.
        where: Their place.

    Raises:
        WiringError: They are not as declared; for an Output inside, when it resolves. Or they are themselves
            an Output.
    """
    return cast("T", conform(known_now(value, where), Declared(kind), where))


def conform_text(value: pulumi.Input[str], check: Check, where: Where) -> pulumi.Input[str]:
    """Return a string that passes a check.

    Args:
        value: The string.
        check: The check.
        where: The place of the string.

    Raises:
        WiringError: It does not pass; for an Output, when it resolves.
    """
    return cast("pulumi.Input[str]", conform(value, Declared(str, check=check), where))


def conform(value: object, declared: Declared, where: Where) -> object:
    """Return a value as declared: fields that are None or empty left out, whole floats as integers.

    Args:
        value: The value that a user gave; any part of it may be an Output or an awaitable.
        declared: Its declaration.
        where: Its place.

    Raises:
        WiringError: The value, or a part of it, is not as declared; for an Output, when it resolves.
    """
    if is_later(value):
        return when_known(value, lambda known: conform(known, declared, where), where)
    conformed = _as_declared(value, declared, where)
    _ask(declared.check, conformed, where)
    return conformed


@cache
def fields(declared: type) -> dict[str, Declared]:
    """Return the declaration of each field of a TypedDict."""
    found: dict[str, Declared] = {}
    for name, annotation in get_annotations(declared).items():
        required = get_origin(annotation) is not NotRequired
        field_type = _bare(annotation if required else get_args(annotation)[0])
        key = (declared, name)
        checks = (each.get(key) for each in (CHECKS, CHECKS_OF_ITEMS, CHECKS_OF_KEYS))
        found[name] = Declared(field_type, required, *checks)
    return found


def item_type(declared: object) -> object:
    """Return the type of the items of `Sequence[T]` or `Mapping[str, T]`."""
    return _bare(get_args(declared)[-1])


def _bare(annotation: object) -> object:
    """Return an annotation without `pulumi.Input`, which is a union of T, Awaitable[T] and Output[T]."""
    awaitable = next((arm for arm in get_args(annotation) if get_origin(arm) is Awaitable), None)
    return annotation if awaitable is None else get_args(awaitable)[0]


def _as_declared(value: object, declared: Declared, where: Where) -> object:
    kind = get_origin(declared.type) or declared.type
    if kind is Any:  # Any: the declaration leaves the check to a later call of `conform`
        return value
    if kind is Mapping:
        item = Declared(item_type(declared.type), check=declared.check_of_items)
        return {
            _key(key, declared, where): conform(each, item, where.item(str(key)))
            for key, each in _map(value, where).items()
        }
    if kind is Sequence:
        item = Declared(item_type(declared.type), check=declared.check_of_items)
        return [
            conform(each, item, where.item(_label(each, index)))
            for index, each in enumerate(_list(value, where))
        ]
    declared_class = cast("type", kind)  # the annotations here have no other kind of type
    if is_typeddict(declared_class):
        return _object(_map(value, where), declared_class, where)
    return _scalar(value, declared_class, where)


def _key(key: object, declared: Declared, where: Where) -> str:
    if not isinstance(key, str):
        raise _wrong_type(key, str, where.item(str(key)))
    complaint = declared.check_of_keys(key) if declared.check_of_keys else None
    if complaint:
        problem = f"has a key that {complaint.problem}"
        raise WiringError(where, problem, complaint.expected, complaint.nearest)
    return key


def _object(given: dict[object, object], declared: type, where: Where) -> object:
    known = fields(declared)
    for field in given:
        if field not in known:
            problem = "is not a field that exists"
            nearest = nearest_name(str(field), known)
            raise WiringError(where.field(str(field)), problem, one_of(known), nearest)
    for field, declaration in known.items():
        if declaration.required and given.get(field) is None:
            raise WiringError(where.field(field), "is missing", _words(declaration.type))
    _ask(CHECKS_OF_OBJECTS.get(declared), given, where)
    conformed = {
        field: conform(given[field], known[field], where.field(field))
        for field in cast("dict[str, object]", given)
        if given[field] is not None
    }
    result = {field: value for field, value in conformed.items() if not _is_void(value, known[field])}
    if declared not in CHECKS_OF_AGREEMENT or len(result) < 2:
        return result
    if holds_later(result):
        return conform(pulumi.Output.from_input(result), Declared(declared), where)
    _ask(CHECKS_OF_AGREEMENT[declared], result, where)
    return result


def _ask(check: Check | None, value: object, where: Where) -> None:
    complaint = check(value) if check else None
    if complaint:
        raise WiringError(where, *complaint)


def _is_void(value: object, declared: Declared) -> bool:
    """Return whether a value is an empty list or map; an empty object may mean something: `http_get: {}`."""
    collection = get_origin(declared.type) in (Sequence, Mapping) or declared.type is ResourcesArgs
    return collection and not declared.required and value in ({}, [])


def _list(value: object, where: Where) -> list[object]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return list(cast("Sequence[object]", value))
    raise _wrong_type(value, list, where)


def _map(value: object, where: Where) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[object, object]", value))
    raise _wrong_type(value, dict, where)


def _scalar(value: object, kind: type, where: Where) -> object:
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)  # Pulumi's wire format knows only floats
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise _wrong_type(value, kind, where)


def _wrong_type(value: object, expected: type, where: Where) -> WiringError:
    """Return the error for a value of another type; it does not quote the value, which may be a secret."""
    found = type(value)
    return WiringError(where, f"is {_IN_WORDS.get(found, f'a {found.__name__}')}", _words(expected))


def _words(declared: object) -> str:
    kind = get_origin(declared) or declared
    if kind is Sequence:
        return _IN_WORDS[list]
    return _IN_WORDS.get(kind, _IN_WORDS[dict])


def _label(item: object, index: int) -> str:
    """Return the name of a list's item, or its index if it has no name."""
    name = cast("Mapping[str, object]", item).get("name") if isinstance(item, Mapping) else None
    return name[:63] if isinstance(name, str) and name else str(index)
