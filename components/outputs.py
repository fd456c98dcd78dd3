"""Arguments that are known later: which parts the wiring must wait for, and which merely pass through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar, cast, get_origin, is_typeddict

import pulumi

from .args import PodTemplateArgs, SharedVolumeArgs
from .conform import Given, fields, holds_later, is_later, item_type, when_known
from .container_args import ContainerArgs, PortArgs, VolumeArgs

T = TypeVar("T")

STRUCTURE: Final[dict[type, frozenset[str]]] = {
    PodTemplateArgs: frozenset(
        {"containers", "init_containers", "sidecars", "shared_volumes", "pod_security"}
    ),
    ContainerArgs: frozenset({"name", "ports", "volumes"}),
    PortArgs: frozenset({"container_port", "name", "protocol"}),
    VolumeArgs: frozenset({"name", "mount_path"}),
    SharedVolumeArgs: frozenset({"name", "written_by", "read_by"}),
}
"""The fields that the wiring reads. All others are leaves: an Output there stays one, and keeps nothing else
unknown."""


@dataclass(frozen=True)
class _Leaf:
    """An Output that passes through, hidden from `Output.from_input`."""

    output: pulumi.Output[Given]


def with_structure(given: Given, declared: type, build: Callable[[Given], T]) -> T | pulumi.Output[T]:
    """Build something from arguments as soon as their structure is known, which is at once if it holds no
    Output.

    Args:
        given: Arguments that conform to `declared`.
        declared: Their TypedDict.
        build: A pure function of the arguments; leaves that are Outputs it must only hand on.
    """
    structure = _hide_leaves(given, declared)
    if not holds_later(structure):
        return _show_leaves(build(structure))
    return resolve(structure).apply(lambda known: _show_leaves(build(_hide_leaves(known, declared))))


def derived(value: Given, derive: Callable[[Given], Given], where: str = "") -> Given:
    """Return what follows from a value: at once, or as an Output if it is a leaf that is known later.

    Args:
        value: A leaf of the arguments that `with_structure` hands to its function, or a part of one.
        derive: A pure function of it; leaves inside it that are Outputs it must only hand on, or derive from.
        where: The path of the value, where `derive` may refuse it: for the sentence that shows no secret.
    """
    if not isinstance(value, _Leaf):
        return derive(value)
    return when_known(
        value.output, lambda known: _show_leaves(derive(_replace(known, pulumi.Output, _Leaf))), where
    )


def merge(under: Given, over: Given) -> Given:
    """Merge two maps, of which either may be known later; the result is an Output then."""
    maps = [each.output if isinstance(each, _Leaf) else each for each in (under, over)]
    if any(is_later(each) for each in maps):
        return pulumi.Output.all(*maps).apply(lambda known: {**known[0], **known[1]})
    return {**under, **over}


def _hide_leaves(value: Given, declared: Given) -> Given:
    if is_later(value):
        return value
    if get_origin(declared) is Sequence:
        return [_hide_leaves(item, item_type(declared)) for item in value]
    if is_typeddict(declared) and declared in STRUCTURE:
        structural = STRUCTURE[declared]
        return {
            field: _hide_leaves(each, fields(declared)[field].type)
            if field in structural
            else _replace(each, pulumi.Output, _Leaf)
            for field, each in value.items()
        }
    return value


def _show_leaves(built: Given) -> Given:
    return _replace(built, _Leaf, lambda leaf: leaf.output)


def _replace(value: Given, kind: type, by: Callable[[Given], Given]) -> Given:
    if isinstance(value, kind):
        return by(value)
    if isinstance(value, Mapping):
        return {key: _replace(each, kind, by) for key, each in cast("Mapping[str, Given]", value).items()}
    if isinstance(value, list):
        return [_replace(each, kind, by) for each in cast("list[Given]", value)]
    return value


def resolve(value: Given) -> pulumi.Output[Given]:
    """Await every Output in a value, also those that an Output resolves to."""
    if holds_later(value):
        return pulumi.Output.from_input(value).apply(resolve)
    return pulumi.Output.from_input(value)
