"""Arguments as their TypedDict declares them: nothing unknown, nothing missing, every type and value right.

What is an `Output` is checked when it resolves, with the same sentence; the checked Output takes its place,
so that a resource that uses it is not registered before its value has passed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from inspect import get_annotations, isawaitable
from typing import Any, Final, NamedTuple, NotRequired, cast, get_args, get_origin, is_typeddict

import pulumi

from .checks import CHECKS, CHECKS_OF_AGREEMENT, CHECKS_OF_ITEMS, CHECKS_OF_KEYS, CHECKS_OF_OBJECTS, Check
from .container_args import ResourcesArgs
from .errors import WiringError, nearest_name, one_of

Given = Any
"""What a user gave: anything at all until it is checked, and an Output of it wherever it may be one."""

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
    """What is declared of a value: its type, and the checks of its field."""

    type: Any
    """A TypedDict, `Sequence[T]`, `Mapping[str, T]`, str, int, bool or Any, without Input."""
    required: bool = True
    """Whether the field must be given."""
    check: Check | None = None
    """What the value must satisfy besides."""
    check_of_items: Check | None = None
    """What each value of a map must satisfy besides."""
    check_of_keys: Check | None = None
    """What each key of a map must satisfy."""


def conform(value: Given, declared: Declared, where: str) -> Given:
    """Return the value as it is declared, without fields that are None or empty, and with whole floats made
    integers.

    Args:
        value: What the user gave; Outputs and awaitables may be anywhere in it.
        declared: What it shall be.
        where: The component and the path of the value, for the error's sentence; a component alone ends with
            a colon.

    Raises:
        WiringError: The value, or a part of it, is not as declared; for an Output, when it resolves.
    """
    if is_later(value):
        return when_known(value, lambda known: conform(known, declared, where), where)
    conformed = _as_declared(value, declared, where)
    _ask(declared.check, conformed, where)
    return conformed


def is_later(value: object) -> bool:
    """Tell whether a value becomes known later: an Output or an awaitable."""
    return isinstance(value, pulumi.Output) or isawaitable(value)


def holds_later(value: Given) -> bool:
    """Tell whether a value, or a part of it, becomes known later."""
    if isinstance(value, Mapping):
        return any(holds_later(each) for each in cast("Mapping[str, Given]", value).values())
    if isinstance(value, list):
        return any(holds_later(each) for each in cast("list[Given]", value))
    return is_later(value)


def known_now(value: Given, where: str) -> Given:
    """Return a value that decides which objects there are.

    Raises:
        WiringError: It is an Output: objects that a preview cannot foretell are of no use.
    """
    if is_later(value):
        expected = "a plain value, for it decides which objects there are"
        raise WiringError(where, "is known only later", expected)
    return value


def when_known(value: Given, use: Callable[[Given], Given], where: str) -> pulumi.Output[Given]:
    """Use a value when it resolves, and show none that is secret.

    Args:
        value: An Output or an awaitable.
        use: What is made of it; it may raise a `WiringError`.
        where: The path of the value, for the sentence where it is a secret.
    """
    output = pulumi.Output.from_input(value)
    return pulumi.Output.all(output, output.is_secret()).apply(
        lambda known: _use_secret(known[0], use, where) if known[1] else use(known[0])
    )


def _use_secret(value: Given, use: Callable[[Given], Given], where: str) -> Given:
    try:
        return use(value)
    except WiringError as error:  # its sentence may quote the value
        raise WiringError(where, "is a secret that does not fit", error.expected) from None


@cache
def fields(declared: type) -> dict[str, Declared]:
    """Return what is declared of each field of a TypedDict."""
    found: dict[str, Declared] = {}
    for name, annotation in get_annotations(declared).items():
        required = get_origin(annotation) is not NotRequired
        field_type = _bare(annotation if required else get_args(annotation)[0])
        key = (declared, name)
        checks = (each.get(key) for each in (CHECKS, CHECKS_OF_ITEMS, CHECKS_OF_KEYS))
        found[name] = Declared(field_type, required, *checks)
    return found


def item_type(declared: Given) -> Given:
    """Return the type of the items of `Sequence[T]` or `Mapping[str, T]`."""
    return _bare(get_args(declared)[-1])


def _bare(annotation: Given) -> Given:
    awaitable = next((arm for arm in get_args(annotation) if get_origin(arm) is Awaitable), None)
    return annotation if awaitable is None else get_args(awaitable)[0]


def _as_declared(value: Given, declared: Declared, where: str) -> Given:
    kind = get_origin(declared.type) or declared.type
    if kind is Any:
        return value
    if is_typeddict(kind):
        return _object(_typed(value, dict, where), kind, where)
    if kind not in (Sequence, Mapping):
        return _typed(value, kind, where)
    item = Declared(item_type(declared.type), check=declared.check_of_items)
    if kind is Mapping:
        return {
            _key(key, declared, where): conform(each, item, f"{where}[{key}]")
            for key, each in _typed(value, dict, where).items()
        }
    return [
        conform(each, item, f"{where}[{_label(each, index)}]")
        for index, each in enumerate(_typed(value, list, where))
    ]


def _key(key: Given, declared: Declared, where: str) -> str:
    typed = _typed(key, str, f"{where}[{key}]")
    complaint = declared.check_of_keys(typed) if declared.check_of_keys else None
    if complaint:
        problem = f"has a key that {complaint.problem}"
        raise WiringError(where, problem, complaint.expected, complaint.nearest)
    return typed


def _object(given: dict[str, Given], declared: type, where: str) -> Given:
    known = fields(declared)
    for field in given:
        if field not in known:
            problem = "is not a field that exists"
            nearest = nearest_name(str(field), known)
            raise WiringError(inside(where, str(field)), problem, one_of(known), nearest)
    for field, declaration in known.items():
        if declaration.required and given.get(field) is None:
            raise WiringError(inside(where, field), "is missing", _words(declaration.type))
    _ask(CHECKS_OF_OBJECTS.get(declared), given, where)
    conformed = {
        field: conform(value, known[field], inside(where, field))
        for field, value in given.items()
        if value is not None
    }
    result = {field: value for field, value in conformed.items() if not _says_nothing(value, known[field])}
    if declared not in CHECKS_OF_AGREEMENT or len(result) < 2:
        return result
    if holds_later(result):
        return conform(pulumi.Output.from_input(result), Declared(declared), where)
    _ask(CHECKS_OF_AGREEMENT[declared], result, where)
    return result


def _ask(check: Check | None, value: Given, where: str) -> None:
    complaint = check(value) if check else None
    if complaint:
        raise WiringError(where, *complaint)


def _says_nothing(value: Given, declared: Declared) -> bool:
    """Tell an empty list or map from an empty object: that may say something, as in `http_get: {}`."""
    collection = get_origin(declared.type) in (Sequence, Mapping) or declared.type is ResourcesArgs
    return collection and not declared.required and value in ({}, [])


def inside(where: str, field: str) -> str:
    """Return the path of a field of what is at `where`."""
    return f"{where} {field}" if where.endswith(":") else f"{where}.{field}"


def _typed(value: Given, kind: type, where: str) -> Given:
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)  # a number that came over Pulumi's wire is a float
    if kind is list and isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return list(cast("Sequence[Given]", value))
    if kind is dict and isinstance(value, Mapping):
        return dict(cast("Mapping[str, Given]", value))
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    # The value itself is not shown: it may be a secret.
    found = type(cast("object", value))
    raise WiringError(where, f"is {_IN_WORDS.get(found, f'a {found.__name__}')}", _words(kind))


def _words(declared: Given) -> str:
    kind = get_origin(declared) or declared
    if kind is Sequence:
        return _IN_WORDS[list]
    return _IN_WORDS.get(kind, _IN_WORDS[dict])


def _label(item: Given, index: int) -> str:
    """Name an item of a list in a path: by its name if it has one, else by its index."""
    name = cast("Mapping[str, Given]", item).get("name") if isinstance(item, Mapping) else None
    return name[:63] if isinstance(name, str) and name else str(index)
