"""All objects of one program, and the Pods among them by what a Service looks for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.pod import Pod, Port
from pod_wiring.manifests.service import RUNTIME_LABELS, Service, ServicePort, services_among
from pod_wiring.manifests.values import has


class OwnedPod(NamedTuple):
    """A Pod or a template, and the object that it is or that makes it."""

    owner: Manifest
    """The object."""
    pod: Pod
    """The Pod or template."""


class Target(NamedTuple):
    """A port of a Service, and the Pods in which it targets one."""

    service: Service
    """The Service."""
    port: ServicePort
    """The port."""
    pods: Sequence[Pod]
    """The Pods that it selects; never empty, and each is whole."""

    @property
    def stated(self) -> list[Port]:
        """The ports that the Pods' containers state."""
        return [port for pod in self.pods for port in pod.open_ports]


@dataclass(frozen=True)
class Program:
    """The objects that one program makes, or that were checked together."""

    manifests: Sequence[Manifest]
    """The objects."""
    _places: dict[str, Mapping[object, set[int]]] = field(init=False, default_factory=dict)
    _selected: dict[tuple[int, frozenset[str]], list[OwnedPod]] = field(init=False, default_factory=dict)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The Services that select Pods."""
        return tuple(services_among(self.manifests))

    @cached_property
    def pods(self) -> tuple[OwnedPod, ...]:
        """Every Pod and template."""
        return tuple(OwnedPod(manifest, pod) for manifest in self.manifests for pod in manifest.pods)

    @cached_property
    def pods_by_file(self) -> Mapping[str, list[OwnedPod]]:
        """The Pods by the file they were read from."""
        found: dict[str, list[OwnedPod]] = defaultdict(list)
        for each in self.pods:
            found[each.owner.file].append(each)
        return found

    @cached_property
    def pods_by_name(self) -> Mapping[str, list[OwnedPod]]:
        """The Pods by the name of their object."""
        found: dict[str, list[OwnedPod]] = defaultdict(list)
        for each in self.pods:
            found[each.owner.name].append(each)
        return found

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """What the Services target in the Pods they select, where that can be judged: no Pod is a patch.

        A headless Service targets nothing: nobody connects through it.
        """
        selected = [
            (service, [pod for _, pod in self.selected_by(service)])
            for service in self.services
            if not service.is_headless
        ]
        return tuple(
            Target(service, port, pods)
            for service, pods in selected
            if pods and not any(pod.why_partial for pod in pods)
            for port in service.ports
        )

    def selected_by(self, service: Service, but_for: frozenset[str] = frozenset()) -> list[OwnedPod]:
        """Give the Pods that a Service selects, as far as labels go that are there before a Pod runs.

        Args:
            service: The Service.
            but_for: The labels, by their keys, that are not asked for.
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
        """The keys of all labels of the Pods."""
        return frozenset(key for _, pod in self.pods for key in pod.labels)

    def places_by_value(self, key: str) -> Mapping[object, set[int]]:
        """Give the places, in `pods`, of the Pods with a label, by its value; no other label is read."""
        if key not in self._places:
            found: dict[object, set[int]] = defaultdict(set)
            for place, (_, pod) in enumerate(self.pods):
                if has(pod.labels, key):
                    value = pod.labels[key]
                    found[value if isinstance(value, str) else None].add(place)
            self._places[key] = found
        return self._places[key]
