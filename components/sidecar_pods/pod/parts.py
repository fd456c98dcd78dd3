"""The parts of a Pod, read from arguments that are checked and whose structure is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar, cast, get_args

import pulumi

from sidecar_pods.arguments.container_args import (
    ClaimArgs,
    ConfigMapArgs,
    ContainerArgs,
    EmptyDirArgs,
    PortArgs,
    ResourcesArgs,
    SecretArgs,
    SecurityContextArgs,
    VolumeArgs,
)
from sidecar_pods.arguments.pod_args import (
    ROLES,
    PodSecurity,
    PodTemplateArgs,
    Role,
    SharedVolumeArgs,
    TopologySpreadArgs,
)
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.structure import Leaf

T = TypeVar("T")

DEFAULT_LEVEL: Final = "baseline"
"""The Pod Security level of a Pod that names none: the strictest that breaks no common image."""

GRACE_SECONDS: Final = 30
"""Kubernetes' own `termination_grace_period_seconds`."""

Fields = dict[str, object]
"""A part of the template, as the Kubernetes provider takes it."""
Source = EmptyDirArgs | ConfigMapArgs | SecretArgs | ClaimArgs
"""The source of a volume."""
_OwnKind = Literal["config_map", "secret", "empty_dir"]
_SharedKind = Literal["persistent_volume_claim", "config_map", "empty_dir"]
SourceKind = _OwnKind | _SharedKind
"""The field of Kubernetes' volume that holds its source."""
_OWN_KINDS: Final[tuple[_OwnKind, ...]] = get_args(_OwnKind)
_SHARED_KINDS: Final[tuple[_SharedKind, ...]] = get_args(_SharedKind)
Constraints = Sequence[TopologySpreadArgs | Leaf[TopologySpreadArgs]]
"""Spread constraints."""


@dataclass(frozen=True)
class Port:
    """A port that a container opens."""

    number: int
    """Its number."""
    name: str
    """Its name, or empty."""
    protocol: str
    """TCP, UDP or SCTP."""


@dataclass(frozen=True)
class Volume:
    """A volume of the Pod."""

    name: str
    """Its name."""
    kind: SourceKind
    """The kind of its source."""
    source: Source | Leaf[Source]
    """Its source."""

    def manifest(self) -> Fields:
        """Return the volume as the template states it."""
        return {"name": self.name, self.kind: self.source}


@dataclass(frozen=True)
class Mount:
    """A mount of a volume in a container."""

    volume: str
    """Name of the volume."""
    path: str
    """Absolute path in the container."""
    read_only: bool | Leaf[bool] | None = None
    """Whether the container may only read it; None for Kubernetes' default, false."""
    sub_path: str | Leaf[str] | None = None
    """Path inside the volume that is mounted; None for the volume's root."""

    def manifest(self) -> Fields:
        """Return the mount as the template states it."""
        optional: Fields = {"read_only": self.read_only, "sub_path": self.sub_path}
        stated = {field: value for field, value in optional.items() if value is not None}
        return {"name": self.volume, "mount_path": self.path, **stated}


@dataclass(frozen=True)
class OwnVolume:
    """A volume of one container alone, and its mount there."""

    volume: Volume
    """The volume."""
    mount: Mount
    """Its mount."""
    has_files: bool
    """Whether it still holds files, which a ConfigMap should have replaced."""
    where: Where
    """Its place in the arguments."""


@dataclass(frozen=True)
class SharedVolume:
    """A volume that containers share."""

    volume: Volume
    """The volume."""
    written_by: Mapping[str, str]
    """The path in each container that writes it, by the container's name."""
    read_by: Mapping[str, str]
    """The path in each container that reads it, by the container's name."""
    where: Where
    """Its place in the arguments."""


@dataclass(frozen=True)
class Container:
    """A container of the Pod."""

    role: Role
    """The list that it is in."""
    name: str
    """Its name."""
    ports: tuple[Port, ...]
    """The ports that it opens."""
    volumes: tuple[OwnVolume, ...]
    """The volumes that it shares with no other container."""
    resources: ResourcesArgs | Leaf[ResourcesArgs]
    """The resources that it requests, and their limits."""
    security_context: SecurityContextArgs | Leaf[SecurityContextArgs]
    """Its rights on its node, where they differ from the Pod's level."""
    given: Mapping[str, object]
    """All its fields as the user stated them, only for the template, which passes most of them on."""
    where: Where
    """Its place in the arguments."""


@dataclass(frozen=True)
class Pod:
    """A Pod: its containers, and the volumes that they share."""

    containers: tuple[Container, ...]
    """The containers, in the order in which they start."""
    shared_volumes: tuple[SharedVolume, ...]
    """The volumes that they share."""
    level: PodSecurity
    """Level of the Pod Security Standards."""
    grace: int | Leaf[int]
    """Seconds from SIGTERM to SIGKILL."""
    fs_group: int | Leaf[int] | None
    """Number of the group that may write to claims; None for no such group."""
    spread: Constraints | Leaf[Constraints]
    """Rules that spread the Pods of one workload over nodes or zones."""
    given: Mapping[str, object]
    """All its fields as the user stated them, only for the template, which passes some of them on."""
    where: Where
    """Its place in the arguments."""


def read_pod(given: PodTemplateArgs, where: Where) -> Pod:
    """Return the Pod that arguments state.

    Args:
        given: Arguments that conform to their TypedDict and whose structure is known.
        where: Their place.
    """
    return Pod(
        containers=tuple(
            _container(each, role, where.field(role))
            for role in ROLES
            for each in _items(given.get(role, []))
        ),
        shared_volumes=tuple(
            _shared_volume(each, where.field("shared_volumes"))
            for each in _items(given.get("shared_volumes", []))
        ),
        level=_known(given.get("pod_security", DEFAULT_LEVEL)),
        grace=_hidden(given.get("termination_grace_period_seconds", GRACE_SECONDS)),
        fs_group=_hidden(given["fs_group"]) if "fs_group" in given else None,
        spread=cast("Constraints | Leaf[Constraints]", given.get("topology_spread_constraints", [])),
        given=given,
        where=where,
    )


def _container(given: ContainerArgs, role: Role, where: Where) -> Container:
    name = _known(given["name"])
    here = where.item(name)
    return Container(
        role=role,
        name=name,
        ports=tuple(_port(each) for each in _items(given.get("ports", []))),
        volumes=tuple(_own_volume(each, here.field("volumes")) for each in _items(given.get("volumes", []))),
        resources=_hidden(given.get("resources", ResourcesArgs())),
        security_context=_hidden(given.get("security_context", SecurityContextArgs())),
        given=given,
        where=here,
    )


def _port(given: PortArgs) -> Port:
    number = _known(given["container_port"])
    return Port(number, _known(given.get("name", "")), _known(given.get("protocol", "TCP")))


def _own_volume(given: VolumeArgs, where: Where) -> OwnVolume:
    kind: _OwnKind = _first(_OWN_KINDS, given)
    name = _known(given["name"])
    unless_given = None if kind == "empty_dir" else True
    mount = Mount(
        volume=name,
        path=_known(given["mount_path"]),
        read_only=_hidden(given["read_only"]) if "read_only" in given else unless_given,
        sub_path=_hidden(given["sub_path"]) if "sub_path" in given else None,
    )
    volume = Volume(name, kind, _source(given.get(kind, EmptyDirArgs())))
    return OwnVolume(volume, mount, "files" in given, where.item(name))


def _shared_volume(given: SharedVolumeArgs, where: Where) -> SharedVolume:
    kind: _SharedKind = _first(_SHARED_KINDS, given)
    name = _known(given["name"])
    volume = Volume(name, kind, _source(given.get(kind, EmptyDirArgs())))
    return SharedVolume(volume, _paths(given["written_by"]), _paths(given["read_by"]), where.item(name))


# `conform` has checked the types; a TypedDict of ours does not say which of its Outputs are known or hidden.


def _known(value: pulumi.Input[T]) -> T:
    """Return a part of the structure, which is known."""
    return cast("T", value)


def _items(value: pulumi.Input[Sequence[pulumi.Input[T]]]) -> Sequence[T]:
    """Return a list of the structure; its items are known."""
    return cast("Sequence[T]", value)


def _paths(value: pulumi.Input[Mapping[str, pulumi.Input[str]]]) -> Mapping[str, str]:
    """Return the path of each container; the paths are known."""
    return cast("Mapping[str, str]", value)


def _hidden(value: pulumi.Input[T]) -> T | Leaf[T]:
    """Return a part outside the structure, whose Output is hidden."""
    return cast("T | Leaf[T]", value)


def _first(kinds: Sequence[T], given: Mapping[str, object]) -> T:
    """Return the first kind that is given, or the last kind, which is the default."""
    return next((kind for kind in kinds if kind in given), kinds[-1])


def _source(value: object) -> Source | Leaf[Source]:
    return cast("Source | Leaf[Source]", value)
