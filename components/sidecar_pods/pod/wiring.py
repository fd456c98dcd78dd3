"""The wiring of a Pod: from the writers and readers of each volume to the volumes and every mount."""

import posixpath
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sidecar_pods.arguments.errors import WiringError, nearest_name, one_of
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.parts import Container, Mount, Pod, SharedVolume, Volume


class Wiring(NamedTuple):
    """The volumes of a Pod, and the mounts of its containers."""

    volumes: Sequence[Volume]
    """The volumes, the shared ones first."""
    mounts: Mapping[str, Sequence[Mount]]
    """The mounts of each container, by its name."""


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
        _add_volume(volumes, shared.volume, shared.where)
        _check_users(shared, pod.containers)
        for container, path in shared.written_by.items():
            mount = Mount(shared.volume.name, path)
            _add_mount(mounts[container], mount, container, shared.where.field("written_by"))
        for container, path in shared.read_by.items():
            mount = Mount(shared.volume.name, path, read_only=True)
            _add_mount(mounts[container], mount, container, shared.where.field("read_by"))
    for container in pod.containers:
        for own in container.volumes:
            if own.has_files:
                problem = "is in a list that is known only later"
                raise WiringError(own.where.field("files"), problem, "a plain list")
            _add_volume(volumes, own.volume, own.where)
            _add_mount(mounts[container.name], own.mount, container.name, own.where)
    return Wiring(volumes, mounts)


def _add_volume(volumes: list[Volume], volume: Volume, where: Where) -> None:
    if any(other.name == volume.name for other in volumes):
        problem = "is the name of another volume of the Pod"
        raise WiringError(where.field("name"), problem, "a name of its own")
    volumes.append(volume)


def _add_mount(mounts: list[Mount], mount: Mount, container: str, where: Where) -> None:
    path = posixpath.normpath(mount.path)
    for other in mounts:
        if posixpath.normpath(other.path) == path:
            problem = f"mounts at {path} of container {container}, where volume {other.volume} is already"
            raise WiringError(where, problem, "a path of its own")
    mounts.append(mount)


def _check_users(shared: SharedVolume, containers: Sequence[Container]) -> None:
    names = [container.name for container in containers]
    _refuse_unknown(shared.written_by, names, shared.where.field("written_by"))
    _refuse_unknown(shared.read_by, names, shared.where.field("read_by"))
    _refuse_idle(shared)
    if shared.volume.kind == "empty_dir":
        _refuse_reading_too_early(shared, containers)


def _refuse_unknown(paths: Mapping[str, str], names: Sequence[str], where: Where) -> None:
    for name in paths:
        if name not in names:
            problem = f'names "{name}", which is no container of this Pod'
            raise WiringError(where, problem, one_of(names), nearest_name(name, names))


def _refuse_idle(shared: SharedVolume) -> None:
    """Refuse a volume that no container writes, or none reads; the cluster writes a ConfigMap."""
    anybody = "at least one container and its path"
    is_config_map = shared.volume.kind == "config_map"
    if not shared.written_by and not is_config_map:
        raise WiringError(shared.where.field("written_by"), "is empty, so nobody writes it", anybody)
    if shared.written_by and is_config_map:
        problem = f"names {next(iter(shared.written_by))}, and no container can write a ConfigMap"
        raise WiringError(shared.where.field("written_by"), problem, "{}")
    if not shared.read_by:
        raise WiringError(shared.where.field("read_by"), "is empty, so nobody reads it", anybody)


def _refuse_reading_too_early(shared: SharedVolume, containers: Sequence[Container]) -> None:
    """Refuse an init container that reads an emptyDir before the first writer: it ends before that starts."""
    for container in containers:
        if container.name in shared.written_by or container.role != "init_containers":
            return
        if container.name in shared.read_by:
            problem = f"names init container {container.name}, which ends before any writer has started"
            expected = "an init container before it in written_by"
            raise WiringError(shared.where.field("read_by"), problem, expected)
