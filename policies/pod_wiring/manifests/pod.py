"""A typed view of a Pod template, as its manifest states it: containers, volumes and mounts.

Each property reads its fields on first use, so that a rule depends on no field that it does not need. A check
makes thousands of these views. They are not frozen dataclasses, because those are slower to make.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from posixpath import normpath

from pod_wiring.manifests.values import has, items, mapping, text, whole_number

# Istio's injector completes this container, and adds the volumes that it mounts and the ports that it opens.
_ISTIO_PROXY = "istio-proxy"
_HANDLED = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle/postStart", "lifecycle/preStop")
_WRITTEN_BY_CONTAINERS = {"emptyDir", "persistentVolumeClaim", "ephemeral"}


class Role(StrEnum):
    """The role of a container in its Pod."""

    STEP = "init container"
    """An init container that runs to completion before the next container starts."""
    SIDECAR = "native sidecar"
    """An init container with restartPolicy Always: it starts in its turn, and keeps running."""
    MAIN = "container"
    """An item of `containers`."""
    EPHEMERAL = "ephemeral container"
    """A container that somebody adds to a running Pod, to debug it."""


@dataclass(eq=False)
class Mount:
    """An item of a container's volumeMounts or volumeDevices."""

    raw: Mapping[str, object]
    """The item, as plain values."""
    pointer: str
    """JSON pointer to the item."""
    path_field: str
    """The field with the path in the container: mountPath or devicePath."""

    @cached_property
    def volume(self) -> str:
        """Return the name of the mounted volume; empty if there is none."""
        return text(self.raw.get("name"))

    @cached_property
    def path(self) -> str:
        """Return the path in the container, normalised: /html for /html/ and //html."""
        path = text(self.raw.get(self.path_field))
        return "/" + normpath(path).lstrip("/") if path.startswith("/") else path

    @cached_property
    def read_only(self) -> bool:
        """Return whether the container can only read the volume."""
        return self.raw.get("readOnly") is True

    @cached_property
    def sub_path(self) -> str | None:
        """Return the mounted folder of the volume: empty for all of it, None if only the kubelet knows it."""
        if has(self.raw, "subPathExpr"):
            return None
        path = normpath(text(self.raw.get("subPath")) or ".").strip("/")
        return "" if path == "." else path

    def meets(self, other: "Mount") -> bool:
        """Return whether the folders of two mounts of one volume overlap, or may overlap."""
        if self.sub_path is None or other.sub_path is None:
            return True
        one, another = f"{self.sub_path}/".lstrip("/"), f"{other.sub_path}/".lstrip("/")
        return one.startswith(another) or another.startswith(one)


@dataclass(eq=False)
class Port:
    """An item of a container's ports."""

    raw: Mapping[str, object]
    """The item, as plain values."""
    pointer: str
    """JSON pointer to the item."""

    @cached_property
    def number(self) -> int | None:
        """Return the port number; None if the field is no number."""
        return whole_number(self.raw.get("containerPort"))

    @cached_property
    def name(self) -> str:
        """Return the port's name; empty if it has none."""
        return text(self.raw.get("name"))

    @cached_property
    def protocol(self) -> str:
        """Return the port's protocol; the default is TCP."""
        return text(self.raw.get("protocol")) or "TCP"


@dataclass(eq=False)
class Container:
    """A container of a Pod, in any role."""

    raw: Mapping[str, object]
    """The container, as plain values."""
    pointer: str
    """JSON pointer to the container."""
    role: Role
    """The container's role in its Pod."""

    @cached_property
    def name(self) -> str:
        """Return the container's name; empty if it has none."""
        return text(self.raw.get("name"))

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """Return the volumeMounts."""
        return tuple(Mount(raw, at, "mountPath") for raw, at in items(self.raw, self.pointer, "volumeMounts"))

    @cached_property
    def devices(self) -> tuple[Mount, ...]:
        """Return the volumeDevices: claims that the container uses as block devices."""
        return tuple(
            Mount(raw, at, "devicePath") for raw, at in items(self.raw, self.pointer, "volumeDevices")
        )

    @cached_property
    def ports(self) -> tuple[Port, ...]:
        """Return the ports."""
        return tuple(Port(raw, at) for raw, at in items(self.raw, self.pointer, "ports"))

    @property
    def handlers(self) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Yield the HTTP and TCP handler of each probe and hook, with its path in the container."""
        for path in _HANDLED:
            handled: Mapping[str, object] = self.raw
            for field in path.split("/"):
                handled = mapping(handled.get(field))
            for kind in ("httpGet", "tcpSocket"):
                if handler := mapping(handled.get(kind)):
                    yield f"{path}/{kind}", handler


@dataclass(eq=False)
class Volume:
    """An item of a Pod's volumes, or a claim template of its StatefulSet."""

    name: str
    """The volume's name; empty if it has none."""
    raw: Mapping[str, object]
    """The item, as plain values."""
    pointer: str
    """JSON pointer to the item."""
    is_claim_template: bool = False
    """Whether it is one of volumeClaimTemplates."""

    @cached_property
    def source(self) -> str:
        """Return the field that names the kind of the volume, such as configMap. The default is emptyDir."""
        if self.is_claim_template:
            return "persistentVolumeClaim"
        return next((field for field in self.raw if field != "name"), "emptyDir")

    @property
    def name_pointer(self) -> str:
        """Return the JSON pointer to the volume's name."""
        return f"{self.pointer}/metadata/name" if self.is_claim_template else f"{self.pointer}/name"

    @property
    def is_read_only(self) -> bool:
        """Return whether the volume is a claim that is read-only for every mount."""
        claim = self.raw.get("persistentVolumeClaim") if self.source == "persistentVolumeClaim" else None
        return mapping(claim).get("readOnly") is True

    @property
    def is_empty_dir(self) -> bool:
        """Return whether the volume is empty when the Pod starts."""
        return self.source == "emptyDir"


@dataclass(eq=False)
class Pod:
    """A Pod, or the template of one."""

    raw: Mapping[str, object]
    """The Pod or template, as plain values: metadata and spec."""
    pointer: str
    """JSON pointer to the Pod or template."""
    claims: tuple[Mapping[str, object], ...] = ()
    """The volumeClaimTemplates of the template's object."""
    claims_pointer: str = ""
    """JSON pointer to these claim templates."""

    @cached_property
    def spec(self) -> Mapping[str, object]:
        """Return the spec; empty if there is none."""
        return mapping(self.raw.get("spec"))

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """Return all containers, in the order in which they start."""
        return tuple(self._containers())

    def _containers(self) -> Iterator[Container]:
        for raw, at in items(self.spec, f"{self.pointer}/spec", "initContainers"):
            always = has(raw, "restartPolicy") and raw["restartPolicy"] == "Always"
            yield Container(raw, at, Role.SIDECAR if always else Role.STEP)
        for raw, at in items(self.spec, f"{self.pointer}/spec", "containers"):
            yield Container(raw, at, Role.MAIN)
        for raw, at in items(self.spec, f"{self.pointer}/spec", "ephemeralContainers"):
            yield Container(raw, at, Role.EPHEMERAL)

    @cached_property
    def open_ports(self) -> tuple[Port, ...]:
        """Return the ports of the containers that run at the same time."""
        return tuple(port for each in self.containers if each.role is not Role.STEP for port in each.ports)

    @cached_property
    def own_volumes(self) -> tuple[Volume, ...]:
        """Return the volumes of the spec, without claim templates."""
        declared = items(self.spec, f"{self.pointer}/spec", "volumes")
        return tuple(Volume(text(raw.get("name")), raw, at) for raw, at in declared)

    @cached_property
    def claim_volumes(self) -> tuple[Volume, ...]:
        """Return the claim templates: each is a volume of every Pod of the StatefulSet."""
        return tuple(
            Volume(
                text(mapping(raw.get("metadata")).get("name")), raw, f"{self.claims_pointer}/{index}", True
            )
            for index, raw in enumerate(self.claims)
        )

    @cached_property
    def volumes(self) -> dict[str, Volume]:
        """Return every volume by name. A claim template hides a volume of the same name."""
        return {volume.name: volume for volume in (*self.own_volumes, *self.claim_volumes)}

    @cached_property
    def mounts_by_volume(self) -> dict[str, list[tuple[Container, Mount]]]:
        """Return the mounts of each volume, in the order in which the containers start; no block devices."""
        found: dict[str, list[tuple[Container, Mount]]] = {}
        for container in self.containers:
            for mount in container.mounts:
                found.setdefault(mount.volume, []).append((container, mount))
        return found

    @cached_property
    def why_partial(self) -> str:
        """Return the reason to take this for a patch of a Pod; empty if it looks like a whole Pod."""
        if not any(container.role is Role.MAIN for container in self.containers):
            return "it has no containers"
        for container in self.containers:
            if not has(container.raw, "image"):
                return f'container "{container.name}" has no image'
        parts = [self.spec, *(volume.raw for volume in self.own_volumes)]
        for container in self.containers:
            parts += [container.raw, *(mount.raw for mount in container.mounts)]
        directive = next((key for part in parts for key in part if str(key).startswith("$")), "")
        return f'it has the patch directive "{directive}"' if directive else ""

    @cached_property
    def shared_volumes(self) -> tuple[Volume, ...]:
        """Return the volumes that two or more containers mount, and that containers can write."""
        return tuple(
            volume
            for volume in self.volumes.values()
            if len({id(container) for container, _ in self.mounts_by_volume.get(volume.name, ())}) > 1
            and volume.source in _WRITTEN_BY_CONTAINERS
            and not volume.is_read_only
            and not self.dangling_mounts
        )

    @cached_property
    def dangling_mounts(self) -> tuple[tuple[Container, Mount], ...]:
        """Return the mounts whose volume the Pod does not declare."""
        return tuple(
            (container, mount)
            for container in self.containers
            if container.name != _ISTIO_PROXY
            for mount in (*container.mounts, *container.devices)
            if mount.volume not in self.volumes
        )

    @property
    def has_istio_proxy(self) -> bool:
        """Return whether a container is Istio's proxy."""
        return any(container.name == _ISTIO_PROXY for container in self.containers)

    @cached_property
    def labels(self) -> Mapping[str, object]:
        """Return the labels; empty if there are none."""
        return mapping(mapping(self.raw.get("metadata")).get("labels"))
