"""A typed view of a Service as written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.pod import Pod
from pod_wiring.manifests.values import has, items, mapping, text, whole_number

# Labels that a controller, an election or admission sets on Pods when they run: no template need have them.
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
    "statefulset.kubernetes.io/pod-name",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
}


class ServicePort(NamedTuple):
    """One entry of a Service's ports."""

    pointer: str
    """JSON pointer to the field that names the target: targetPort, or port where that is absent or 0."""
    target: str | int | None
    """The port of the Pods, by name or number; None if it is neither."""
    protocol: str
    """The port's protocol; TCP is the default."""


@dataclass(frozen=True)
class Service:
    """A Service that selects Pods."""

    manifest: Manifest
    """The object as written."""
    selector: dict[str, str]
    """The labels a Pod must have; never empty."""

    @cached_property
    def is_headless(self) -> bool:
        """Tell whether it only publishes the Pods' addresses, so that its target ports are never used."""
        return text(mapping(self.manifest.raw.get("spec")).get("clusterIP")) == "None"

    @property
    def ports(self) -> Iterator[ServicePort]:
        """Its ports, with what each targets."""
        for raw, at in items(self.manifest.raw.get("spec"), f"{self.manifest.pointer}/spec", "ports"):
            target = text(raw.get("targetPort")) or whole_number(raw.get("targetPort"))
            field = "targetPort" if target else "port"
            yield ServicePort(
                f"{at}/{field}", target or whole_number(raw.get("port")), text(raw.get("protocol")) or "TCP"
            )

    def shares_namespace(self, manifest: Manifest) -> bool:
        """Tell whether an object can be in its namespace; one that names none can be in any."""
        ours, theirs = self.manifest.namespace, manifest.namespace
        return ours is None or theirs is None or ours == theirs

    def agrees(self, pod: Pod) -> bool:
        """Tell whether a Pod that has a label which most only have when they run has the one asked for."""
        return not any(
            has(pod.labels, key) and pod.labels[key] != value
            for key, value in self.selector.items()
            if key in RUNTIME_LABELS
        )


def services_among(manifests: Iterable[Manifest]) -> Iterator[Service]:
    """Yield the Services that select Pods: not ExternalName, nor those without selector."""
    for manifest in manifests:
        if manifest.kind == "Service" and manifest.group == "":
            spec = mapping(manifest.raw.get("spec"))
            written = mapping(spec.get("selector")).items()
            selector = {key: value for key, value in written if isinstance(value, str)}
            if selector and spec.get("type") != "ExternalName":
                yield Service(manifest, selector)
