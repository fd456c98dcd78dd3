"""Manifests as plain data: their keys, their order, and their YAML."""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias, cast

import yaml

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A value of YAML or JSON."""

Manifest = dict[str, Any]
"""A Kubernetes object, or a part of one. Any: kubectl's JSON has more kinds than could be typed here."""

CLUSTER_SCOPED = frozenset(
    {
        "APIService",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "CSIDriver",
        "CSINode",
        "ClusterTrustBundle",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "ServiceCIDR",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttributesClass",
    }
)
"""Kubernetes' own kinds that have no namespace."""

_APPLY_ORDER = (
    "Namespace",
    "CustomResourceDefinition",
    "PriorityClass",
    "StorageClass",
    "ResourceQuota",
    "LimitRange",
    "NetworkPolicy",
    "ServiceAccount",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "Secret",
    "ConfigMap",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Service",
)
"""Kinds that others need, in this order; all other kinds follow by name."""


class ObjectKey(NamedTuple):
    """The identity of an object: manifests with the same key describe the same object."""

    group: str
    """API group without its version; empty for the core group."""
    kind: str
    """As in the manifest."""
    namespace: str
    """Empty for a kind that has no namespace."""
    name: str
    """As in the manifest."""

    def __str__(self) -> str:
        """Return `Pod mc1 (default)`, the form that messages use."""
        return f"{self.kind} {self.name}" + (f" ({self.namespace})" if self.namespace else "")


def section(mapping: Manifest, *path: str) -> Manifest:
    """Return the mapping at a path of an object; empty if there is none."""
    for name in path:
        found = mapping.get(name)
        mapping = cast("Manifest", found) if isinstance(found, dict) else {}
    return dict(mapping)


def entries(mapping: Manifest, *path: str) -> list[Manifest]:
    """Return the list of mappings at a path of an object; empty if there is none."""
    found = section(mapping, *path[:-1]).get(path[-1])
    items = cast("list[object]", found) if isinstance(found, list) else []
    return [cast("Manifest", item) for item in items if isinstance(item, dict)]


def condition(manifest: Manifest, name: str) -> str:
    """Return the status of a condition: `True`, `False`, `Unknown`, or empty if there is none."""
    found = (item["status"] for item in entries(manifest, "status", "conditions") if item["type"] == name)
    return str(next(found, ""))


def key_of(manifest: Manifest) -> ObjectKey:
    """Return the key of a manifest; its namespace is `default` if its kind needs one and it states none."""
    metadata = section(manifest, "metadata")
    kind = str(manifest["kind"])
    api_version = str(manifest["apiVersion"])
    return ObjectKey(
        group=api_version.partition("/")[0] if "/" in api_version else "",
        kind=kind,
        namespace="" if kind in CLUSTER_SCOPED else str(metadata.get("namespace") or "default"),
        name=str(metadata.get("name") or ""),
    )


def is_kubernetes_own(manifest: Manifest) -> bool:
    """Return whether a manifest's kind is Kubernetes' own, so that we know whether it has a namespace."""
    group = key_of(manifest).group
    return "." not in group or group.endswith(".k8s.io")


def within(manifest: Manifest, namespace: str | None) -> Manifest:
    """Return the manifest with a namespace, if its kind needs one and it states none."""
    metadata = section(manifest, "metadata")
    if not namespace or metadata.get("namespace") or manifest["kind"] in CLUSTER_SCOPED:
        return manifest
    return {**manifest, "metadata": {**metadata, "namespace": namespace}}


def in_apply_order(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Return the manifests so that each comes after those that it needs, always in the same order."""
    rank = {kind: place for place, kind in enumerate(_APPLY_ORDER)}

    def place(manifest: Manifest) -> tuple[int, str, str, str, str]:
        key = key_of(manifest)
        return (rank.get(key.kind, len(rank)), key.kind, key.namespace, key.name, key.group)

    return sorted(manifests, key=place)


def to_json(manifests: Iterable[Manifest]) -> str:
    """Return the manifests as one `kind: List`, for kubectl's standard input."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": list(manifests)})


class _Dumper(yaml.CSafeDumper):
    """libyaml's emitter; it also quotes text that only Go's YAML parsers read as a number or a boolean."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Write repeated values in full, without anchors."""
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Write text of several lines as a block, as a person would."""
        style = "|" if "\n" in text else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style)  # pyright: ignore[reportUnknownMemberType]


_Dumper.add_representer(str, _Dumper.represent_text)
for _type, _pattern, _starts in (
    ("bool", r"^[yYnN]$", "yYnN"),
    ("float", r"^[-+]?(\.\d[\d_]*|\d[\d_]*(\.[\d_]*)?)([eE][-+]?\d+)?$", "-+.0123456789"),
    ("int", r"^[-+]?0[oO][0-7_]+$", "-+0"),
):
    _Dumper.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
        f"tag:yaml.org,2002:{_type}", re.compile(_pattern), list(_starts)
    )


def to_yaml(manifests: Iterable[Manifest]) -> str:
    """Return the manifests as YAML documents; the same manifests give the same bytes."""
    return yaml.dump_all(
        manifests, Dumper=_Dumper, explicit_start=True, sort_keys=True, width=120, allow_unicode=True
    )
