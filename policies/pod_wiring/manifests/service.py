"""A typed view of a Service, as its manifest states it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.pod import Pod
from pod_wiring.manifests.values import has, items, mapping, text, whole_number

_NAME_OF_REPLICA = "statefulset.kubernetes.io/pod-name"
# A controller, an election or an admission webhook sets these labels on running Pods, so templates lack them.
RUNTIME_LABELS = {
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "kubedb.com/role",
    "pod-template-hash",
    "role",
    "rollouts-pod-template-hash",
    "spilo-role",
    _NAME_OF_REPLICA,
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
}


class ServicePort(NamedTuple):
    """An item of a Service's ports."""

    pointer: str
    """JSON pointer to the field that names the target: targetPort, or port if targetPort is absent or 0."""
    target: str | int | None
    """The Pods' port, as a name or a number; None if it is neither."""
    protocol: str
    """The port's protocol; the default is TCP."""


@dataclass(frozen=True)
class Service:
    """A Service that selects Pods."""

    manifest: Manifest
    """The Service's object."""
    selector: dict[str, str]
    """The labels that a Pod must have: at least one."""

    @cached_property
    def is_headless(self) -> bool:
        """Return whether the Service only publishes the Pods' addresses. Then its target ports are unused."""
        return text(mapping(self.manifest.raw.get("spec")).get("clusterIP")) == "None"

    @property
    def ports(self) -> Iterator[ServicePort]:
        """Return the ports, each with its target."""
        for raw, at in items(self.manifest.raw.get("spec"), f"{self.manifest.pointer}/spec", "ports"):
            target = text(raw.get("targetPort")) or whole_number(raw.get("targetPort"))
            field = "targetPort" if target else "port"
            yield ServicePort(
                f"{at}/{field}", target or whole_number(raw.get("port")), text(raw.get("protocol")) or "TCP"
            )

    def shares_namespace(self, manifest: Manifest) -> bool:
        """Return whether an object can be in the Service's namespace. One without a namespace can."""
        ours, theirs = self.manifest.namespace, manifest.namespace
        return ours is None or theirs is None or ours == theirs

    def may_select_replica_of(self, manifest: Manifest) -> bool:
        """Return whether an object can make the Pod that the selector names, if it names one."""
        named = self.selector.get(_NAME_OF_REPLICA)
        return named is None or named.rpartition("-")[0] == manifest.name

    def agrees(self, pod: Pod) -> bool:
        """Return whether the run-time labels that a Pod already states match the selector."""
        return not any(
            has(pod.labels, key) and pod.labels[key] != value
            for key, value in self.selector.items()
            if key in RUNTIME_LABELS
        )


def services_among(manifests: Iterable[Manifest]) -> Iterator[Service]:
    """Yield the Services that select Pods: not those of type ExternalName, or without a selector."""
    for manifest in manifests:
        if manifest.kind == "Service" and manifest.group == "":
            spec = mapping(manifest.raw.get("spec"))
            written = mapping(spec.get("selector")).items()
            selector = {key: value for key, value in written if isinstance(value, str)}
            if selector and spec.get("type") != "ExternalName":
                yield Service(manifest, selector)
