"""Arguments that become known later: the parts that the wiring reads, and those that only pass through it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, cast

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.later import holds_later, is_later, resolve, when_known
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import PlaceArgs, SharedVolumeArgs, VolumeArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.declared import AnyType, Own, Owner, Places, fields
from sidecar_pods.kubernetes.types import ListOf, MapOf, Object

T = TypeVar("T")
U = TypeVar("U")

STRUCTURE: Final[dict[Owner, frozenset[str]]] = {
    PodTemplateArgs: frozenset(
        {"containers", "init_containers", "sidecars", "shared_volumes", "volume_order", "pod_security"}
    ),
    ContainerArgs: frozenset({"name", "ports", "volumes", "restart_policy", "mount_order"}),
    "core/v1:ContainerPort": frozenset({"container_port", "name", "protocol"}),
    VolumeArgs: frozenset({"name", "mount_path", "device_path", "places", "volume_claim_template"}),
    PlaceArgs: frozenset({"mount_path", "device_path"}),
    SharedVolumeArgs: frozenset({"name", "written_by", "read_by", "shared_by", "volume_claim_template"}),
    "core/v1:PersistentVolumeClaimTemplate": frozenset({"metadata"}),
    "meta/v1:ObjectMeta": frozenset(),
}
"""The fields that the wiring reads. All others are leaves: an Output there stays one, and makes nothing else
unknown."""


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """An Output that passes through, hidden from `Output.from_input`, which would await it in a tuple too."""

    output: pulumi.Output[T]
    """The Output."""


def with_structure(args: PodTemplateArgs, build: Callable[[PodTemplateArgs], T]) -> T | pulumi.Output[T]:
    """Return what a function builds from a Pod's arguments: at once if their structure holds no Output.

    Args:
        args: Arguments that conform to their TypedDict.
        build: A pure function of the arguments, in which the structure is known and each other Output is a
            `Leaf`.
    """
    structure = hide_leaves(args)
    if not holds_later(structure):
        return build(structure)
    return resolve(structure).apply(lambda known: build(hide_leaves(cast("PodTemplateArgs", known))))


def hide_leaves(args: PodTemplateArgs) -> PodTemplateArgs:
    """Return a Pod's arguments with a `Leaf` in the place of each Output outside their structure."""
    return cast("PodTemplateArgs", _hide_leaves(args, Own(PodTemplateArgs)))


def derived(value: T | Leaf[T], derive: Callable[[T], U], where: Where) -> U | pulumi.Output[U]:
    """Return the result of a function of a leaf: at once if the leaf is known, else as an Output.

    Args:
        value: A leaf of the arguments, or a part of one.
        derive: A pure function of it. Parts of its argument may be `Leaf` again.
        where: The place of the value, for the sentence that hides a secret.
    """
    if not isinstance(value, Leaf):
        return derive(value)
    output = cast("Leaf[T]", value).output
    return when_known(output, lambda known: shown(derive(_replace(known, pulumi.Output, _leaf))), where)


def shown(built: T) -> T:
    """Return what was built, with the Outputs in the place of the leaves."""
    return _replace(built, Leaf, lambda leaf: cast("Leaf[object]", leaf).output)


def _leaf(output: object) -> Leaf[object]:
    return Leaf(cast("pulumi.Output[object]", output))


def _hide_leaves(value: object, declared: AnyType) -> object:
    if is_later(value):
        return value
    match declared:
        case ListOf(item):
            return [_hide_leaves(part, item) for part in cast("list[object]", value)]
        case MapOf(item):
            return {
                key: _hide_leaves(part, item) for key, part in cast("Mapping[str, object]", value).items()
            }
        case Places():
            if isinstance(value, list):
                return [_hide_leaves(part, Places()) for part in cast("list[object]", value)]
            return value if isinstance(value, str) else _hide_leaves_of(value, PlaceArgs)
        case Own(kind):
            return _hide_leaves_of(value, kind)
        case Object(token):
            return _hide_leaves_of(value, token)
        case _:
            return value


def _hide_leaves_of(value: object, owner: Owner) -> object:
    structural = STRUCTURE[owner]
    return {
        field: _hide_leaves(each, fields(owner)[field].type)
        if field in structural
        else _replace(each, pulumi.Output, _leaf)
        for field, each in cast("Mapping[str, object]", value).items()
        if each is not None  # an Output of an optional field that held nothing
    }


def _replace(value: T, kind: type, by: Callable[[object], object]) -> T:
    """Return plain data with each part of a kind replaced; its static type stays the same."""
    return cast("T", _replaced(value, kind, by))


def _replaced(value: object, kind: type, by: Callable[[object], object]) -> object:
    if isinstance(value, kind):
        return by(value)
    if isinstance(value, Mapping):
        parts = cast("Mapping[str, object]", value)
        return {key: _replaced(each, kind, by) for key, each in parts.items()}
    if isinstance(value, list):
        return [_replaced(each, kind, by) for each in cast("list[object]", value)]
    return value
