"""The checks of each field, of each key and value of a map, and of each object whose fields must agree."""

from typing import Final

from sidecar_pods.arguments.container_args import (
    ClaimArgs,
    ConfigMapArgs,
    ContainerArgs,
    EmptyDirArgs,
    EnvArgs,
    EnvSourceArgs,
    HandlerArgs,
    HttpGetArgs,
    KeyArgs,
    PortArgs,
    ProbeArgs,
    ResourcesArgs,
    SecretArgs,
    SecurityContextArgs,
    SleepArgs,
    TcpSocketArgs,
    VolumeArgs,
)
from sidecar_pods.arguments.pod_args import PodTemplateArgs, SharedVolumeArgs, TopologySpreadArgs
from sidecar_pods.arguments.values import (
    FieldCheck,
    absolute_path,
    annotation_key,
    at_least_one_file,
    between,
    choice,
    env_name,
    file_name,
    image,
    label,
    label_key,
    label_value,
    mount_path,
    one_of_fields,
    port,
    port_name,
    quantity,
    relative_path,
    replicas,
    requests_within_limits,
    resource_name,
    service_label,
    subdomain,
)
from sidecar_pods.arguments.workload_args import (
    SecuredNamespaceArgs,
    SidecarDeploymentArgs,
    SidecarJobArgs,
    SidecarServiceArgs,
)

CHECKS: Final[dict[tuple[type, str], FieldCheck]] = {
    (ContainerArgs, "name"): label,
    (ContainerArgs, "image"): image,
    (ContainerArgs, "image_pull_policy"): choice("Always", "IfNotPresent", "Never"),
    (ContainerArgs, "working_dir"): absolute_path,
    (PortArgs, "container_port"): port,
    (PortArgs, "name"): port_name,
    (PortArgs, "protocol"): choice("TCP", "UDP", "SCTP"),
    (EnvArgs, "name"): env_name,
    (KeyArgs, "name"): subdomain,
    (HttpGetArgs, "port"): port,
    (HttpGetArgs, "scheme"): choice("HTTP", "HTTPS"),
    (TcpSocketArgs, "port"): port,
    (SleepArgs, "seconds"): between(0),
    (ProbeArgs, "initial_delay_seconds"): between(0),
    (ProbeArgs, "period_seconds"): between(1),
    (ProbeArgs, "timeout_seconds"): between(1),
    (ProbeArgs, "success_threshold"): between(1),
    (ProbeArgs, "failure_threshold"): between(1),
    (EmptyDirArgs, "medium"): choice("Memory"),
    (EmptyDirArgs, "size_limit"): quantity,
    (ConfigMapArgs, "name"): subdomain,
    (SecretArgs, "secret_name"): subdomain,
    (ClaimArgs, "claim_name"): subdomain,
    (VolumeArgs, "name"): label,
    (VolumeArgs, "mount_path"): mount_path,
    (VolumeArgs, "sub_path"): relative_path,
    (VolumeArgs, "files"): at_least_one_file,
    (SecurityContextArgs, "run_as_user"): between(0),
    (SecurityContextArgs, "run_as_group"): between(0),
    (SharedVolumeArgs, "name"): label,
    (TopologySpreadArgs, "max_skew"): between(1),
    (TopologySpreadArgs, "when_unsatisfiable"): choice("ScheduleAnyway", "DoNotSchedule"),
    (PodTemplateArgs, "pod_security"): choice("privileged", "baseline", "restricted"),
    (SecuredNamespaceArgs, "pod_security"): choice("privileged", "baseline", "restricted"),
    (SecuredNamespaceArgs, "name"): label,
    (PodTemplateArgs, "name"): label,
    (PodTemplateArgs, "namespace"): label,
    (PodTemplateArgs, "fs_group"): between(0),
    (PodTemplateArgs, "termination_grace_period_seconds"): between(0),
    (SidecarDeploymentArgs, "replicas"): replicas,
    (SidecarDeploymentArgs, "max_replicas"): between(0, 500),
    (SidecarJobArgs, "restart_policy"): choice("OnFailure", "Never"),
    (SidecarJobArgs, "backoff_limit"): between(0),
    (SidecarJobArgs, "active_deadline_seconds"): between(1),
    (SidecarJobArgs, "ttl_seconds_after_finished"): between(0),
    (SidecarServiceArgs, "port"): port,
    (SidecarServiceArgs, "name"): service_label,
}
"""The check of each field that has one."""

CHECKS_OF_ITEMS: Final[dict[tuple[type, str], FieldCheck]] = {
    (ResourcesArgs, "requests"): quantity,
    (ResourcesArgs, "limits"): quantity,
    (PodTemplateArgs, "labels"): label_value,
    (SharedVolumeArgs, "written_by"): mount_path,
    (SharedVolumeArgs, "read_by"): mount_path,
}
"""The check of each value of a field that is a map."""

CHECKS_OF_KEYS: Final[dict[tuple[type, str], FieldCheck]] = {
    (ResourcesArgs, "requests"): resource_name,
    (ResourcesArgs, "limits"): resource_name,
    (VolumeArgs, "files"): file_name,
    (PodTemplateArgs, "labels"): label_key,
    (PodTemplateArgs, "annotations"): annotation_key,
}
"""The check of each key of a field that is a map."""

CHECKS_OF_AGREEMENT: Final[dict[type, FieldCheck]] = {
    ResourcesArgs: requests_within_limits,
}
"""The check of each kind of object whose values must agree; it runs when all of them are known."""

EXCLUSIVE_FIELDS: Final[dict[type, tuple[str, ...]]] = {
    ProbeArgs: ("exec_", "http_get", "tcp_socket"),
    HandlerArgs: ("exec_", "http_get", "sleep"),
    EnvArgs: ("value", "value_from"),
    EnvSourceArgs: ("config_map_key_ref", "secret_key_ref", "field_ref"),
    VolumeArgs: ("empty_dir", "config_map", "secret", "files"),
    SharedVolumeArgs: ("empty_dir", "persistent_volume_claim", "config_map"),
}
"""The fields of each kind of object that exclude one another."""

REQUIRED_CHOICE: Final[dict[type, str]] = {
    ProbeArgs: "handler",
    HandlerArgs: "handler",
    EnvSourceArgs: "source",
}
"""The kinds of object that must have one of their exclusive fields, and the noun for that field."""

CHECKS_OF_OBJECTS: Final[dict[type, FieldCheck]] = {
    kind: one_of_fields(*names, required=REQUIRED_CHOICE.get(kind))
    for kind, names in EXCLUSIVE_FIELDS.items()
}
"""The check of each kind of object whose fields exclude one another."""
