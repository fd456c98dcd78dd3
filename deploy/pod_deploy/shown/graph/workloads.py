"""The workloads among objects: their Pods' containers with mounts and ports, and how many Pods there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pod_deploy.shown.graph.fields import mapping, mappings, name_of, namespace_of, sequence, text
from pod_deploy.shown.graph.volumes import Volume, volumes_in
from pod_deploy.stack.manifests import Manifest

_TEMPLATES = (("spec", "jobTemplate", "spec", "template"), ("spec", "template"), ("template",))


class Role(StrEnum):
    """The role of a container in its Pod."""

    INIT = "init"
    SIDECAR = "sidecar"
    MAIN = "main"
    DEBUG = "debug"


@dataclass(frozen=True)
class Mount:
    """A place of a volume in a container."""

    volume: str
    """Name of the volume."""
    place: str
    """The path in the container, and the folder of the volume if it is not all of it."""
    read_only: bool
    """Whether the mount itself is read-only."""


@dataclass(frozen=True)
class Port:
    """A port that a container opens."""

    number: str
    """Its number."""
    name: str
    """Its name; may be empty."""
    protocol: str
    """Such as `TCP`."""

    def __str__(self) -> str:
        """Return `8080`, or `53/UDP`."""
        return self.number if self.protocol == "TCP" else f"{self.number}/{self.protocol}"


@dataclass(frozen=True)
class Container:
    """A container of a Pod."""

    name: str
    """Its name."""
    role: Role
    """When it runs."""
    image: str
    """Name of the image without its registry, folder, tag and digest."""
    mounts: tuple[Mount, ...]
    """The places of the Pod's volumes in it."""
    ports: tuple[Port, ...]
    """The ports that it states."""


@dataclass(frozen=True)
class Workload:
    """An object that is a Pod, or makes Pods."""

    kind: str
    """Such as `Deployment`."""
    namespace: str
    """Its namespace; empty for `default`."""
    name: str
    """Its name."""
    count: str
    """How many Pods it makes, such as `3 Pods`; empty for a Pod."""
    labels: Mapping[str, object]
    """The labels of its Pods."""
    containers: tuple[Container, ...]
    """In the order in which they start."""
    volumes: tuple[Volume, ...]
    """The volumes of its Pods."""


def workloads_in(objects: Sequence[Manifest]) -> list[Workload]:
    """Return the workloads among objects, without those that another of the objects controls."""
    controllers = {(text(each, "kind"), name_of(each)) for each in objects}
    ranges = _autoscaled(objects)
    found: list[Workload] = []
    for manifest in objects:
        pod = _pod_in(manifest)
        owners = mappings(manifest, "metadata", "ownerReferences")
        owned = any((text(each, "kind"), text(each, "name")) in controllers for each in owners)
        if pod and not owned:
            found.append(_workload(manifest, pod, ranges))
    return found


def _pod_in(manifest: Manifest) -> Mapping[str, object]:
    """Return the Pod or the Pod template of an object; empty if it has none."""
    if text(manifest, "kind") == "Pod":
        return manifest
    templates = (mapping(manifest, *path) for path in _TEMPLATES)
    return next((each for each in templates if sequence(each, "spec", "containers")), mapping(None))


def _workload(manifest: Manifest, pod: Mapping[str, object], ranges: "Mapping[_Key, str]") -> Workload:
    kind, namespace, name = text(manifest, "kind"), namespace_of(manifest), name_of(manifest)
    spec = mapping(pod, "spec")
    return Workload(
        kind=kind,
        namespace=namespace,
        name=name,
        count=ranges.get((kind, namespace, name)) or _count(manifest),
        labels=mapping(pod, "metadata", "labels"),
        containers=tuple(_containers(spec)),
        volumes=tuple(volumes_in(spec, mappings(manifest, "spec", "volumeClaimTemplates"))),
    )


_Key = tuple[str, str, str]


def _autoscaled(objects: Sequence[Manifest]) -> dict[_Key, str]:
    """Return the numbers of Pods between which an autoscaler chooses, by kind, namespace and name."""
    ranges: dict[_Key, str] = {}
    for each in objects:
        if text(each, "kind") == "HorizontalPodAutoscaler":
            target, spec = mapping(each, "spec", "scaleTargetRef"), mapping(each, "spec")
            key = (text(target, "kind"), namespace_of(each), text(target, "name"))
            least, most = (text(spec, f"{bound}Replicas") for bound in ("min", "max"))
            ranges[key] = f"{least or 1} to {most} Pods"
    return ranges


def _count(manifest: Manifest) -> str:
    spec = mapping(manifest, "spec")
    match text(manifest, "kind"):
        case "Pod" | "PodTemplate":
            return ""
        case "DaemonSet":
            return "1 Pod on each node"
        case "CronJob":
            return f"{_job(mapping(spec, 'jobTemplate', 'spec'))} at {text(spec, 'schedule')}"
        case "Job":
            return _job(spec)
        case _:
            return _pods(text(spec, "replicas") or "1")


def _job(spec: Mapping[str, object]) -> str:
    at_once = text(spec, "parallelism") or "1"
    count = text(spec, "completions") or at_once
    return _pods(count) + (f", {at_once} at once" if at_once not in ("1", count) else "")


def _pods(count: str) -> str:
    return "1 Pod" if count == "1" else f"{count} Pods"


def _containers(spec: Mapping[str, object]) -> list[Container]:
    found = [
        _container(raw, Role.SIDECAR if raw.get("restartPolicy") == "Always" else Role.INIT)
        for raw in mappings(spec, "initContainers")
    ]
    found += [_container(raw, Role.MAIN) for raw in mappings(spec, "containers")]
    return found + [_container(raw, Role.DEBUG) for raw in mappings(spec, "ephemeralContainers")]


def _container(raw: Mapping[str, object], role: Role) -> Container:
    mounts = [_mount(each, "mountPath") for each in mappings(raw, "volumeMounts")]
    mounts += [_mount(each, "devicePath") for each in mappings(raw, "volumeDevices")]
    ports = [
        Port(text(each, "containerPort"), text(each, "name"), text(each, "protocol") or "TCP")
        for each in mappings(raw, "ports")
    ]
    image = text(raw, "image").partition("@")[0].rpartition("/")[2].partition(":")[0]
    return Container(text(raw, "name"), role, image, tuple(mounts), tuple(ports))


def _mount(raw: Mapping[str, object], path_field: str) -> Mount:
    path, folder = text(raw, path_field), text(raw, "subPath") or text(raw, "subPathExpr")
    # A file of a volume, such as a ConfigMap's key, mostly keeps its name.
    told = path.endswith(f"/{folder}")
    place = f"{path} (its {folder})" if folder and not told else path
    return Mount(text(raw, "name"), place, raw.get("readOnly") is True)
