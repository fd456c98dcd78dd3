"""What Kubernetes adds to a workload after its creation, and a program must not state."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from sidecar_pods.adopt.manifests.objects import Manifest
from sidecar_pods.adopt.manifests.reading import Node

_TOKEN_VOLUME: Final = re.compile(r"kube-api-access-[a-z0-9]{5}")
"""Names of the volumes that the API server adds to a Pod for the token of its account."""

_BY_THE_JOB_CONTROLLER: Final = (
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "job-name",
)
"""Labels that Kubernetes adds to a Job and to its Pods."""

_FIRST_API_VERSIONS: Final = ("extensions/v1beta1", "apps/v1beta1")
"""API versions in which a workload without a selector selects by the labels of its Pods."""


def without_generated(manifest: Manifest) -> Manifest:
    """Return a workload without what Kubernetes adds to it; it adds the same again.

    Args:
        manifest: The workload.
    """
    clean = _CLEANERS.get(manifest.kind)
    if manifest.api_version in _FIRST_API_VERSIONS:
        clean = _with_selector
    return clean(manifest) if clean else manifest


def _pod(manifest: Manifest) -> Manifest:
    """Drop the token's volume, and the node that the scheduler chose."""
    if not manifest.is_from_cluster:
        return manifest
    spec = manifest.spec.without("nodeName")
    kept = {**spec.fields()}
    if volumes := spec.get("volumes"):
        kept["volumes"] = _without_token(volumes)
    for name in ("initContainers", "containers", "ephemeralContainers"):
        if name in kept:
            kept[name] = Node([_container(each) for each in kept[name].items()], kept[name].line)
    return _with(manifest, spec=Node(kept, spec.line))


def _container(node: Node) -> Node:
    mounts = node.get("volumeMounts")
    if mounts is None:
        return node
    return Node({**node.fields(), "volumeMounts": _without_token(mounts)}, node.line)


def _without_token(volumes_or_mounts: Node) -> Node:
    kept = [each for each in volumes_or_mounts.items() if not _TOKEN_VOLUME.fullmatch(each.text("name"))]
    return Node(kept, volumes_or_mounts.line)


def _job(manifest: Manifest) -> Manifest:
    """Drop the selector and the labels by which Kubernetes finds the Job's own Pods."""
    spec = manifest.spec
    manual = spec.get("manualSelector")
    if manual is not None and manual.value is True:
        return manifest
    selected = spec.within("selector", "matchLabels")
    if selected and set(selected.fields()) <= set(_BY_THE_JOB_CONTROLLER):
        spec = spec.without("selector")
    template = spec.get("template")
    if template and template.get("metadata"):
        kept = {**template.fields(), "metadata": _without_labels(template.fields()["metadata"])}
        spec = Node({**spec.fields(), "template": Node(kept, template.line)}, spec.line)
    return _with(manifest, spec=spec, metadata=_without_labels(manifest.metadata))


def _with_selector(manifest: Manifest) -> Manifest:
    """State the selector that the first API versions of a workload took from the labels of its Pods."""
    spec = manifest.spec
    labels = spec.within("template", "metadata", "labels")
    if spec.get("selector") or labels is None:
        return manifest
    selector = Node({"matchLabels": labels}, spec.line)
    return _with(manifest, spec=Node({"selector": selector, **spec.fields()}, spec.line))


_CLEANERS: Final[Mapping[str, Callable[[Manifest], Manifest]]] = {"Pod": _pod, "Job": _job}


def _without_labels(metadata: Node) -> Node:
    labels = metadata.get("labels")
    if labels is None:
        return metadata
    kept = labels.without(*_BY_THE_JOB_CONTROLLER)
    return Node({**metadata.fields(), "labels": kept}, metadata.line)


def _with(manifest: Manifest, **parts: Node) -> Manifest:
    return replace(manifest, node=Node({**manifest.node.fields(), **parts}, manifest.node.line))
