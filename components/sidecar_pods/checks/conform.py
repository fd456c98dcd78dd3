"""Checks arguments against their declaration: nothing unknown, nothing missing, every type and value right.

An `Output` is checked when it resolves, with the same sentence. The checked Output takes its place, so that
no resource that uses it is registered before its value has passed.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, TypeVar, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError, one_of, unknown_field
from sidecar_pods.arguments.later import holds_later, is_later, known_now, when_known
from sidecar_pods.arguments.volume_args import PlaceArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.declared import EXTENDS, AnyType, Declared, Own, Owner, Places, fields
from sidecar_pods.checks.own_checks import (
    CHECKS_OF_AGREEMENT,
    CHECKS_OF_OBJECTS,
    EXPECTED,
    HELPERS,
    REQUIRED_FIELDS,
)
from sidecar_pods.checks.scalars import conform_scalar, in_range, scalar_in_words, wrong_type
from sidecar_pods.checks.values import Check, Complaint, FieldCheck, choice, mount_path
from sidecar_pods.kubernetes.types import Choice, ListOf, MapOf, Object, Scalar, fields_of

T = TypeVar("T")

Level = Mapping[tuple[str, str], FieldCheck]
"""The checks of a level of the Pod Security Standards, by the type of an object and its field."""

_ANY_LEVEL: Final[Level] = {}

_VOID: Final = Object("core/v1:ResourceRequirements")
"""The object that means nothing if it is empty; any other may mean something: `empty_dir: {}`."""


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
    return cast("T", conform(value, Declared(Own(kind), is_plain=True), where))


def conform_text(value: pulumi.Input[str], check: Check[str], where: Where) -> pulumi.Input[str]:
    """Return a string that passes a check.

    Args:
        value: The string.
        check: The check.
        where: The place of the string.

    Raises:
        WiringError: It does not pass; for an Output, when it resolves.
    """
    return cast("pulumi.Input[str]", conform(value, Declared(Scalar("string"), check=check), where))


def conform(value: object, declared: Declared, where: Where, level: Level = _ANY_LEVEL) -> object:
    """Return a value as declared: fields that are None or empty left out, whole floats as integers.

    Args:
        value: The value that a user gave; any part of it may be an Output or an awaitable. An object of
            Kubernetes may be a class of Pulumi's SDK, or a map with Kubernetes' own names.
        declared: Its declaration.
        where: Its place.
        level: Checks that the value must pass as well. Default: none.

    Raises:
        WiringError: The value, or a part of it, is not as declared; for an Output, when it resolves.
    """
    if declared.is_plain:
        known_now(value, where)
    if is_later(value):
        return when_known(value, lambda known: _once_known(known, declared, where, level), where)
    conformed = _as_declared(value, declared, where, level)
    _ask(declared.check, conformed, where)
    if isinstance(declared.type, Scalar) and (complaint := in_range(conformed, declared.type.name)):
        raise WiringError(where, *complaint)
    return conformed


def _once_known(known: object, declared: Declared, where: Where, level: Level) -> object:
    """Return what an Output holds; nothing in an optional field is as if the field were not there."""
    return None if known is None and not declared.required else conform(known, declared, where, level)


def _as_declared(value: object, declared: Declared, where: Where, level: Level) -> object:
    match declared.type:
        case Scalar(name):
            return conform_scalar(value, name, where)
        case Choice(words):
            text = conform_scalar(value, "string", where)
            _ask(choice(*words), text, where)
            return text
        case MapOf(item):
            each = _item_of(declared, item)
            return {
                _key(key, declared, where): conform(part, each, where.item(str(key)), level)
                for key, part in _map(value, where).items()
            }
        case ListOf(item):
            each = _item_of(declared, item)
            return [
                conform(part, each, where.entry(part, index), level)
                for index, part in enumerate(_list(value, where))
            ]
        case Places():
            return _places(value, where, level)
        case Own(kind):
            return _object(_map(value, where), kind, where, level)
        case Object(token):
            return _object(_map(value, where), token, where, level)


def _item_of(declared: Declared, item: AnyType) -> Declared:
    """Return the declaration of each value of a map, or of each item of a list."""
    plain = declared.has_plain_items
    return Declared(item, check=declared.check_of_items, is_plain=plain, has_plain_items=plain)


def _places(value: object, where: Where, level: Level) -> object:
    if isinstance(value, str):
        _ask(mount_path, value, where)
        return value
    if isinstance(value, Mapping):
        return conform(cast("object", value), Declared(Own(PlaceArgs)), where, level)
    if isinstance(value, list | tuple):
        parts = cast("Sequence[object]", value)
        return [conform(part, Declared(Places()), where.item(str(i)), level) for i, part in enumerate(parts)]
    raise wrong_type(value, "a path, a place, or a list of these", where)


def _key(key: object, declared: Declared, where: Where) -> str:
    if not isinstance(key, str):
        raise wrong_type(key, "a string", where.item(str(key)))
    if complaint := _complaint(declared.check_of_keys, key):
        problem = f"has a key that {complaint.problem}"
        raise WiringError(where, problem, complaint.expected, complaint.nearest)
    return key


def _object(given: dict[object, object], owner: Owner, where: Where, level: Level) -> object:
    declared = fields(owner)
    names = {key: _field_name(key, owner, where) for key in given}
    stated = {name: given[key] for key, name in names.items() if given[key] is not None}
    _refuse_doubles(names, where)
    for field, declaration in declared.items():
        required = declaration.required or field in REQUIRED_FIELDS.get(owner, ())
        if required and field not in stated:
            expected = EXPECTED.get((owner, field), _in_words(declaration.type))
            raise WiringError(where.field(field), "is missing", expected)
    _ask(CHECKS_OF_OBJECTS.get(owner), stated, where)
    # The builder of a helper fills in the defaults before an Output holds nothing, so that is refused.
    filled = owner in HELPERS.values()
    conformed = {
        name: conform(
            given[key],
            declared[name]._replace(required=True) if filled else declared[name],
            where.field(str(key)),
            level,
        )
        for key, name in names.items()
        if name in stated
    }
    result = {name: value for name, value in conformed.items() if not _is_void(value, declared[name])}
    return _meeting(_agreeing(result, owner, where), owner, where, level)


def _field_name(key: object, owner: Owner, where: Where) -> str:
    """Return the name of a field in Python's case; Kubernetes' own types may have Kubernetes' names too."""
    known = fields(owner)
    if key in known:
        return cast("str", key)
    if isinstance(owner, str) and key in _kubernetes_names(owner):
        return _kubernetes_names(owner)[cast("str", key)]
    raise WiringError(where.field(str(key)), *unknown_field(str(key), known, _noun(owner)))


@cache
def _kubernetes_names(token: str) -> Mapping[str, str]:
    return {field.name: name for name, field in fields_of(token).items()}


def _noun(owner: Owner) -> str:
    """Return the name of a type as it is in other languages: `PodTemplate`, `Container`."""
    return owner.partition(":")[2] if isinstance(owner, str) else owner.__name__.removesuffix("Args")


def _refuse_doubles(names: Mapping[object, str], where: Where) -> None:
    seen: dict[str, object] = {}
    for key, name in names.items():
        if name in seen:
            raise WiringError(where.field(str(key)), f"is stated as {seen[name]} too", "one of the two")
        seen[name] = key


def _agreeing(value: dict[str, object], owner: Owner, where: Where) -> object:
    """Return an object whose values agree with each other; an Output if one of them is known only later."""
    if owner not in CHECKS_OF_AGREEMENT or not value:
        return value
    if not holds_later(value):
        _ask(CHECKS_OF_AGREEMENT[owner], value, where)
        return value
    if len(value) == 1:
        return value
    declared = Declared(Object(owner) if isinstance(owner, str) else Own(owner))
    return conform(pulumi.Output.from_input(value), declared, where)


def _meeting(value: object, owner: Owner, where: Where, level: Level) -> object:
    """Return an object that meets a level of the Pod Security Standards."""
    if not level or is_later(value):
        return value
    stated = cast("dict[str, object]", value)
    for token in (owner,) if isinstance(owner, str) else EXTENDS.get(owner, ()):
        for name, each in stated.items():
            if check := level.get((token, name)):
                stated[name] = _checked(each, check, where.field(name))
    return stated


def _checked(value: object, check: FieldCheck, where: Where) -> object:
    """Return a value that passes a check; an Output when it resolves."""
    if is_later(value):
        return when_known(value, lambda known: _checked(known, check, where), where)
    _ask(check, value, where)
    if holds_later(value):  # a list or a map, of which the check has not seen every part
        return _checked(pulumi.Output.from_input(value), check, where)
    return value


def _ask(check: FieldCheck | None, value: object, where: Where) -> None:
    if complaint := _complaint(check, value):
        raise WiringError(where, *complaint)


def _complaint(check: FieldCheck | None, value: object) -> Complaint | None:
    """Return the complaint of a field's check about a value of the field's type."""
    return cast("Check[object]", check)(value) if check else None


def _is_void(value: object, declared: Declared) -> bool:
    """Return whether a value is an empty list or map that need not be there."""
    collection = isinstance(declared.type, ListOf | MapOf) or declared.type == _VOID
    return collection and not declared.required and value in ({}, [])


def _list(value: object, where: Where) -> list[object]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return list(cast("Sequence[object]", value))
    raise wrong_type(value, "a list", where)


def _map(value: object, where: Where) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[object, object]", value))
    if type(value).__module__.startswith("pulumi_kubernetes."):  # ProbeArgs and its like
        return dict(cast("Mapping[object, object]", vars(value)))
    raise wrong_type(value, "a map", where)


def _in_words(declared: AnyType) -> str:
    match declared:
        case Scalar(name):
            return scalar_in_words(name)
        case Choice(words):
            return one_of(words)
        case ListOf():
            return "a list"
        case _:
            return "a map"
