"""The wiring of a Pod: from who writes and who reads each volume, to the volumes and every mount."""

import posixpath
from collections.abc import Mapping
from typing import Any

from .conform import inside
from .containers import Container
from .errors import WiringError, nearest_name, one_of

Manifest = dict[str, Any]


class Wiring:
    """The volumes of a Pod and the mounts of each container, derived from what shares what."""

    def __init__(self, pod: Mapping[str, Any], containers: list[Container], where: str) -> None:
        """Derive them.

        Args:
            pod: Arguments that conform to `PodTemplateArgs` and whose structure is known.
            containers: Its containers in the order in which they start.
            where: The path of the arguments, for an error's sentence.

        Raises:
            WiringError: A volume has no writer or no reader, names an unknown container, shares its name with
                another or its path with another in one container, or is read before it can have been written.
        """
        self.volumes: list[Manifest] = []
        """The volumes of the Pod."""
        self.mounts: dict[str, list[Manifest]] = {container.name: [] for container in containers}
        """The mounts of each container, by its name."""
        self._containers = containers
        for volume in pod.get("shared_volumes", []):
            self._share(volume, inside(where, f"shared_volumes[{volume['name']}]"))
        for container in containers:
            for volume in container.given.get("volumes", []):
                self._own(container.name, volume, inside(container.where, f"volumes[{volume['name']}]"))

    def _share(self, volume: Mapping[str, Any], where: str) -> None:
        kinds = ("persistent_volume_claim", "config_map")
        kind = next((kind for kind in kinds if kind in volume), "empty_dir")
        self._add({"name": volume["name"], kind: volume.get(kind, {})}, where)
        for field in ("written_by", "read_by"):
            self._refuse_unknown(volume[field], inside(where, field))
        self._refuse_idle(volume, where)
        if kind == "empty_dir":
            self._refuse_reading_too_early(volume, where)
        for container, path in volume["written_by"].items():
            self._mount(container, {"name": volume["name"], "mount_path": path}, inside(where, "written_by"))
        for container, path in volume["read_by"].items():
            mount = {"name": volume["name"], "mount_path": path, "read_only": True}
            self._mount(container, mount, inside(where, "read_by"))

    def _own(self, container: str, volume: Mapping[str, Any], where: str) -> None:
        if "files" in volume:
            raise WiringError(inside(where, "files"), "is in a list that is known only later", "a plain list")
        source = next((source for source in ("config_map", "secret") if source in volume), "empty_dir")
        self._add({"name": volume["name"], source: volume.get(source, {})}, where)
        mount = {key: volume[key] for key in ("name", "mount_path", "sub_path", "read_only") if key in volume}
        if source != "empty_dir":
            mount = {"read_only": True, **mount}
        self._mount(container, mount, where)

    def _add(self, volume: Manifest, where: str) -> None:
        if any(other["name"] == volume["name"] for other in self.volumes):
            raise WiringError(
                inside(where, "name"), "is the name of another volume of the Pod", "a name of its own"
            )
        self.volumes.append(volume)

    def _mount(self, container: str, mount: Manifest, where: str) -> None:
        path = posixpath.normpath(mount["mount_path"])
        for other in self.mounts[container]:
            if posixpath.normpath(other["mount_path"]) == path:
                problem = (
                    f"mounts at {path} of container {container}, where volume {other['name']} is already"
                )
                raise WiringError(where, problem, "a path of its own")
        self.mounts[container].append(mount)

    def _refuse_unknown(self, paths: Mapping[str, str], where: str) -> None:
        for name in paths:
            if name not in self.mounts:
                problem = f'names "{name}", which is no container of this Pod'
                raise WiringError(where, problem, one_of(self.mounts), nearest_name(name, self.mounts))

    def _refuse_idle(self, volume: Mapping[str, Any], where: str) -> None:
        """A volume is there because some write it and others read it; a ConfigMap the cluster writes."""
        anybody = "at least one container and its path"
        if not volume["written_by"] and "config_map" not in volume:
            raise WiringError(inside(where, "written_by"), "is empty, so nobody writes it", anybody)
        if volume["written_by"] and "config_map" in volume:
            problem = f"names {next(iter(volume['written_by']))}, and no container can write a ConfigMap"
            raise WiringError(inside(where, "written_by"), problem, "{}")
        if not volume["read_by"]:
            raise WiringError(inside(where, "read_by"), "is empty, so nobody reads it", anybody)

    def _refuse_reading_too_early(self, volume: Mapping[str, Any], where: str) -> None:
        """An init container ends before what follows it starts, so whoever fills its empty volume must come
        first."""
        for container in self._containers:
            if container.name in volume["written_by"] or container.role != "init_containers":
                return
            if container.name in volume["read_by"]:
                problem = f"names init container {container.name}, which ends before any writer has started"
                raise WiringError(
                    inside(where, "read_by"), problem, "an init container before it in written_by"
                )
