"""One Kubernetes object, as its manifest states it, and the Pod templates in it.

A check makes thousands of these views. They are not frozen dataclasses, because those are slower to make.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pod_wiring.manifests.pod import Pod
from pod_wiring.manifests.values import has, items, mapping, sequence, text

# The path of the Pod template in each kind of Kubernetes.
POD_TEMPLATES = {
    "CronJob": "spec/jobTemplate/spec/template",
    "DaemonSet": "spec/template",
    "Deployment": "spec/template",
    "Job": "spec/template",
    "Pod": "",
    "PodTemplate": "template",
    "ReplicaSet": "spec/template",
    "ReplicationController": "spec/template",
    "StatefulSet": "spec/template",
}
# The paths of Pod templates in custom resources; `*` is each item of a list or each value of a map.
CUSTOM_POD_TEMPLATES = (
    "spec/template",  # Argo Rollout, OpenKruise CloneSet, Knative Service and most others
    "spec/jobTemplate/spec/template",  # OpenKruise AdvancedCronJob
    "spec/jobTargetRef/template",  # KEDA ScaledJob
    "spec/podTemplate",  # many operators
    "spec/workload/spec/template",  # OpenKruise UnitedDeployment and the like
    "spec/template/spec/template",  # Agones Fleet
    "spec/replicatedJobs/*/template/spec/template",  # JobSet
    "spec/tasks/*/template",  # Volcano Job
    "spec/headGroupSpec/template",  # RayCluster
    "spec/workerGroupSpecs/*/template",  # RayCluster
    "spec/leaderWorkerTemplate/leaderTemplate",  # LeaderWorkerSet
    "spec/leaderWorkerTemplate/workerTemplate",  # LeaderWorkerSet
    "spec/pytorchReplicaSpecs/*/template",  # Kubeflow training operator
    "spec/tfReplicaSpecs/*/template",  # Kubeflow training operator
    "spec/mpiReplicaSpecs/*/template",  # Kubeflow training operator
)
_PATHS = {kind: [path.split("/") if path else []] for kind, path in POD_TEMPLATES.items()}
_CUSTOM_PATHS = [path.split("/") for path in CUSTOM_POD_TEMPLATES]
# The API groups with a dot that belong to Kubernetes, or to its extensions that make no Pods.
_KUBERNETES_GROUPS = {
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling.k8s.io",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "gateway.networking.k8s.io",
    "kustomize.config.k8s.io",
    "metrics.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy.networking.k8s.io",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "secrets-store.csi.x-k8s.io",
    "snapshot.storage.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
}
_DEEPEST_LIST = 8


@dataclass(eq=False)
class Manifest:
    """One object: a document, or an item of a document of kind List."""

    raw: Mapping[str, object]
    """The object, as plain values."""
    pointer: str = ""
    """JSON pointer from the document to the object; empty unless the object is an item of a List."""
    file: str = ""
    """Name of the object's file; empty if it was not read from a file."""
    document: int = 0
    """Number of the object's document in the file, from 0."""

    def __str__(self) -> str:
        """Return kind and name, with the namespace if the object states one: Pod default/mc1."""
        name = self.name or "(unnamed)"
        return f"{self.kind} {self.namespace}/{name}" if self.namespace else f"{self.kind} {name}"

    @cached_property
    def kind(self) -> str:
        """Return the kind; empty if there is none."""
        return text(self.raw.get("kind"))

    @cached_property
    def group(self) -> str:
        """Return the API group; empty for the core group, as of Pod and Service."""
        group, slash, _version = text(self.raw.get("apiVersion")).partition("/")
        return group if slash else ""

    @property
    def is_of_kubernetes(self) -> bool:
        """Return whether the API group belongs to Kubernetes, so the object is no custom resource."""
        return "." not in self.group or self.group in _KUBERNETES_GROUPS

    @cached_property
    def metadata(self) -> Mapping[str, object]:
        """Return the metadata; empty if there is none."""
        return mapping(self.raw.get("metadata"))

    @cached_property
    def name(self) -> str:
        """Return the name, or else the prefix that the API server completes (generateName)."""
        return text(self.metadata.get("name")) or text(self.metadata.get("generateName"))

    @cached_property
    def namespace(self) -> str | None:
        """Return the namespace; None if the object states none."""
        return text(self.metadata.get("namespace")) or None

    @cached_property
    def pods(self) -> tuple[Pod, ...]:
        """Return the Pod itself, or the Pod templates in the object."""
        return tuple(self._pods())

    def _pods(self) -> Iterator[Pod]:
        paths = _PATHS.get(self.kind, []) if self.is_of_kubernetes else _CUSTOM_PATHS
        templates = [found for path in paths for found in _at(self.raw, path, self.pointer)]
        if not templates:
            return
        spec = mapping(self.raw.get("spec")) if has(self.raw, "spec") else mapping(None)
        claims = tuple(mapping(claim) for claim in sequence(spec.get("volumeClaimTemplates")))
        for template, pointer in templates:
            pod = Pod(template, pointer, claims, f"{self.pointer}/spec/volumeClaimTemplates")
            if self.is_of_kubernetes or pod.containers:
                yield pod


def _at(value: object, path: Sequence[str], pointer: str) -> Iterator[tuple[Mapping[str, object], str]]:
    """Yield each mapping at a path, with its JSON pointer."""
    here = mapping(value)
    if not path:
        if here:
            yield here, pointer
    elif path[0] != "*":
        if has(here, path[0]):
            yield from _at(here[path[0]], path[1:], f"{pointer}/{path[0]}")
    elif here:
        for key in here:
            yield from _at(here[key], path[1:], f"{pointer}/{key}")
    else:
        for index, item in enumerate(sequence(value)):
            yield from _at(item, path[1:], f"{pointer}/{index}")


def manifests_in(value: object, file: str = "", document: int = 0) -> Iterator[Manifest]:
    """Yield the objects of a document: the document itself, or each item if it is a List of any kind.

    Args:
        value: The document's value.
        file: Name of the document's file.
        document: Number of the document in the file.
    """
    for raw, pointer in _objects(value, "", 0):
        yield Manifest(raw, pointer, file, document)


def _objects(value: object, pointer: str, depth: int) -> Iterator[tuple[Mapping[str, object], str]]:
    raw = mapping(value)
    kind = text(raw.get("kind"))
    if kind.endswith("List") and has(raw, "items") and depth < _DEEPEST_LIST:
        for item, at in items(raw, pointer, "items"):
            yield from _objects(item, at, depth + 1)
    elif has(raw, "kind"):
        yield raw, pointer
