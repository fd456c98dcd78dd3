"""The checks of values in Kubernetes' own types."""

from typing import Final

from sidecar_pods.arguments.values import (
    FieldCheck,
    between,
    choice,
    env_name,
    image,
    label,
    port,
    port_name,
    requests_within_limits,
    resource_name,
    subdomain,
)

CHECKS: Final[dict[tuple[type | str, str], FieldCheck]] = {
    ("core/v1:Container", "name"): label,
    ("core/v1:Container", "image"): image,
    ("core/v1:ContainerPort", "container_port"): port,
    ("core/v1:ContainerPort", "name"): port_name,
    ("core/v1:EnvVar", "name"): env_name,
    ("core/v1:SleepAction", "seconds"): between(0),
    ("core/v1:Probe", "initial_delay_seconds"): between(0),
    ("core/v1:Probe", "period_seconds"): between(1),
    ("core/v1:Probe", "timeout_seconds"): between(1),
    ("core/v1:Probe", "success_threshold"): between(1),
    ("core/v1:Probe", "failure_threshold"): between(1),
    ("core/v1:EmptyDirVolumeSource", "medium"): choice("Memory"),
    ("core/v1:ConfigMapVolumeSource", "name"): subdomain,
    ("core/v1:SecretVolumeSource", "secret_name"): subdomain,
    ("core/v1:PersistentVolumeClaimVolumeSource", "claim_name"): subdomain,
    ("core/v1:SecurityContext", "run_as_user"): between(0),
    ("core/v1:SecurityContext", "run_as_group"): between(0),
    ("core/v1:TopologySpreadConstraint", "max_skew"): between(1),
}
CHECKS_OF_ITEMS: Final[dict[tuple[type | str, str], FieldCheck]] = {}
CHECKS_OF_KEYS: Final[dict[tuple[type | str, str], FieldCheck]] = {
    ("core/v1:ResourceRequirements", "requests"): resource_name,
    ("core/v1:ResourceRequirements", "limits"): resource_name,
}
CHECKS_OF_AGREEMENT: Final[dict[type | str, FieldCheck]] = {
    "core/v1:ResourceRequirements": requests_within_limits
}
EXCLUSIVE_FIELDS: Final[dict[type | str, tuple[str, ...]]] = {
    "core/v1:Probe": ("exec_", "http_get", "tcp_socket", "grpc"),
    "core/v1:LifecycleHandler": ("exec_", "http_get", "sleep", "tcp_socket"),
    "core/v1:EnvVar": ("value", "value_from"),
    "core/v1:EnvVarSource": (
        "config_map_key_ref",
        "secret_key_ref",
        "field_ref",
        "resource_field_ref",
        "file_key_ref",
    ),
}
REQUIRED_CHOICE: Final[dict[type | str, str]] = {
    "core/v1:Probe": "handler",
    "core/v1:LifecycleHandler": "handler",
    "core/v1:EnvVarSource": "source",
}
