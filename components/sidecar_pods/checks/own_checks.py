"""The checks of each field, of each key and value of a map, and of each object whose fields must agree.

A field that Kubernetes has too has the check of its own type, unless ours is another one.
"""

from typing import Final

from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import PlaceArgs, SharedVolumeArgs, SourceArgs, VolumeArgs
from sidecar_pods.arguments.workload_args import (
    SecuredNamespaceArgs,
    SidecarCronJobArgs,
    SidecarDaemonSetArgs,
    SidecarDeploymentArgs,
    SidecarJobArgs,
    SidecarServiceArgs,
    SidecarStatefulSetArgs,
)
from sidecar_pods.checks import kubernetes_checks as kubernetes
from sidecar_pods.checks.kubernetes_values import user_number
from sidecar_pods.checks.values import (
    FieldCheck,
    annotation_key,
    at_least_one_file,
    beside,
    between,
    choice,
    file_name,
    label,
    label_key,
    label_value,
    mount_path,
    one_of_fields,
    port,
    replicas,
    service_label,
)

_LABELLED: Final[tuple[type, ...]] = (
    PodTemplateArgs,
    SidecarDeploymentArgs,
    SidecarStatefulSetArgs,
    SidecarDaemonSetArgs,
    SidecarJobArgs,
    SidecarCronJobArgs,
    SidecarServiceArgs,
)
"""The arguments that have labels, annotations and further metadata."""

CHECKS: Final[dict[tuple[type | str, str], FieldCheck]] = {
    **kubernetes.CHECKS,
    **{(kind, "metadata"): beside("labels", "annotations") for kind in _LABELLED},
    (PlaceArgs, "mount_path"): mount_path,
    (PlaceArgs, "device_path"): mount_path,
    (VolumeArgs, "name"): label,
    (VolumeArgs, "mount_path"): mount_path,
    (VolumeArgs, "device_path"): mount_path,
    (VolumeArgs, "files"): at_least_one_file,
    (SharedVolumeArgs, "name"): label,
    (PodTemplateArgs, "pod_security"): choice("privileged", "baseline", "restricted"),
    (SecuredNamespaceArgs, "pod_security"): choice("privileged", "baseline", "restricted"),
    (SecuredNamespaceArgs, "name"): label,
    (PodTemplateArgs, "name"): label,
    (PodTemplateArgs, "namespace"): label,
    (PodTemplateArgs, "fs_group"): user_number,
    (SidecarDeploymentArgs, "replicas"): replicas,
    (SidecarDeploymentArgs, "max_replicas"): between(0, 500),
    (SidecarStatefulSetArgs, "replicas"): replicas,
    (SidecarJobArgs, "restart_policy"): choice("OnFailure", "Never"),
    (SidecarJobArgs, "active_deadline_seconds"): between(1),
    (SidecarServiceArgs, "port"): port,
    (SidecarServiceArgs, "name"): service_label,
}
"""The check of each field that has one."""

CHECKS_OF_ITEMS: Final[dict[tuple[type | str, str], FieldCheck]] = {
    **kubernetes.CHECKS_OF_ITEMS,
    **{(kind, "labels"): label_value for kind in _LABELLED},
}
"""The check of each value of a field that is a map, and of each item of a field that is a list."""

CHECKS_OF_KEYS: Final[dict[tuple[type | str, str], FieldCheck]] = {
    **kubernetes.CHECKS_OF_KEYS,
    (VolumeArgs, "files"): file_name,
    **{(kind, "labels"): label_key for kind in _LABELLED},
    **{(kind, "annotations"): annotation_key for kind in _LABELLED},
}
"""The check of each key of a field that is a map."""

CHECKS_OF_AGREEMENT: Final[dict[type | str, FieldCheck]] = {**kubernetes.CHECKS_OF_AGREEMENT}
"""The check of each kind of object whose values must agree; it runs when all of them are known."""

_SOURCES: Final = tuple(SourceArgs.__annotations__)

EXCLUSIVE_FIELDS: Final[dict[type | str, tuple[str, ...]]] = {
    **kubernetes.EXCLUSIVE_FIELDS,
    VolumeArgs: (*_SOURCES, "files"),
    SharedVolumeArgs: _SOURCES,
    PlaceArgs: ("mount_path", "device_path"),
}
"""The fields of each kind of object that exclude one another."""

REQUIRED_CHOICE: Final[dict[type | str, str]] = {**kubernetes.REQUIRED_CHOICE, PlaceArgs: "path"}
"""The kinds of object that must have one of their exclusive fields, and the noun for that field."""

REQUIRED_FIELDS: Final[dict[type | str, tuple[str, ...]]] = {**kubernetes.REQUIRED_FIELDS}
"""The fields that Kubernetes demands though its OpenAPI document does not mark them as required."""

EXPECTED: Final[dict[tuple[type | str, str], str]] = {
    (SidecarServiceArgs, "workload"): "the endpoints of a workload",
}
"""The expected value of each required field whose type does not say it."""

CHECKS_OF_OBJECTS: Final[dict[type | str, FieldCheck]] = {
    **kubernetes.CHECKS_OF_OBJECTS,
    **{
        kind: one_of_fields(*names, required=REQUIRED_CHOICE.get(kind))
        for kind, names in EXCLUSIVE_FIELDS.items()
        if isinstance(kind, type)
    },
}
"""The check of each kind of object whose fields exclude one another."""
