"""The declaration of each field: its type, and the checks of its values.

A field that Kubernetes has too is declared by the table of Kubernetes' types, all others by their annotation.
"""

from collections.abc import Awaitable, Mapping, Sequence
from functools import cache
from inspect import get_annotations
from typing import Any, Final, NamedTuple, NotRequired, cast, get_args, get_origin, is_typeddict

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import PlaceArgs, SharedVolumeArgs, VolumeArgs
from sidecar_pods.arguments.workload_args import (
    SidecarCronJobArgs,
    SidecarDaemonSetArgs,
    SidecarDeploymentArgs,
    SidecarJobArgs,
    SidecarServiceArgs,
    SidecarStatefulSetArgs,
)
from sidecar_pods.checks.own_checks import CHECKS, CHECKS_OF_ITEMS, CHECKS_OF_KEYS
from sidecar_pods.checks.values import FieldCheck
from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, Scalar, Type, fields_of


class Own(NamedTuple):
    """An object of a type of ours."""

    kind: type
    """Its TypedDict."""


class Places:
    """The places of a volume in a container: a path, a `PlaceArgs`, or a list of these."""


AnyType = Type | Own | Places
"""The type of a field of ours."""

Owner = type | str
"""The type of an object: a TypedDict of ours, or the token of a Kubernetes type."""

EXTENDS: Final[Mapping[type, tuple[str, ...]]] = {
    PodTemplateArgs: ("core/v1:PodSpec",),
    ContainerArgs: ("core/v1:Container",),
    SharedVolumeArgs: ("core/v1:Volume",),
    VolumeArgs: ("core/v1:Volume", "core/v1:VolumeMount"),
    PlaceArgs: ("core/v1:VolumeMount", "core/v1:VolumeDevice"),
    SidecarDeploymentArgs: ("apps/v1:DeploymentSpec",),
    SidecarStatefulSetArgs: ("apps/v1:StatefulSetSpec",),
    SidecarDaemonSetArgs: ("apps/v1:DaemonSetSpec",),
    SidecarJobArgs: ("batch/v1:JobSpec",),
    SidecarCronJobArgs: ("batch/v1:CronJobSpec",),
    SidecarServiceArgs: ("core/v1:ServiceSpec",),
}
"""The types of Kubernetes whose fields each type of ours has too."""

_PLACES: Final = cast("Type", Places())

_UNREADABLE: Final[Mapping[str, AnyType]] = {
    "written_by": MapOf(_PLACES),
    "read_by": MapOf(_PLACES),
    "shared_by": MapOf(_PLACES),
    "metadata": Object("meta/v1:ObjectMeta"),
    "volume_claim_template": Object("core/v1:PersistentVolumeClaimTemplate"),
    "resources": Object("core/v1:ResourceRequirements"),
}
"""The types of our fields whose annotation is `Any` while a program runs."""

_SCALARS: Final[Mapping[object, Scalar]] = {
    str: Scalar("string"),
    int: Scalar("int64"),
    bool: Scalar("boolean"),
    Any: Scalar("any"),  # Any: the annotation of what Pulumi's component host passes on untouched
}


class Declared(NamedTuple):
    """The declaration of a value."""

    type: AnyType
    """Its type."""
    required: bool = True
    """Whether the field must be given."""
    check: FieldCheck | None = None
    """The check of the value."""
    check_of_items: FieldCheck | None = None
    """The check of each value of a map, and of each item of a list."""
    check_of_keys: FieldCheck | None = None
    """The check of each key of a map."""
    is_plain: bool = False
    """Whether it must be known: it is no `pulumi.Input`."""
    has_plain_items: bool = False
    """Whether each value of a map, and each item of a list, must be known."""


@cache
def fields(owner: Owner) -> Mapping[str, Declared]:
    """Return the declaration of each field of an object, by its name in Python's case."""
    if isinstance(owner, str):
        return {
            name: _with_checks(field.type, field.required, name, (owner,))
            for name, field in fields_of(owner).items()
        }
    required = cast("frozenset[str]", vars(owner)["__required_keys__"])
    owners: tuple[Owner, ...] = (owner, *EXTENDS.get(owner, ()))
    return {
        name: _with_checks(_type_of(owner, name, annotation), name in required, name, owners)._replace(
            is_plain=_is_plain(annotation), has_plain_items=_has_plain_items(annotation)
        )
        for name, annotation in get_annotations(owner).items()
    }


def _with_checks(kind: AnyType, required: bool, name: str, owners: Sequence[Owner]) -> Declared:
    check, of_items, of_keys = (
        next((table[owner, name] for owner in owners if (owner, name) in table), None)
        for table in (CHECKS, CHECKS_OF_ITEMS, CHECKS_OF_KEYS)
    )
    return Declared(kind, required, check, of_items, of_keys)


def _type_of(owner: type, name: str, annotation: object) -> AnyType:
    if name in _UNREADABLE:
        return _UNREADABLE[name]
    tables = (fields_of(token) for token in EXTENDS.get(owner, ()))
    by_table = next((table[name].type for table in tables if name in table), None)
    if by_table is not None and not _holds_objects(by_table):
        return by_table  # without a look at the annotation, which takes long
    annotated = _annotated_type(_bare(annotation))
    return annotated if by_table is None or _is_own(annotated) else by_table


def _holds_objects(declared: Type) -> bool:
    match declared:
        case ListOf(item) | MapOf(item):
            return _holds_objects(item)
        case _:
            return isinstance(declared, Object)


def _annotated_type(annotation: object) -> AnyType:
    origin = get_origin(annotation)
    if origin in (Sequence, Mapping):
        item = cast("Type", _annotated_type(_bare(get_args(annotation)[-1])))
        return ListOf(item) if origin is Sequence else MapOf(item)
    if is_typeddict(cast("type", annotation)):
        return Own(cast("type", annotation))
    return _SCALARS[annotation]


def _bare(annotation: object) -> object:
    """Return an annotation without `NotRequired` and without `pulumi.Input`, which is a union."""
    if get_origin(annotation) is NotRequired:
        return _bare(get_args(annotation)[0])
    awaitable = _awaitable(annotation)
    return annotation if awaitable is None else get_args(awaitable)[0]


def _is_plain(annotation: object) -> bool:
    """Return whether an annotation is no `pulumi.Input`."""
    if get_origin(annotation) is NotRequired:
        return _is_plain(get_args(annotation)[0])
    return _awaitable(annotation) is None


def _has_plain_items(annotation: object) -> bool:
    """Return whether the items of a list or a map are no `pulumi.Input`."""
    collection = _bare(annotation)
    return get_origin(collection) in (Sequence, Mapping) and _is_plain(get_args(collection)[-1])


def _awaitable(annotation: object) -> object:
    """Return the arm of a `pulumi.Input` that is awaitable; None for any other type."""
    return next((arm for arm in get_args(annotation) if get_origin(arm) is Awaitable), None)


def _is_own(declared: AnyType) -> bool:
    return isinstance(declared, Own) or (isinstance(declared, ListOf | MapOf) and _is_own(declared.item))
