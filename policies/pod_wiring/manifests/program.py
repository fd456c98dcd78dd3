"""All objects of one program, with an index of their Pods by label, for the rules about Services."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.pod import Pod, Port
from pod_wiring.manifests.service import RUNTIME_LABELS, Service, ServicePort, services_among
from pod_wiring.manifests.values import has


class OwnedPod(NamedTuple):
    """A Pod or a Pod template, with its object."""

    owner: Manifest
    """The Pod's own object, or the workload that has the template."""
    pod: Pod
    """The Pod or the template."""


class Target(NamedTuple):
    """A port of a Service, with the Pods that the Service selects."""

    service: Service
    """The Service."""
    port: ServicePort
    """The port."""
    pods: Sequence[Pod]
    """The selected Pods: at least one, and none of them a patch."""
    patches: Sequence[Pod]
    """The patches of these Pods, which can add ports."""

    @property
    def stated(self) -> list[Port]:
        """Return the ports that the Pods' containers state."""
        return [port for pod in (*self.pods, *self.patches) for port in pod.open_ports]


@dataclass(frozen=True)
class Program:
    """The objects of one Pulumi program, or of the files that are checked together."""

    manifests: Sequence[Manifest]
    """The objects."""
    _places: dict[str, Mapping[object, set[int]]] = field(init=False, default_factory=dict)
    _selected: dict[tuple[int, frozenset[str]], list[OwnedPod]] = field(init=False, default_factory=dict)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Return the Services that select Pods."""
        return tuple(services_among(self.manifests))

    @cached_property
    def pods(self) -> tuple[OwnedPod, ...]:
        """Return every Pod and Pod template."""
        return tuple(OwnedPod(manifest, pod) for manifest in self.manifests for pod in manifest.pods)

    @cached_property
    def pods_by_file(self) -> Mapping[str, list[OwnedPod]]:
        """Return the Pods by the file of their object."""
        found: dict[str, list[OwnedPod]] = defaultdict(list)
        for each in self.pods:
            found[each.owner.file].append(each)
        return found

    @cached_property
    def pods_by_name(self) -> Mapping[str, list[OwnedPod]]:
        """Return the Pods by the name of their object."""
        found: dict[str, list[OwnedPod]] = defaultdict(list)
        for each in self.pods:
            found[each.owner.name].append(each)
        return found

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Return each Service port with the selected Pods, unless one of these is a patch.

        Headless Services are left out: clients connect to their Pods directly.
        """
        return tuple(
            target
            for service in self.services
            if not service.is_headless
            for target in self._targets(service)
        )

    def _targets(self, service: Service) -> Iterator[Target]:
        selected = [each for each in self.selected_by(service) if service.may_select_replica_of(each.owner)]
        pods = [pod for _, pod in selected]
        if not pods or any(pod.why_partial for pod in pods):
            return
        patches = [
            patch
            for kind, name in dict.fromkeys((owner.kind, owner.name) for owner, _ in selected)
            for patch in self.patches.get((kind, name), ())
        ]
        for port in service.ports:
            yield Target(service, port, pods, patches)

    @cached_property
    def patches(self) -> Mapping[tuple[str, str], list[Pod]]:
        """Return the patches of Pods by the kind and the name of the object that they patch."""
        found: dict[tuple[str, str], list[Pod]] = defaultdict(list)
        for owner, pod in self.pods:
            if pod.why_partial:
                found[owner.kind, owner.name].append(pod)
        return found

    def selected_by(self, service: Service, but_for: frozenset[str] = frozenset()) -> list[OwnedPod]:
        """Return the Pods that a Service selects, by the labels that a Pod has before it runs.

        Args:
            service: The Service.
            but_for: The keys of labels in the selector that are not compared.
        """
        asked = id(service), but_for
        if asked not in self._selected:
            self._selected[asked] = self._select(service, but_for)
        return self._selected[asked]

    def _select(self, service: Service, but_for: frozenset[str]) -> list[OwnedPod]:
        places = [
            self.places_by_value(key).get(value, set[int]())
            for key, value in service.selector.items()
            if key not in RUNTIME_LABELS and key not in but_for
        ]
        candidates = places[0].intersection(*places[1:]) if places else set(range(len(self.pods)))
        pods = [self.pods[place] for place in sorted(candidates)]
        if RUNTIME_LABELS & service.selector.keys():
            pods = [each for each in pods if service.agrees(each.pod)]
        namespace = service.manifest.namespace
        return pods if namespace is None else [each for each in pods if service.shares_namespace(each.owner)]

    @cached_property
    def label_keys(self) -> frozenset[str]:
        """Return the keys of all labels of the Pods."""
        return frozenset(key for _, pod in self.pods for key in pod.labels)

    def places_by_value(self, key: str) -> Mapping[object, set[int]]:
        """Return the indices in `pods` of the Pods with a label, by its value. No other label is read."""
        if key not in self._places:
            found: dict[object, set[int]] = defaultdict(set)
            for place, (_, pod) in enumerate(self.pods):
                if has(pod.labels, key):
                    value = pod.labels[key]
                    found[value if isinstance(value, str) else None].add(place)
            self._places[key] = found
        return self._places[key]
