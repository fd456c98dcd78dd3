"""Kubernetes' rules of what happens to an object if one of its fields changes, as one table.

The sources are files of https://github.com/kubernetes/kubernetes/tree/v1.36.3, or of a module of that
release, each with a function. A field without a row is changed in place, which is Kubernetes' own default.
`tests/e2e/test_immutability.py` asks a real API server about every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from pod_deploy.review.pods import items_at, value_at, whole_at
from pod_deploy.stack.manifests import Json, Manifest


class Outcome(IntEnum):
    """What a change of a field does to its object; a greater one includes the smaller ones."""

    IN_PLACE = 0
    """The API server stores it, and no container notices."""
    RESTARTS = 1
    """The kubelet restarts the container."""
    ROLLS = 2
    """The workload's controller replaces its Pods."""
    FORBIDDEN = 3
    """The API server refuses it, so the object must be replaced."""


class Rule(NamedTuple):
    """A row of the table."""

    group: str
    """The API group of the kind; empty for the core group."""
    kind: str
    """The kind."""
    field: str
    """The field, with all below it; `[*]` stands for any item of a list."""
    outcome: Outcome
    """What happens if it changes."""
    source: str
    """File and function of Kubernetes that say so."""
    holds: Callable[[Manifest, Manifest], bool] | None = None
    """Whether the row holds for an object before and after the change; None for always."""


def outcome(group: str, kind: str, path: str, before: Manifest, after: Manifest) -> Outcome:
    """Return what a change of one field does to an object; the first row that fits decides.

    Args:
        group: The object's API group.
        kind: Its kind.
        path: The field that differs, such as `spec.template.spec.containers[1st].image`.
        before: The object before the change.
        after: The object after it.
    """
    for rule in RULES:
        fits = (rule.group, rule.kind) == (group, kind) and _pattern(rule.field).match(path)
        if fits and (rule.holds is None or rule.holds(before, after)):
            return rule.outcome
    return Outcome.IN_PLACE


@cache
def _pattern(field: str) -> re.Pattern[str]:
    return re.compile(re.escape(field).replace(r"\[\*\]", r"\[[^\]]*\]") + r"(?:$|[.\[ ])")


def _deadline_is_shorter(before: Manifest, after: Manifest) -> bool:
    old, new = (whole_at(each, "spec", "activeDeadlineSeconds") for each in (before, after))
    return new is not None and (old is None or new <= old)


def _tolerations_are_added(before: Manifest, after: Manifest) -> bool:
    old, new = (items_at(each, "spec", "tolerations") for each in (before, after))
    return all(each in new for each in old)


def _gates_are_removed(before: Manifest, after: Manifest) -> bool:
    old, new = (items_at(each, "spec", "schedulingGates") for each in (before, after))
    return all(each in old for each in new)


def _is_immutable(before: Manifest, _: Manifest) -> bool:
    return before.get("immutable") is True


def _states_an_address(before: Manifest, after: Manifest) -> bool:
    is_external = "ExternalName" in _types(before, after)
    return bool(value_at(after, "spec", "clusterIP")) and not is_external


def _both_are_load_balancers(before: Manifest, after: Manifest) -> bool:
    return _types(before, after) == ["LoadBalancer", "LoadBalancer"]


def _types(before: Manifest, after: Manifest) -> list[Json]:
    return [value_at(each, "spec", "type") for each in (before, after)]


def _stays_elastic(_: Manifest, after: Manifest) -> bool:
    """Return whether the number of an Indexed Job's Pods changes together with its parallelism."""
    is_indexed = value_at(after, "spec", "completionMode") == "Indexed"
    return is_indexed and whole_at(after, "spec", "completions") == whole_at(after, "spec", "parallelism")


def _claim_grows(before: Manifest, after: Manifest) -> bool:
    path = ("spec", "resources", "requests", "storage")
    old, new = (_quantity(value_at(each, *path)) for each in (before, after))
    return old is not None and new is not None and new >= old


def _had_no_node_affinity(before: Manifest, _: Manifest) -> bool:
    return not value_at(before, "spec", "nodeAffinity")


_UNITS = {
    "": 1.0,
    **{unit: 1000.0**power for power, unit in enumerate("kMGTPE", 1)},
    **{f"{unit}i": 1024.0**power for power, unit in enumerate("KMGTPE", 1)},
}


def _quantity(value: Json) -> float | None:
    """Return an amount of storage in bytes; None if it is not written as Kubernetes writes one."""
    match = re.fullmatch(r"(\d+(?:\.\d*)?(?:[eE]\d+)?)([kKMGTPE]?i?)", str(value))
    return float(match[1]) * _UNITS[match[2]] if match and match[2] in _UNITS else None


_CORE = "pkg/apis/core/validation/validation.go"
_APPS = "pkg/apis/apps/validation/validation.go"
_BATCH = "pkg/apis/batch/validation/validation.go"
_STORAGE = "pkg/apis/storage/validation/validation.go"
_POD = f"{_CORE} ValidatePodUpdate"
_SERVICE = f"{_CORE} ValidateServiceUpdate"
_CLAIM = f"{_CORE} ValidatePersistentVolumeClaimUpdate"
_VOLUME = f"{_CORE} ValidatePersistentVolumeUpdate"
_STATEFUL_SET = f"{_APPS} ValidateStatefulSetUpdate"
_JOB = f"{_BATCH} ValidateJobSpecUpdate"
_CRD = "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go"

RULES: tuple[Rule, ...] = (
    Rule("", "Pod", "spec.containers[*].image", Outcome.RESTARTS, _POD),
    Rule("", "Pod", "spec.initContainers[*].image", Outcome.RESTARTS, _POD),
    Rule("", "Pod", "spec.activeDeadlineSeconds", Outcome.IN_PLACE, _POD, _deadline_is_shorter),
    Rule("", "Pod", "spec.tolerations", Outcome.IN_PLACE, _POD, _tolerations_are_added),
    Rule("", "Pod", "spec.schedulingGates", Outcome.IN_PLACE, _POD, _gates_are_removed),
    Rule("", "Pod", "spec", Outcome.FORBIDDEN, _POD),
    Rule("apps", "Deployment", "spec.selector", Outcome.FORBIDDEN, f"{_APPS} ValidateDeploymentUpdate"),
    Rule(
        "apps",
        "Deployment",
        "spec.template",
        Outcome.ROLLS,
        "pkg/controller/deployment/sync.go getNewReplicaSet",
    ),
    Rule("apps", "DaemonSet", "spec.selector", Outcome.FORBIDDEN, f"{_APPS} ValidateDaemonSetSpecUpdate"),
    Rule(
        "apps", "DaemonSet", "spec.template", Outcome.ROLLS, "pkg/controller/daemon/update.go rollingUpdate"
    ),
    Rule("apps", "ReplicaSet", "spec.selector", Outcome.FORBIDDEN, f"{_APPS} ValidateReplicaSetUpdate"),
    Rule("apps", "StatefulSet", "spec.replicas", Outcome.IN_PLACE, _STATEFUL_SET),
    Rule("apps", "StatefulSet", "spec.template", Outcome.ROLLS, _STATEFUL_SET),
    Rule("apps", "StatefulSet", "spec.updateStrategy", Outcome.IN_PLACE, _STATEFUL_SET),
    Rule("apps", "StatefulSet", "spec.minReadySeconds", Outcome.IN_PLACE, _STATEFUL_SET),
    Rule("apps", "StatefulSet", "spec.ordinals", Outcome.IN_PLACE, _STATEFUL_SET),
    Rule("apps", "StatefulSet", "spec.revisionHistoryLimit", Outcome.IN_PLACE, _STATEFUL_SET),
    Rule("apps", "StatefulSet", "spec.persistentVolumeClaimRetentionPolicy", Outcome.IN_PLACE, _STATEFUL_SET),
    Rule("apps", "StatefulSet", "spec", Outcome.FORBIDDEN, _STATEFUL_SET),
    Rule(
        "batch", "Job", "spec.completions", Outcome.IN_PLACE, f"{_BATCH} validateCompletions", _stays_elastic
    ),
    Rule("batch", "Job", "spec.completions", Outcome.FORBIDDEN, f"{_BATCH} validateCompletions"),
    Rule("batch", "Job", "spec.selector", Outcome.FORBIDDEN, _JOB),
    Rule("batch", "Job", "spec.template", Outcome.FORBIDDEN, _JOB),
    Rule("batch", "Job", "spec.completionMode", Outcome.FORBIDDEN, _JOB),
    Rule("batch", "Job", "spec.podFailurePolicy", Outcome.FORBIDDEN, _JOB),
    Rule("batch", "Job", "spec.backoffLimitPerIndex", Outcome.FORBIDDEN, _JOB),
    Rule("batch", "Job", "spec.managedBy", Outcome.FORBIDDEN, _JOB),
    Rule("batch", "Job", "spec.successPolicy", Outcome.FORBIDDEN, _JOB),
    Rule("", "Service", "spec.clusterIP", Outcome.FORBIDDEN, _SERVICE, _states_an_address),
    Rule("", "Service", "spec.loadBalancerClass", Outcome.FORBIDDEN, _SERVICE, _both_are_load_balancers),
    *(
        Rule("", "ConfigMap", field, Outcome.FORBIDDEN, f"{_CORE} ValidateConfigMapUpdate", _is_immutable)
        for field in ("data", "binaryData", "immutable")
    ),
    Rule("", "Secret", "type", Outcome.FORBIDDEN, f"{_CORE} ValidateSecretUpdate"),
    *(
        Rule("", "Secret", field, Outcome.FORBIDDEN, f"{_CORE} ValidateSecretUpdate", _is_immutable)
        for field in ("data", "stringData", "immutable")
    ),
    Rule(
        "", "PersistentVolumeClaim", "spec.resources.requests.storage", Outcome.IN_PLACE, _CLAIM, _claim_grows
    ),
    Rule("", "PersistentVolumeClaim", "spec.volumeAttributesClassName", Outcome.IN_PLACE, _CLAIM),
    Rule("", "PersistentVolumeClaim", "spec", Outcome.FORBIDDEN, _CLAIM),
    *(
        Rule("", "PersistentVolume", f"spec.{field}", Outcome.IN_PLACE, _VOLUME)
        for field in (
            *("accessModes", "capacity", "claimRef", "mountOptions", "persistentVolumeReclaimPolicy"),
            *("storageClassName", "volumeAttributesClassName"),
        )
    ),
    Rule("", "PersistentVolume", "spec.nodeAffinity", Outcome.IN_PLACE, _VOLUME, _had_no_node_affinity),
    Rule("", "PersistentVolume", "spec", Outcome.FORBIDDEN, _VOLUME),
    Rule("", "ResourceQuota", "spec.scopes", Outcome.FORBIDDEN, f"{_CORE} ValidateResourceQuotaUpdate"),
    *(
        Rule(
            "storage.k8s.io",
            "StorageClass",
            field,
            Outcome.FORBIDDEN,
            f"{_STORAGE} ValidateStorageClassUpdate",
        )
        for field in ("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode")
    ),
    *(
        Rule(
            "rbac.authorization.k8s.io",
            kind,
            "roleRef",
            Outcome.FORBIDDEN,
            f"pkg/apis/rbac/validation/validation.go Validate{kind}Update",
        )
        for kind in ("RoleBinding", "ClusterRoleBinding")
    ),
    *(
        Rule(
            "scheduling.k8s.io",
            "PriorityClass",
            field,
            Outcome.FORBIDDEN,
            "pkg/apis/scheduling/validation/validation.go ValidatePriorityClassUpdate",
        )
        for field in ("value", "preemptionPolicy")
    ),
    Rule(
        "networking.k8s.io",
        "IngressClass",
        "spec.controller",
        Outcome.FORBIDDEN,
        "pkg/apis/networking/validation/validation.go validateIngressClassSpecUpdate",
    ),
    Rule(
        "node.k8s.io",
        "RuntimeClass",
        "handler",
        Outcome.FORBIDDEN,
        "pkg/apis/node/validation/validation.go ValidateRuntimeClassUpdate",
    ),
    Rule(
        "discovery.k8s.io",
        "EndpointSlice",
        "addressType",
        Outcome.FORBIDDEN,
        "pkg/apis/discovery/validation/validation.go ValidateEndpointSliceUpdate",
    ),
    *(
        Rule(
            "apiextensions.k8s.io",
            "CustomResourceDefinition",
            field,
            Outcome.FORBIDDEN,
            f"{_CRD} validateCustomResourceDefinitionSpecUpdate",
        )
        for field in ("spec.scope", "spec.names.kind")
    ),
)
"""The table. Of the rows for one kind, the first one that fits a field decides."""
