"""The checks of each field, of each key and value of a map, and of each object whose fields must agree.

A field that Kubernetes has too has the check of its own type, unless ours is another one.
"""

from collections.abc import Mapping, Sequence
from inspect import get_annotations
from typing import Final, cast

from sidecar_pods.arguments.container_args import ROLES
from sidecar_pods.arguments.helper_args import (
    CustomArgs,
    DataChangeWatcherArgs,
    DataLoaderArgs,
    GitLoaderArgs,
    HelperArgs,
    NginxArgs,
)
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
from sidecar_pods.checks.kubernetes_values import or_empty, user_number
from sidecar_pods.checks.values import (
    Complaint,
    FieldCheck,
    annotation_key,
    at_least_one_file,
    beside,
    between,
    choice,
    env_name,
    file_name,
    image,
    in_a_folder,
    label,
    label_key,
    label_value,
    mount_path,
    one_of_fields,
    port,
    quantity,
    replicas,
    service_label,
)
from sidecar_pods.kubernetes.names import python_name

HELPERS: Final = cast("Mapping[str, type]", get_annotations(HelperArgs))
"""The arguments of each kind of helper."""

_OF_HELPERS: Final[Mapping[str, FieldCheck]] = {
    "name": label,
    "image": image,
    "volume": label,
    "served_at": mount_path,
    "folder": mount_path,
    "read_at": in_a_folder,
    "file": file_name,
    "log": file_name,
    "error_log": or_empty(file_name),
    "size_limit": quantity,
    "lines": between(1),
    "limit_mib": between(1),
    "interval_seconds": between(1),
    "refresh_seconds": between(1),
    "timeout_seconds": between(1),
    "drain_seconds": between(0),
    "server_user": user_number,
    "port": port,
    "status_port": port,
}
"""The check of a field, in each kind of helper that has it."""


def _something_to_watch(value: Sequence[object]) -> Complaint | None:
    return None if value else Complaint("is empty, so nothing is watched", "at least one shared volume")


def _role(value: str) -> Complaint | None:
    """Check a role, which other languages spell as they spell fields."""
    return None if python_name(value) in ROLES else choice(*ROLES)(value)


def _setting(value: str) -> Complaint | None:
    if value in ("ROOT", "LINK", "INTERVAL", "TIMEOUT", "CURRENT", "HOME"):
        return Complaint(f"is {value}, which is the loader's own", "another name")
    return env_name(value)


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
    **{
        (kind, field): _OF_HELPERS[field]
        for kind in HELPERS.values()
        for field in get_annotations(kind)
        if field in _OF_HELPERS
    },
    (DataChangeWatcherArgs, "volumes"): _something_to_watch,
    (CustomArgs, "role"): _role,
    (NginxArgs, "files"): at_least_one_file,
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
    (DataLoaderArgs, "settings"): _setting,
    (NginxArgs, "files"): file_name,
    **{(kind, "labels"): label_key for kind in _LABELLED},
    **{(kind, "annotations"): annotation_key for kind in _LABELLED},
}
"""The check of each key of a field that is a map."""

CHECKS_OF_AGREEMENT: Final[dict[type | str, FieldCheck]] = {**kubernetes.CHECKS_OF_AGREEMENT}
"""The check of each kind of object whose values must agree; it runs when all of them are known."""

# The claims of a StatefulSet that exists may take the place of volumes in its template.
_SOURCES: Final = tuple(each for each in SourceArgs.__annotations__ if each != "volume_claim_template")

EXCLUSIVE_FIELDS: Final[dict[type | str, tuple[str, ...]]] = {
    **kubernetes.EXCLUSIVE_FIELDS,
    VolumeArgs: (*_SOURCES, "files"),
    SharedVolumeArgs: _SOURCES,
    PlaceArgs: ("mount_path", "device_path"),
    HelperArgs: tuple(HELPERS),
    GitLoaderArgs: ("interval_seconds", "once"),
}
"""The fields of each kind of object that exclude one another."""

REQUIRED_CHOICE: Final[dict[type | str, str]] = {
    **kubernetes.REQUIRED_CHOICE,
    PlaceArgs: "path",
    HelperArgs: "kind",
}
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
