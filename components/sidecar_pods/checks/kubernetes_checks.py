"""The checks of the fields of Kubernetes' own types, of items, and of objects whose fields must agree.

A type has the name that it has in the table of Kubernetes' types, a field its name in Python's case. Types,
enumerations and the notation of quantities are in that table, and are not checked here again. The checks are
the API server's own. Beyond these they refuse names that no object can have, and a probe's times of 0.
"""

from typing import Final

from sidecar_pods.checks import agreements
from sidecar_pods.checks.kubernetes_values import (
    at_most,
    cluster_ip,
    controller_name,
    ip_address,
    network,
    or_empty,
    port_or_unset,
    search_domain,
    share,
    user_number,
)
from sidecar_pods.checks.pod_checks import CHECKS_OF_PODS
from sidecar_pods.checks.schedules import schedule, time_zone
from sidecar_pods.checks.values import (
    FieldCheck,
    annotation_key,
    between,
    choice,
    label,
    label_key,
    label_value,
    one_of_fields,
    port,
    resource_name,
    subdomain,
)
from sidecar_pods.kubernetes.types import fields_of

_not_negative: Final = between(0)
_retention: Final = or_empty(choice("Retain", "Delete"))

_WORKLOADS: Final[dict[tuple[str, str], FieldCheck]] = {
    ("apps/v1:DaemonSetSpec", "min_ready_seconds"): _not_negative,
    ("apps/v1:DaemonSetSpec", "revision_history_limit"): _not_negative,
    ("apps/v1:DeploymentSpec", "min_ready_seconds"): _not_negative,
    ("apps/v1:DeploymentSpec", "progress_deadline_seconds"): between(1),
    ("apps/v1:DeploymentSpec", "replicas"): _not_negative,
    ("apps/v1:DeploymentSpec", "revision_history_limit"): _not_negative,
    ("apps/v1:RollingUpdateDaemonSet", "max_surge"): share(100),
    ("apps/v1:RollingUpdateDaemonSet", "max_unavailable"): share(100),
    ("apps/v1:RollingUpdateDeployment", "max_surge"): share(),
    ("apps/v1:RollingUpdateDeployment", "max_unavailable"): share(100),
    ("apps/v1:RollingUpdateStatefulSetStrategy", "max_unavailable"): share(100),
    ("apps/v1:RollingUpdateStatefulSetStrategy", "partition"): _not_negative,
    ("apps/v1:StatefulSetOrdinals", "start"): _not_negative,
    ("apps/v1:StatefulSetPersistentVolumeClaimRetentionPolicy", "when_deleted"): _retention,
    ("apps/v1:StatefulSetPersistentVolumeClaimRetentionPolicy", "when_scaled"): _retention,
    ("apps/v1:StatefulSetSpec", "min_ready_seconds"): _not_negative,
    ("apps/v1:StatefulSetSpec", "replicas"): _not_negative,
    ("apps/v1:StatefulSetSpec", "service_name"): or_empty(label),
    ("batch/v1:CronJobSpec", "failed_jobs_history_limit"): _not_negative,
    ("batch/v1:CronJobSpec", "schedule"): schedule,
    ("batch/v1:CronJobSpec", "starting_deadline_seconds"): _not_negative,
    ("batch/v1:CronJobSpec", "successful_jobs_history_limit"): _not_negative,
    ("batch/v1:CronJobSpec", "time_zone"): time_zone,
    ("batch/v1:JobSpec", "active_deadline_seconds"): _not_negative,
    ("batch/v1:JobSpec", "backoff_limit"): _not_negative,
    ("batch/v1:JobSpec", "backoff_limit_per_index"): _not_negative,
    ("batch/v1:JobSpec", "completions"): _not_negative,
    ("batch/v1:JobSpec", "managed_by"): controller_name,
    ("batch/v1:JobSpec", "max_failed_indexes"): _not_negative,
    ("batch/v1:JobSpec", "parallelism"): _not_negative,
    ("batch/v1:JobSpec", "ttl_seconds_after_finished"): _not_negative,
    ("batch/v1:PodFailurePolicy", "rules"): at_most(20, "rules"),
    ("batch/v1:PodFailurePolicyOnExitCodesRequirement", "values"): at_most(255, "exit codes", least=1),
    ("batch/v1:PodFailurePolicyOnPodConditionsPattern", "status"): or_empty(
        choice("True", "False", "Unknown")
    ),
    ("batch/v1:PodFailurePolicyOnPodConditionsPattern", "type"): label_key,
    ("batch/v1:PodFailurePolicyRule", "on_pod_conditions"): at_most(20, "conditions"),
    ("batch/v1:SuccessPolicy", "rules"): at_most(20, "rules", least=1),
    ("batch/v1:SuccessPolicyRule", "succeeded_count"): _not_negative,
    ("core/v1:ClientIPConfig", "timeout_seconds"): between(1, 24 * 3600),
    ("core/v1:ServicePort", "app_protocol"): label_key,
    ("core/v1:ServicePort", "name"): or_empty(label),
    ("core/v1:ServicePort", "node_port"): between(0, 65535),
    ("core/v1:ServicePort", "port"): port,
    ("core/v1:ServicePort", "target_port"): port_or_unset,
    ("core/v1:ServiceSpec", "cluster_ip"): cluster_ip,
    ("core/v1:ServiceSpec", "health_check_node_port"): between(0, 65535),
    ("core/v1:ServiceSpec", "load_balancer_class"): label_key,
    ("core/v1:ServiceSpec", "traffic_distribution"): choice(
        "PreferClose", "PreferSameZone", "PreferSameNode"
    ),
}

CHECKS: Final[dict[tuple[str, str], FieldCheck]] = {
    **CHECKS_OF_PODS,
    **_WORKLOADS,
}
"""The check of each field that has one."""

CHECKS_OF_ITEMS: Final[dict[tuple[str, str], FieldCheck]] = {
    ("core/v1:HostAlias", "hostnames"): subdomain,
    ("core/v1:PodAffinityTerm", "match_label_keys"): label_key,
    ("core/v1:PodAffinityTerm", "mismatch_label_keys"): label_key,
    ("core/v1:PodAffinityTerm", "namespaces"): label,
    ("core/v1:PodDNSConfig", "nameservers"): ip_address,
    ("core/v1:PodDNSConfig", "searches"): search_domain,
    ("core/v1:PodSecurityContext", "supplemental_groups"): user_number,
    ("core/v1:PodSpec", "node_selector"): label_value,
    ("core/v1:ServiceSpec", "cluster_ips"): cluster_ip,
    ("core/v1:ServiceSpec", "external_ips"): ip_address,
    ("core/v1:ServiceSpec", "load_balancer_source_ranges"): network,
    ("core/v1:ServiceSpec", "selector"): label_value,
    ("core/v1:TopologySpreadConstraint", "match_label_keys"): label_key,
    ("meta/v1:LabelSelector", "match_labels"): label_value,
    ("meta/v1:LabelSelectorRequirement", "values"): label_value,
    ("meta/v1:ObjectMeta", "labels"): label_value,
}
"""The check of each item of a field that is a list, and of each value of a field that is a map."""

CHECKS_OF_KEYS: Final[dict[tuple[str, str], FieldCheck]] = {
    ("core/v1:PodSpec", "node_selector"): label_key,
    ("core/v1:ResourceRequirements", "limits"): resource_name,
    ("core/v1:ResourceRequirements", "requests"): resource_name,
    ("core/v1:ServiceSpec", "selector"): label_key,
    ("meta/v1:LabelSelector", "match_labels"): label_key,
    ("meta/v1:ObjectMeta", "annotations"): annotation_key,
    ("meta/v1:ObjectMeta", "labels"): label_key,
}
"""The check of each key of a field that is a map."""

CHECKS_OF_AGREEMENT: Final[dict[str, FieldCheck]] = {
    "apps/v1:DeploymentStrategy": agreements.only_rolling,
    "apps/v1:RollingUpdateDaemonSet": agreements.rolling_daemon_set,
    "apps/v1:RollingUpdateDeployment": agreements.rolling_deployment,
    "apps/v1:StatefulSetUpdateStrategy": agreements.only_rolling,
    "batch/v1:PodFailurePolicyOnExitCodesRequirement": agreements.exit_codes,
    "core/v1:AppArmorProfile": agreements.local_profile,
    "core/v1:ClusterTrustBundleProjection": agreements.trust_bundle,
    "core/v1:DownwardAPIVolumeFile": agreements.downward_file,
    "core/v1:EnvVarSource": agreements.env_source,
    "core/v1:EphemeralVolumeSource": agreements.ephemeral_claim,
    "core/v1:FCVolumeSource": agreements.fibre_channel,
    "core/v1:ISCSIVolumeSource": agreements.iscsi,
    "core/v1:NodeSelector": agreements.required_nodes,
    "core/v1:NodeSelectorRequirement": agreements.needs_values,
    "core/v1:NodeSelectorTerm": agreements.node_fields,
    "core/v1:PersistentVolumeClaimSpec": agreements.claim,
    "core/v1:PodAffinityTerm": agreements.label_keys,
    "core/v1:ResourceFieldSelector": agreements.divisor,
    "core/v1:ResourceRequirements": agreements.requests_within_limits,
    "core/v1:SeccompProfile": agreements.local_profile,
    "core/v1:SecurityContext": agreements.privileges,
    "core/v1:Toleration": agreements.toleration,
    "core/v1:TopologySpreadConstraint": agreements.spread,
    "core/v1:TypedLocalObjectReference": agreements.origin,
    "core/v1:TypedObjectReference": agreements.origin,
    "meta/v1:LabelSelectorRequirement": agreements.needs_values,
}
"""The check of each type of object whose values must agree; it runs when all of them are known."""

EXCLUSIVE_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "batch/v1:PodFailurePolicyRule": ("on_exit_codes", "on_pod_conditions"),
    "core/v1:ClusterTrustBundleProjection": ("name", "signer_name"),
    "core/v1:DownwardAPIVolumeFile": ("field_ref", "resource_field_ref"),
    "core/v1:EnvFromSource": ("config_map_ref", "secret_ref"),
    "core/v1:EnvVar": ("value", "value_from"),
    "core/v1:EnvVarSource": (
        "config_map_key_ref",
        "secret_key_ref",
        "field_ref",
        "resource_field_ref",
        "file_key_ref",
    ),
    "core/v1:FCVolumeSource": ("target_wwns", "wwids"),
    "core/v1:FlockerVolumeSource": ("dataset_name", "dataset_uuid"),
    "core/v1:LifecycleHandler": ("exec_", "http_get", "tcp_socket", "sleep"),
    "core/v1:PodResourceClaim": ("resource_claim_name", "resource_claim_template_name"),
    "core/v1:Probe": ("exec_", "http_get", "tcp_socket", "grpc"),
    "core/v1:Volume": tuple(field for field in fields_of("core/v1:Volume") if field != "name"),
    "core/v1:VolumeMount": ("sub_path", "sub_path_expr"),
    "core/v1:VolumeProjection": tuple(fields_of("core/v1:VolumeProjection")),
}
"""The fields of each type of object that exclude one another."""

REQUIRED_CHOICE: Final[dict[str, str]] = {
    "batch/v1:PodFailurePolicyRule": "condition",
    "core/v1:ClusterTrustBundleProjection": "name",
    "core/v1:DownwardAPIVolumeFile": "source",
    "core/v1:EnvFromSource": "source",
    "core/v1:EnvVarSource": "source",
    "core/v1:FCVolumeSource": "target",
    "core/v1:FlockerVolumeSource": "dataset",
    "core/v1:LifecycleHandler": "handler",
    "core/v1:PodResourceClaim": "claim",
    "core/v1:Probe": "handler",
}
"""The types of object that must have one of their exclusive fields, and the noun for that field."""

REQUIRED_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "core/v1:ConfigMapEnvSource": ("name",),
    "core/v1:ConfigMapKeySelector": ("name",),
    "core/v1:ConfigMapProjection": ("name",),
    "core/v1:ConfigMapVolumeSource": ("name",),
    "core/v1:Container": ("image",),
    "core/v1:ContainerRestartRule": ("exit_codes",),
    "core/v1:EphemeralContainer": ("image",),
    "core/v1:EphemeralVolumeSource": ("volume_claim_template",),
    "core/v1:ExecAction": ("command",),
    "core/v1:PersistentVolumeClaimSpec": ("access_modes",),
    "core/v1:PodDNSConfigOption": ("name",),
    "core/v1:SecretEnvSource": ("name",),
    "core/v1:SecretKeySelector": ("name",),
    "core/v1:SecretProjection": ("name",),
    "core/v1:SecretVolumeSource": ("secret_name",),
}
"""The fields that Kubernetes demands though its OpenAPI document does not mark them as required."""

CHECKS_OF_OBJECTS: Final[dict[str, FieldCheck]] = {
    token: one_of_fields(*names, required=REQUIRED_CHOICE.get(token))
    for token, names in EXCLUSIVE_FIELDS.items()
}
"""The check of each type of object whose fields exclude one another."""
