"""The objects of Kubernetes in files: their kind, name and metadata, without what the API server adds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sidecar_pods.adopt.manifests.reading import Node, documents
from sidecar_pods.adopt.manifests.refusal import Refusal

_BY_THE_SERVER: Final = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)
"""Fields of the metadata that the API server alone sets."""

_ANNOTATIONS_BY_THE_SERVER: Final = (
    "deployment.kubernetes.io/revision",
    "deprecated.daemonset.template.generation",
    "kubectl.kubernetes.io/last-applied-configuration",
)
"""Annotations that controllers and kubectl keep for themselves."""

_FINALIZERS_BY_THE_SERVER: Final = (
    "foregroundDeletion",
    "kubernetes",
    "kubernetes.io/pv-protection",
    "kubernetes.io/pvc-protection",
    "orphan",
    "service.kubernetes.io/load-balancer-cleanup",
)
"""Finalizers that controllers of Kubernetes set."""

_NO_OBJECTS: Final = ("kustomize.config.k8s.io/",)
"""API groups of files that only look like objects."""


@dataclass(frozen=True)
class Manifest:
    """An object of Kubernetes as a file states it."""

    file: str
    """Name of the file."""
    node: Node
    """The object, without its status and what else the API server adds."""
    is_from_cluster: bool
    """Whether the API server has written it, as `kubectl get -o yaml` prints it."""

    @property
    def kind(self) -> str:
        """Return the kind, such as Deployment."""
        return self.node.text("kind")

    @property
    def api_version(self) -> str:
        """Return the API version, such as apps/v1."""
        return self.node.text("apiVersion")

    @property
    def name(self) -> str:
        """Return the name."""
        return self.metadata.text("name")

    @property
    def namespace(self) -> str:
        """Return the namespace; empty if the manifest states none."""
        return self.metadata.text("namespace")

    @property
    def metadata(self) -> Node:
        """Return the metadata."""
        return self.node.get("metadata") or Node({}, self.node.line)

    @property
    def spec(self) -> Node:
        """Return the spec."""
        return self.node.get("spec") or Node({}, self.node.line)

    @property
    def title(self) -> str:
        """Return the object in words: `Deployment web`, or `Deployment web of shop`."""
        named = f"{self.kind} {self.name or self.metadata.text('generateName')}".rstrip()
        return f"{named} of {self.namespace}" if self.namespace else named

    def refused(self, refusal: Refusal) -> str:
        """Return the sentence that refuses the object, with its place."""
        return f"{self.file}:{refusal.line}: {self.title}: {refusal.sentence}"


def manifests(texts: Mapping[str, str]) -> Iterator[Manifest | str]:
    """Yield the objects of files; in place of what is no object, the sentence that refuses it.

    Args:
        texts: The text of each file by its name.
    """
    for file, text in texts.items():
        for document in documents(text):
            if isinstance(document, Refusal):
                yield f"{file}:{document.line}: {document.sentence}"
            else:
                yield from _objects(file, document)


def _objects(file: str, node: Node) -> Iterator[Manifest | str]:
    kind, api_version = node.text("kind"), node.text("apiVersion")
    here = f"{file}:{node.line}"
    if not isinstance(node.value, dict):
        yield f"{here}: is no object of Kubernetes; expected a mapping with apiVersion and kind"
    elif kind.endswith("List") and isinstance(node.value.get("items", Node(None, 0)).value, list):
        for item in node.value["items"].items():
            yield from _objects(file, _with_kind_of_list(item, node))
    elif not kind or not api_version:
        missing = "apiVersion" if kind else "kind"
        yield f"{here}: has no {missing}; expected an object of Kubernetes with apiVersion and kind"
    elif api_version.startswith(_NO_OBJECTS):
        yield f"{here}: {kind} is no object of a cluster; expected the output of kustomize build"
    else:
        yield _manifest(file, node)


def _with_kind_of_list(item: Node, its_list: Node) -> Node:
    """Return an item of a list; items of a `PodList` state neither apiVersion nor kind."""
    kind = its_list.text("kind").removesuffix("List")
    if not kind or item.get("kind") or not isinstance(item.value, dict):
        return item
    stated = {"apiVersion": its_list.fields()["apiVersion"], "kind": Node(kind, its_list.line)}
    return Node({**stated, **item.value}, item.line)


def _manifest(file: str, node: Node) -> Manifest:
    metadata = node.get("metadata") or Node({}, node.line)
    status = node.get("status")
    is_from_cluster = metadata.get("uid") is not None or bool(status and status.fields())
    cleaned = {**node.fields(), "metadata": as_stated(metadata)}
    cleaned.pop("status", None)
    return Manifest(file, Node(cleaned, node.line), is_from_cluster)


def as_stated(metadata: Node) -> Node:
    """Return metadata without the parts that the API server, controllers and kubectl add."""
    kept = dict(metadata.without(*_BY_THE_SERVER).fields())
    if annotations := metadata.get("annotations"):
        kept["annotations"] = annotations.without(*_ANNOTATIONS_BY_THE_SERVER)
        if annotations.fields() and not kept["annotations"].fields():
            del kept["annotations"]
    if finalizers := metadata.get("finalizers"):
        others = [each for each in finalizers.items() if each.value not in _FINALIZERS_BY_THE_SERVER]
        kept["finalizers"] = Node(others, finalizers.line)
        if not others:
            del kept["finalizers"]
    return Node(kept, metadata.line)
