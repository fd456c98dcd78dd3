"""The wiring of a Pod: from the writers and readers of each volume to the volumes and every mount."""

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from sidecar_pods.arguments.errors import WiringError, nearest_name, one_of
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.parts import Container, Pod
from sidecar_pods.pod.sharing import check_sharing
from sidecar_pods.pod.volumes import Mount, OwnVolume, Place, SharedVolume, Volume

T = TypeVar("T")


class Wiring(NamedTuple):
    """The volumes of a Pod, and the mounts of its containers."""

    volumes: Sequence[Volume]
    """The volumes, the shared ones first unless the Pod states an order."""
    mounts: Mapping[str, Sequence[Mount]]
    """The mounts and block devices of each container, by its name."""


def wire(pod: Pod) -> Wiring:
    """Return the volumes and the mounts of a Pod.

    Args:
        pod: The Pod.

    Raises:
        WiringError: A volume has no writer or no reader, or names an unknown container; two volumes have one
            name, or one path in a container; or an init container reads a volume before any writer starts.
    """
    volumes: list[Volume] = []
    mounts: dict[str, list[Mount]] = {container.name: [] for container in pod.containers}
    for shared in pod.shared_volumes:
        _add_volume(volumes, shared.volume, shared.where, exists=pod.exists)
        check_sharing(shared, pod.containers, exists=pod.exists)
        _mount_shared(mounts, shared)
    for container in pod.containers:
        for own in container.volumes:
            _add_volume(volumes, own.volume, own.where, exists=pod.exists)
            _mount_own(mounts[container.name], own, container)
    ordered = _in_order(volumes, pod.volume_order, lambda each: each.name, pod.where.field("volume_order"))
    return Wiring(ordered, {each.name: _ordered_mounts(mounts[each.name], each) for each in pod.containers})


def _add_volume(volumes: list[Volume], volume: Volume, where: Where, *, exists: bool) -> None:
    if volume.behind and not exists:
        raise WiringError(where, f"has {volume.kind} and {next(iter(volume.behind))}", "one of them")
    if any(other.name == volume.name for other in volumes):
        problem = "is the name of another volume of the Pod"
        raise WiringError(where.field("name"), problem, "a name of its own")
    volumes.append(volume)


def _mount_shared(mounts: Mapping[str, list[Mount]], shared: SharedVolume) -> None:
    for field, users in (
        ("written_by", shared.written_by),
        ("read_by", shared.read_by),
        ("shared_by", shared.shared_by),
    ):
        where = shared.where.field(field)
        for container, places in users.items():
            for place in places:
                _check_direction(shared.volume, place, field, where.item(container))
                mount = Mount(shared.volume.name, place, read_only=field == "read_by")
                _add_mount(mounts[container], mount, container, where)


def _check_direction(volume: Volume, place: Place, field: str, where: Where) -> None:
    """Refuse a reader whose mount could write, and a writer whose mount could not."""
    stated = place.settings.get("read_only")
    if field == "read_by" and stated is False and not volume.is_unwritable:
        raise WiringError(where.field("read_only"), "is false, so the reader could write", "true")
    if field != "read_by" and stated is True:
        raise WiringError(where.field("read_only"), "is true, so the container cannot write", "read_by")


def _mount_own(mounts: list[Mount], own: OwnVolume, container: Container) -> None:
    if own.has_files:
        problem = "is in a list that is known only later"
        raise WiringError(own.where.field("files"), problem, "a plain list")
    if not own.places:
        raise WiringError(own.where, "has no path", "one of mount_path, device_path, places")
    for place in own.places:
        if not place.path:
            raise WiringError(own.where.field("mount_path"), "is missing", "a string")
        mount = Mount(own.volume.name, place, read_only=own.volume.is_unwritable)
        _add_mount(mounts, mount, container.name, own.where)


def _add_mount(mounts: list[Mount], mount: Mount, container: str, where: Where) -> None:
    path = posixpath.normpath(mount.place.path)
    for other in mounts:
        if posixpath.normpath(other.place.path) == path:
            problem = f"mounts at {path} of container {container}, where volume {other.volume} is already"
            raise WiringError(where, problem, "a path of its own")
    mounts.append(mount)


def _ordered_mounts(mounts: Sequence[Mount], container: Container) -> Sequence[Mount]:
    where = container.where.field("mount_order")
    return _in_order(mounts, container.mount_order, lambda each: each.place.path, where)


def _in_order(items: Iterable[T], order: Sequence[str], key: Callable[[T], str], where: Where) -> list[T]:
    """Return items in a stated order, or as they are if none is stated.

    Raises:
        WiringError: The order leaves one out, names one twice, or names an unknown one.
    """
    by_key = {key(item): item for item in items}
    if not order:
        return list(by_key.values())
    for name in order:
        if name not in by_key:
            problem = f'names "{name}", which does not exist'
            raise WiringError(where, problem, one_of(by_key), nearest_name(name, by_key))
    for name in by_key:
        if (times := order.count(name)) != 1:
            raise WiringError(where, f"names {name} {times} times", "each of them once")
    return [by_key[name] for name in order]
