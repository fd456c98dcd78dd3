"""The way from objects to their diagram."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from pod_deploy.shown.graph.connections import (
    ANYONE,
    Policy,
    Service,
    Target,
    policies_in,
    services_in,
)
from pod_deploy.shown.graph.diagram import Arrow, Box, Diagram, Key, Look
from pod_deploy.shown.graph.volumes import Volume
from pod_deploy.shown.graph.workloads import Container, Mount, Role, Workload, workloads_in
from pod_deploy.stack.manifests import Manifest


def diagram_of(objects: Sequence[Manifest], *, with_images: bool = True) -> Diagram:
    """Return the diagram of the workloads among objects, with the Services and NetworkPolicies for them.

    Args:
        objects: The objects, as manifests or as a cluster returns them.
        with_images: Whether each container shows the name of its image, which is no part of the wiring.
    """
    services, policies = services_in(objects), policies_in(objects)
    boxes: dict[Key, Box] = {}
    arrows: dict[Key, Arrow] = {}
    for workload in workloads_in(objects):
        drawn = _Drawn(workload, with_images=with_images)
        for part in (*drawn.inside(), *drawn.clients(policies, services), *drawn.services(services)):
            _add(part, boxes, arrows)
    for service in services:
        _add(_service_box(service), boxes, arrows)
    return Diagram(tuple(boxes.values()), tuple(arrows.values()))


def _add(part: Box | Arrow, boxes: dict[Key, Box], arrows: dict[Key, Arrow]) -> None:
    """Add a box once; join the texts of arrows with one key."""
    if isinstance(part, Box):
        boxes.setdefault(part.key, part)
    elif part.key in arrows:
        before = arrows[part.key]
        lines = dict.fromkeys((*before.lines, *part.lines))
        arrows[part.key] = Arrow(part.start, part.end, part.look, tuple(lines))
    else:
        arrows[part.key] = part


class _Drawn:
    """A workload's Pod as boxes, and the arrows to it."""

    def __init__(self, workload: Workload, *, with_images: bool) -> None:
        self.workload = workload
        self.with_images = with_images
        self.key: Key = ("Pod", workload.namespace, workload.kind, workload.name)
        self.containers = _with_keys(workload.containers, self.key)
        self.volumes = {volume.name: volume for volume in workload.volumes}
        self.mounts: dict[str, list[tuple[Key, Mount]]] = {}
        for key, container in self.containers:
            for mount in container.mounts:
                self.mounts.setdefault(mount.volume, []).append((key, mount))

    def inside(self) -> Iterator[Box | Arrow]:
        """Yield the Pod, its containers and volumes, and the arrows of its mounts."""
        workload = self.workload
        where = f" in {workload.namespace}" if workload.namespace else ""
        title = (f"{workload.kind} {workload.name}{where}", workload.count)
        yield Box(self.key, Look.POD, tuple(filter(None, title)))
        steps = 0
        for key, container in self.containers:
            steps += container.role is Role.INIT
            yield Box(key, Look(container.role), self._container_lines(container, steps), self.key)
        for volume in workload.volumes:
            if not self._is_scratch(volume):
                yield self._volume_box(volume)
        for key, container in self.containers:
            yield from self._mounts(key, container)

    def _container_lines(self, container: Container, steps: int) -> tuple[str, ...]:
        role = f"{container.role} {steps}" if container.role is Role.INIT else str(container.role)
        if self.with_images and container.image:
            role += f" · {container.image}"
        ports = [f"port {port}" + (f" ({port.name})" if port.name else "") for port in container.ports]
        scratch = [
            f"scratch {mount.place}"
            for mount in container.mounts
            if mount.volume in self.volumes and self._is_scratch(self.volumes[mount.volume])
        ]
        return (container.name, role, *ports, *scratch)

    def _is_scratch(self, volume: Volume) -> bool:
        """Return whether one container alone has the volume, and writes it."""
        mounts = self.mounts.get(volume.name, ())
        containers = {key for key, _ in mounts}
        return volume.of_the_pod and len(containers) == 1 and not any(mount.read_only for _, mount in mounts)

    def _volume_box(self, volume: Volume) -> Box:
        key = self._volume_key(volume)
        if volume.claim:
            return Box(key, Look.VOLUME, (volume.claim, "claim"))
        return Box(key, Look.VOLUME, (volume.name, volume.source), self.key)

    def _volume_key(self, volume: Volume) -> Key:
        if volume.claim:
            return ("claim", self.workload.namespace, volume.claim)
        return (*self.key, "volume", volume.name)

    def _mounts(self, key: Key, container: Container) -> Iterator[Box | Arrow]:
        for mount in container.mounts:
            volume = self.volumes.get(mount.volume)
            if volume is None:
                volume = Volume(mount.volume, "no such volume")
                yield self._volume_box(volume)
            if self._is_scratch(volume):
                continue
            box = self._volume_key(volume)
            if mount.read_only or volume.read_only:
                yield Arrow(box, key, Look.READS, (mount.place,))
            else:
                yield Arrow(key, box, Look.WRITES, (mount.place,))

    def services(self, services: Sequence[Service]) -> Iterator[Box | Arrow]:
        """Yield the Services that select the Pod, and their arrows to its containers."""
        for service in services:
            if service.selects(self.workload.namespace, self.workload.labels):
                box = _service_box(service)
                yield box
                for target in service.targets:
                    end, port = self._target(target)
                    shown = target.shown if target.shown == port else f"{target.shown} → {port}"
                    of_node = (f"node port {target.node_port}",) if target.node_port else ()
                    yield Arrow(box.key, end, Look.CONNECTS, (shown, *of_node))

    def clients(self, policies: Sequence[Policy], services: Sequence[Service]) -> Iterator[Box | Arrow]:
        """Yield the clients that may connect to the Pod, with their arrows to its containers."""
        selecting = [each for each in policies if each.selects(self.workload.namespace, self.workload.labels)]
        for policy in selecting:
            yield from self._admitted(policy)
        if not selecting and self._serves(services):
            yield from self._client((ANYONE, "no NetworkPolicy"), {key: [] for key in self._with_ports()})

    def _serves(self, services: Sequence[Service]) -> bool:
        workload = self.workload
        return bool(self._with_ports()) or any(
            each.selects(workload.namespace, workload.labels) for each in services
        )

    def _with_ports(self) -> list[Key]:
        return [
            key for key, container in self.containers if container.ports and container.role is not Role.INIT
        ]

    def _admitted(self, policy: Policy) -> Iterator[Box | Arrow]:
        by = f"NetworkPolicy {policy.name}"
        ends: dict[str, dict[Key, list[str]]] = {}
        for rule in policy.rules:
            for client, target in itertools.product(rule.clients, rule.targets):
                end, port = self._target(target)
                ends.setdefault(client, {}).setdefault(end, []).append(port)
        for client, ports in ends.items():
            yield from self._client((client, by), ports)
        if not policy.rules:
            key = (*self.key, "client", "nobody", by)
            yield Box(key, Look.CLIENT, ("nobody", by))
            yield Arrow(key, self.key, Look.REFUSED, ())

    def _client(self, lines: tuple[str, str], ends: Mapping[Key, list[str]]) -> Iterator[Box | Arrow]:
        """Yield a client with its arrows, which name ports only where the container has others too."""
        key = (*self.key, "client", *lines)
        yield Box(key, Look.CLIENT, lines)
        stated = {end: {str(port) for port in container.ports} for end, container in self.containers}
        for end, ports in (ends or {self.key: []}).items():
            yield Arrow(key, end, Look.CONNECTS, () if stated.get(end) == set(ports) else tuple(ports))

    def _target(self, target: Target) -> tuple[Key, str]:
        """Return the container that opens a port, or else the Pod, and the port's number."""
        for key, container in self.containers:
            for port in container.ports if container.role is not Role.INIT else ():
                if target.port in (port.number, port.name) and target.protocol == port.protocol:
                    return key, str(port)
        suffix = f"/{target.protocol}" if target.protocol not in ("", "TCP") else ""
        return self.key, f"{target.port}{suffix}" if target.port else "every port"


def _service_box(service: Service) -> Box:
    lines = (f"Service {service.name}", service.kind)
    return Box(("Service", service.namespace, service.name), Look.SERVICE, tuple(filter(None, lines)))


def _with_keys(containers: Sequence[Container], pod: Key) -> list[tuple[Key, Container]]:
    """Return the containers with a key each; two of one name are a mistake, but both are drawn."""
    found: dict[Key, Container] = {}
    for container in containers:
        key = (*pod, "container", container.name)
        while key in found:
            key = (*key, "again")
        found[key] = container
    return list(found.items())
