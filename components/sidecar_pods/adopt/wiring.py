"""From the mounts of a Pod to the statement of each volume: the containers that write it and read it.

A read-only mount reads, any other writes. Nothing else is concluded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.adopt.manifests.values import Fields, Value
from sidecar_pods.arguments.errors import nearest_name
from sidecar_pods.package.names import name_elsewhere
from sidecar_pods.pod.volumes import FILLED_IN_THE_POD, UNWRITABLE

Role = Literal["initContainers", "sidecars", "containers"]

ROLES: Final[tuple[Role, ...]] = ("initContainers", "sidecars", "containers")
"""The lists of containers in the arguments, in the order in which their volumes are listed."""

READ_ONLY: Final = frozenset(map(name_elsewhere, UNWRITABLE))
"""Sources that no container can write."""

OF_THE_POD: Final = frozenset(map(name_elsewhere, FILLED_IN_THE_POD))
"""Sources whose files come from a container of the Pod; those of all others come from elsewhere."""

CLAIM_TEMPLATE: Final = "volumeClaimTemplate"
"""The source of a volume that a StatefulSet makes for each of its Pods."""


@dataclass(frozen=True)
class Volume:
    """A volume of the Pod, or a claim template of its StatefulSet."""

    name: str
    """Its name."""
    source: Fields
    """Its source: one field, such as `emptyDir`; none for an emptyDir that states nothing. Behind a claim
    template stands the source of the volume that it replaces in each Pod."""
    line: int
    """Its line."""

    @property
    def kind(self) -> str:
        """Return the field of its source."""
        return next(iter(self.source), "emptyDir")

    @property
    def is_read_only(self) -> bool:
        """Return whether no container can write it."""
        source = self.source.get(self.kind)
        says_so = isinstance(source, Mapping) and source.get("readOnly") is True
        return says_so or self.kind in READ_ONLY


@dataclass(frozen=True)
class Mount:
    """A mount of a container, or a block device of it."""

    volume: str
    """The volume."""
    path: str
    """The path in the container."""
    is_device: bool
    """Whether it is a block device."""
    is_read_only: bool
    """Whether the mount itself is read-only."""
    settings: Fields
    """The fields of the mount besides its path, its volume and `readOnly`."""
    line: int
    """Its line."""


@dataclass(frozen=True)
class Container:
    """A container, and what it mounts."""

    name: str
    """Its name."""
    role: Role
    """The list of the arguments that holds it."""
    mounts: Sequence[Mount]
    """Its mounts, then its block devices, in the order of the manifest."""


@dataclass
class Wiring:
    """The statement of a Pod's volumes."""

    shared: list[Fields] = field(default_factory=list[Fields])
    """The volumes that several containers mount, with their writers and readers."""
    own: dict[str, list[Fields]] = field(default_factory=dict[str, list[Fields]])
    """The volumes of one container alone, by the name of the container."""
    volume_order: list[str] | None = None
    """The order of all volumes, if it is not the one that follows from the statement."""
    mount_orders: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """The order of the paths of each container whose order does not follow from the statement."""


def wire(volumes: Sequence[Volume], containers: Sequence[Container]) -> Wiring:
    """Return the statement of a Pod's volumes, from which exactly its mounts follow.

    Args:
        volumes: The volumes in the order of the manifest, claim templates last.
        containers: The containers in the order of the arguments.

    Raises:
        Refusal: The mounts are no valid wiring.
    """
    _refuse_bad_names(volumes, containers)
    wiring = Wiring()
    for volume in volumes:
        users = [each for each in containers if any(mount.volume == volume.name for mount in each.mounts)]
        if len(users) == 1:
            wiring.own.setdefault(users[0].name, []).append(_own(volume, users[0]))
        else:
            wiring.shared.append(_shared(volume, users))
    _state_orders(wiring, volumes, containers)
    return wiring


def _refuse_bad_names(volumes: Sequence[Volume], containers: Sequence[Container]) -> None:
    names = set[str]()
    for volume in volumes:
        if volume.name in names:
            raise Refusal(volume.line, f"has two volumes named {volume.name}; expected a name for each")
        names.add(volume.name)
    for container in containers:
        paths = set[str]()
        for mount in container.mounts:
            if mount.volume not in names:
                nearest = nearest_name(mount.volume, names)
                hint = f"; did you mean {nearest}?" if nearest else ""
                problem = f"container {container.name} mounts {mount.volume}, which is no volume of the Pod"
                raise Refusal(mount.line, f"{problem}{hint}")
            if mount.path in paths:
                problem = f"container {container.name} has two mounts at {mount.path}"
                raise Refusal(mount.line, f"{problem}; expected a path for each")
            paths.add(mount.path)


def _own(volume: Volume, container: Container) -> Fields:
    """Return a volume of one container alone."""
    mounts = [mount for mount in container.mounts if mount.volume == volume.name]
    places = [_place(mount, read_only=volume.is_read_only) for mount in mounts]
    stated: Fields = places[0] if len(places) == 1 else Fields(places=places)
    return Fields({"name": volume.name, **stated, **volume.source})


def _shared(volume: Volume, users: Sequence[Container]) -> Fields:
    """Return a volume of several containers, with those that write and those that read it."""
    writers, readers = Mounts(), Mounts()
    for container in users:
        for mount in container.mounts:
            if mount.volume == volume.name:
                reads = volume.is_read_only or mount.is_read_only
                (readers if reads else writers).add(container.name, mount)
    meet_as_equals = not readers and len(writers) > 1 and volume.kind in OF_THE_POD
    stated = Fields({"name": volume.name, **volume.source})
    if meet_as_equals:
        stated["sharedBy"] = writers.places(read_only=False)
    elif writers:
        stated["writtenBy"] = writers.places(read_only=False)
    if readers:
        stated["readBy"] = readers.places(read_only=True)
    return stated


class Mounts(dict[str, list[Mount]]):
    """The mounts of one volume, by container."""

    def add(self, container: str, mount: Mount) -> None:
        """Add a mount of a container."""
        self.setdefault(container, []).append(mount)

    def places(self, *, read_only: bool) -> Mapping[str, Value]:
        """Return the places of each container: a path, or fields, or a list of these.

        Args:
            read_only: Whether a mount is read-only if nothing else is stated.
        """
        return {container: _places(mounts, read_only=read_only) for container, mounts in self.items()}


def _places(mounts: Iterable[Mount], *, read_only: bool) -> Value:
    places: list[Value] = []
    for mount in mounts:
        place = _place(mount, read_only=read_only)
        places.append(mount.path if list(place) == ["mountPath"] else place)
    return places[0] if len(places) == 1 else places


def _place(mount: Mount, *, read_only: bool) -> Fields:
    """Return a place as fields; `readOnly` is stated only if it is not what follows anyway."""
    place = Fields({"devicePath" if mount.is_device else "mountPath": mount.path, **mount.settings})
    if not mount.is_device and mount.is_read_only != read_only:
        place["readOnly"] = mount.is_read_only
    return place


def _state_orders(wiring: Wiring, volumes: Sequence[Volume], containers: Sequence[Container]) -> None:
    """State the orders of volumes and mounts that do not follow from the statement."""
    own = (each for container in containers for each in wiring.own.get(container.name, []))
    rank = {str(each["name"]): rank for rank, each in enumerate([*wiring.shared, *own])}
    by_rank = sorted(volumes, key=lambda volume: rank[volume.name])
    if any(_names(volumes, claims) != _names(by_rank, claims) for claims in (True, False)):
        wiring.volume_order = [volume.name for volume in volumes]
    read_only = {volume.name for volume in volumes if volume.is_read_only}
    for container in containers:
        mounts = sorted(
            container.mounts,
            key=lambda mount: (rank[mount.volume], mount.volume in read_only or mount.is_read_only),
        )
        if any(_paths(container.mounts, devices) != _paths(mounts, devices) for devices in (True, False)):
            wiring.mount_orders[container.name] = [mount.path for mount in container.mounts]


def with_claims(volumes: Sequence[Volume], claims: Sequence[Volume]) -> list[Volume]:
    """Return the volumes of a Pod and the claim templates of its StatefulSet, each name once.

    In each Pod a claim takes the place of the volume that has its name.

    Args:
        volumes: The volumes, in the order of the manifest.
        claims: The claim templates, in the order of the manifest.
    """
    of_claims = {claim.name: claim for claim in claims}
    left, merged = list(claims), list[Volume]()
    for volume in volumes:
        claim = of_claims.get(volume.name)
        if claim in left:
            place = left.index(claim)
            source = Fields({**claim.source, **(volume.source or {"emptyDir": Fields()})})
            merged += [*left[:place], Volume(volume.name, source, volume.line)]
            left = left[place + 1 :]
        else:
            merged.append(volume)
    return [*merged, *left]


def _names(volumes: Iterable[Volume], claims: bool) -> list[str]:
    listed = _is_claim if claims else _is_in_template
    return [volume.name for volume in volumes if listed(volume)]


def _is_claim(volume: Volume) -> bool:
    return CLAIM_TEMPLATE in volume.source


def _is_in_template(volume: Volume) -> bool:
    return list(volume.source) != [CLAIM_TEMPLATE]


def _paths(mounts: Iterable[Mount], devices: bool) -> list[str]:
    return [mount.path for mount in mounts if mount.is_device == devices]
