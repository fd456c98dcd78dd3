"""A typed view of a Pod template as written: who mounts what, how and where. It reads only what is asked.

The views are made by the thousand and hold nothing but what they read. They are not frozen: that costs time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from posixpath import normpath

from pod_wiring.manifests.values import has, items, mapping, text, whole_number

# Istio's injector completes this container: it declares the volumes that it mounts, and decides its ports.
_ISTIO_PROXY = "istio-proxy"
_WRITTEN_BY_CONTAINERS = {"emptyDir", "persistentVolumeClaim", "ephemeral"}


class Role(StrEnum):
    """What a container is in its Pod."""

    STEP = "init container"
    """An init container that runs to completion before the next container starts."""
    SIDECAR = "native sidecar"
    """An init container with restartPolicy Always: started in its turn, then runs beside all that follow."""
    MAIN = "container"
    """One of `containers`."""
    EPHEMERAL = "ephemeral container"
    """One added to a running Pod, to look into it."""


@dataclass(eq=False)
class Mount:
    """One entry of a container's volumeMounts, or of its volumeDevices."""

    raw: Mapping[str, object]
    """The entry as written."""
    pointer: str
    """JSON pointer to the entry."""
    path_field: str
    """The field that holds the path in the container: mountPath or devicePath."""

    @cached_property
    def volume(self) -> str:
        """Name of the volume it mounts; empty if it names none."""
        return text(self.raw.get("name"))

    @cached_property
    def path(self) -> str:
        """Where it is mounted, normalised (/html/ and //html are /html); empty if it does not say."""
        path = text(self.raw.get(self.path_field))
        return "/" + normpath(path).lstrip("/") if path.startswith("/") else path

    @cached_property
    def read_only(self) -> bool:
        """Tell whether the container may only read it."""
        return self.raw.get("readOnly") is True

    @cached_property
    def sub_path(self) -> str | None:
        """The folder of the volume that it mounts: empty for all of it, None if only the kubelet can tell."""
        if has(self.raw, "subPathExpr"):
            return None
        path = normpath(text(self.raw.get("subPath")) or ".").strip("/")
        return "" if path == "." else path

    def meets(self, other: "Mount") -> bool:
        """Tell whether the folders that two mounts of one volume show can hold one another."""
        if self.sub_path is None or other.sub_path is None:
            return True
        one, another = f"{self.sub_path}/".lstrip("/"), f"{other.sub_path}/".lstrip("/")
        return one.startswith(another) or another.startswith(one)


@dataclass(eq=False)
class Port:
    """One entry of a container's ports."""

    raw: Mapping[str, object]
    """The entry as written."""
    pointer: str
    """JSON pointer to the entry."""

    @cached_property
    def number(self) -> int | None:
        """The port's number, or None if that is no number."""
        return whole_number(self.raw.get("containerPort"))

    @cached_property
    def name(self) -> str:
        """The port's name; empty if it has none."""
        return text(self.raw.get("name"))

    @cached_property
    def protocol(self) -> str:
        """The port's protocol; TCP is the default."""
        return text(self.raw.get("protocol")) or "TCP"


@dataclass(eq=False)
class Container:
    """One container of a Pod, of any role."""

    raw: Mapping[str, object]
    """The container as written."""
    pointer: str
    """JSON pointer to the container."""
    role: Role
    """What it is in its Pod."""

    @cached_property
    def name(self) -> str:
        """Its name; empty if it has none."""
        return text(self.raw.get("name"))

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """Its volumeMounts."""
        return tuple(Mount(raw, at, "mountPath") for raw, at in items(self.raw, self.pointer, "volumeMounts"))

    @cached_property
    def devices(self) -> tuple[Mount, ...]:
        """Its volumeDevices: claims used as raw blocks."""
        return tuple(
            Mount(raw, at, "devicePath") for raw, at in items(self.raw, self.pointer, "volumeDevices")
        )

    @cached_property
    def ports(self) -> tuple[Port, ...]:
        """Its ports."""
        return tuple(Port(raw, at) for raw, at in items(self.raw, self.pointer, "ports"))


@dataclass(eq=False)
class Volume:
    """One entry of a Pod's volumes, or a claim template of its StatefulSet."""

    name: str
    """Its name; empty if it has none."""
    raw: Mapping[str, object]
    """The entry as written."""
    pointer: str
    """JSON pointer to the entry."""
    is_claim_template: bool = False
    """Whether it is one of volumeClaimTemplates."""

    @cached_property
    def source(self) -> str:
        """The field that says where its data lives, as emptyDir or configMap. None written means emptyDir."""
        if self.is_claim_template:
            return "persistentVolumeClaim"
        return next((field for field in self.raw if field != "name"), "emptyDir")

    @property
    def name_pointer(self) -> str:
        """JSON pointer to its name."""
        return f"{self.pointer}/metadata/name" if self.is_claim_template else f"{self.pointer}/name"

    @property
    def is_read_only(self) -> bool:
        """Tell whether it is a claim that no container may write, whatever its mounts say."""
        claim = self.raw.get("persistentVolumeClaim") if self.source == "persistentVolumeClaim" else None
        return mapping(claim).get("readOnly") is True

    @property
    def is_empty_dir(self) -> bool:
        """Tell whether it starts empty with each Pod."""
        return self.source == "emptyDir"


@dataclass(eq=False)
class Pod:
    """A Pod, or the template of one."""

    raw: Mapping[str, object]
    """The Pod or template as written: metadata and spec."""
    pointer: str
    """JSON pointer to it."""
    claims: tuple[Mapping[str, object], ...] = ()
    """The volumeClaimTemplates of the object it is the template of."""
    claims_pointer: str = ""
    """JSON pointer to those claim templates."""

    @cached_property
    def spec(self) -> Mapping[str, object]:
        """Its spec, or nothing."""
        return mapping(self.raw.get("spec"))

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """All its containers, in the order in which they start."""
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
        """The ports that its containers open while it runs."""
        return tuple(port for each in self.containers if each.role is not Role.STEP for port in each.ports)

    @cached_property
    def own_volumes(self) -> tuple[Volume, ...]:
        """Its volumes as declared, without claim templates."""
        declared = items(self.spec, f"{self.pointer}/spec", "volumes")
        return tuple(Volume(text(raw.get("name")), raw, at) for raw, at in declared)

    @cached_property
    def claim_volumes(self) -> tuple[Volume, ...]:
        """The claim templates, each of which is a volume of every Pod."""
        return tuple(
            Volume(
                text(mapping(raw.get("metadata")).get("name")), raw, f"{self.claims_pointer}/{index}", True
            )
            for index, raw in enumerate(self.claims)
        )

    @cached_property
    def volumes(self) -> dict[str, Volume]:
        """Every volume that can be mounted, by name; a claim template hides a volume of its name."""
        return {volume.name: volume for volume in (*self.own_volumes, *self.claim_volumes)}

    @cached_property
    def mounts_by_volume(self) -> dict[str, list[tuple[Container, Mount]]]:
        """Who mounts each volume, in the order in which the containers start; without block devices."""
        found: dict[str, list[tuple[Container, Mount]]] = {}
        for container in self.containers:
            for mount in container.mounts:
                found.setdefault(mount.volume, []).append((container, mount))
        return found

    @cached_property
    def why_partial(self) -> str:
        """Why this looks like a patch of a Pod rather than a whole one; empty if it is whole."""
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
        """The volumes that containers write for one another: each mounted by two containers or more."""
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
        """The mounts that name no volume: what each was meant to do to which volume, nobody can tell."""
        return tuple(
            (container, mount)
            for container in self.containers
            if container.name != _ISTIO_PROXY
            for mount in (*container.mounts, *container.devices)
            if mount.volume not in self.volumes
        )

    @property
    def has_istio_proxy(self) -> bool:
        """Tell whether one of its containers is Istio's proxy."""
        return any(container.name == _ISTIO_PROXY for container in self.containers)

    @cached_property
    def labels(self) -> Mapping[str, object]:
        """Its labels, or nothing."""
        return mapping(mapping(self.raw.get("metadata")).get("labels"))
