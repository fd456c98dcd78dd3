"""The parts of a Pod, read from arguments that are checked and whose structure is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from sidecar_pods.arguments.pod_args import ROLES, Role
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.structure import Leaf

DEFAULT_LEVEL: Final = "baseline"
"""The Pod Security level of a Pod that names none: the strictest that breaks no common image."""

GRACE_SECONDS: Final = 30
"""Kubernetes' own `termination_grace_period_seconds`."""

Fields = dict[str, object]
"""A part of the template, as the Kubernetes provider takes it."""
_Given = Mapping[str, object]
"""An object of the arguments; each Output outside the structure is a `Leaf`."""
Constraints = Sequence[_Given | Leaf[_Given]]
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
    kind: str
    """Its source, a field of Kubernetes' volume: `empty_dir`, `config_map` and so on."""
    source: object
    """The source's own fields."""

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
    more: _Given
    """Its other fields: `read_only`, `sub_path`."""

    def manifest(self) -> Fields:
        """Return the mount as the template states it."""
        return {"name": self.volume, "mount_path": self.path, **self.more}


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
    given: _Given
    """All its fields, as the user stated them."""
    where: Where
    """Its place in the arguments."""


@dataclass(frozen=True)
class Pod:
    """A Pod: its containers, and the volumes that they share."""

    containers: tuple[Container, ...]
    """The containers, in the order in which they start."""
    shared_volumes: tuple[SharedVolume, ...]
    """The volumes that they share."""
    level: str
    """Level of the Pod Security Standards."""
    grace: int | Leaf[int]
    """Seconds from SIGTERM to SIGKILL."""
    fs_group: object | None
    """Number of the group that may write to claims; None for no such group."""
    spread: Constraints | Leaf[Constraints]
    """Rules that spread the Pods of one workload over nodes or zones."""
    given: _Given
    """All its fields, as the user stated them."""
    where: Where
    """Its place in the arguments."""


def read_pod(given: _Given, where: Where) -> Pod:
    """Return the Pod that arguments state.

    Args:
        given: Arguments that conform to `PodTemplateArgs` and whose structure is known.
        where: Their place.
    """
    return Pod(
        containers=tuple(
            _container(each, role, where.field(role)) for role in ROLES for each in _items(given, role)
        ),
        shared_volumes=tuple(
            _shared_volume(each, where.field("shared_volumes")) for each in _items(given, "shared_volumes")
        ),
        level=_text(given, "pod_security", DEFAULT_LEVEL),
        grace=cast("int | Leaf[int]", given.get("termination_grace_period_seconds", GRACE_SECONDS)),
        fs_group=given.get("fs_group"),
        spread=cast("Constraints", given.get("topology_spread_constraints", [])),
        given=given,
        where=where,
    )


def _container(given: _Given, role: Role, where: Where) -> Container:
    here = where.item(_text(given, "name"))
    return Container(
        role=role,
        name=_text(given, "name"),
        ports=tuple(_port(each) for each in _items(given, "ports")),
        volumes=tuple(_own_volume(each, here.field("volumes")) for each in _items(given, "volumes")),
        given=given,
        where=here,
    )


def _port(given: _Given) -> Port:
    number = cast("int", given["container_port"])
    return Port(number, _text(given, "name", ""), _text(given, "protocol", "TCP"))


def _own_volume(given: _Given, where: Where) -> OwnVolume:
    volume = _volume(given, "config_map", "secret")
    writable = volume.kind == "empty_dir"
    more = {field: given[field] for field in ("sub_path", "read_only") if field in given}
    mount = Mount(volume.name, _text(given, "mount_path"), more if writable else {"read_only": True, **more})
    return OwnVolume(volume, mount, "files" in given, where.item(volume.name))


def _shared_volume(given: _Given, where: Where) -> SharedVolume:
    volume = _volume(given, "persistent_volume_claim", "config_map")
    written_by, read_by = (cast("Mapping[str, str]", given[field]) for field in ("written_by", "read_by"))
    return SharedVolume(volume, written_by, read_by, where.item(volume.name))


def _volume(given: _Given, *kinds: str) -> Volume:
    kind = next((kind for kind in kinds if kind in given), "empty_dir")
    return Volume(_text(given, "name"), kind, given.get(kind, {}))


# `conform` has checked these types; a TypedDict of ours does not say which of its Outputs are resolved.


def _text(given: _Given, field: str, default: str | None = None) -> str:
    return cast("str", given[field] if default is None else given.get(field, default))


def _items(given: _Given, field: str) -> Sequence[_Given]:
    return cast("Sequence[_Given]", given.get(field, []))
