"""The arguments of the workloads, of the Service and of the namespace.

See pod_args.py for how they are written.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from sidecar_pods.arguments.pod_args import PodSecurity, PodTemplateArgs
from sidecar_pods.arguments.referenced import (
    DaemonSetUpdateStrategy,
    DeploymentStrategy,
    LabelSelector,
    ObjectMeta,
    PodFailurePolicy,
    ServicePort,
    SessionAffinityConfig,
    StatefulSetOrdinals,
    StatefulSetPersistentVolumeClaimRetentionPolicy,
    StatefulSetUpdateStrategy,
    SuccessPolicy,
)


class MetadataArgs(TypedDict):
    """The metadata of a workload itself, beside that of its Pods."""

    labels: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Labels of the workload itself, besides the labels of its Pods."""
    annotations: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Annotations of the workload itself."""
    metadata: NotRequired[ObjectMeta]
    """Further metadata of the workload itself, such as finalizers. Default: none."""


class WorkloadArgs(MetadataArgs):
    """The fields of every workload that makes Pods."""

    template: PodTemplateArgs
    """The Pod."""
    selector: NotRequired[pulumi.Input[LabelSelector]]
    """Selector of the Pods. Kubernetes refuses to change it, so state it only for a workload that exists.
    Default: the standard labels."""


class SidecarDeploymentArgs(WorkloadArgs):
    """A number of identical Pods, replaced when they fail and rolled when their template changes."""

    replicas: NotRequired[pulumi.Input[int]]
    """Number of Pods, 0 to 500; with `max_replicas` the lower limit. Default: not managed here (Kubernetes
    starts with 1)."""
    max_replicas: NotRequired[int]
    """Upper limit of a HorizontalPodAutoscaler, which then manages the number of Pods. It aims at 70 % of the
    CPU that the Pods request, so each container must request CPU. Default: 0, for no autoscaler."""
    pod_disruption_budget: NotRequired[bool]
    """Whether to create a PodDisruptionBudget, so that a drained node evicts one Pod at a time. Default:
    false."""
    strategy: NotRequired[pulumi.Input[DeploymentStrategy]]
    """How new Pods replace old ones. Default: one new Pod at a time, and no old Pod ends before the new one
    is ready."""
    min_ready_seconds: NotRequired[pulumi.Input[int]]
    """Seconds that a new Pod must be ready before it counts as available. Default: 0."""
    progress_deadline_seconds: NotRequired[pulumi.Input[int]]
    """Seconds without progress after which a rollout counts as failed. Default: 600."""
    revision_history_limit: NotRequired[pulumi.Input[int]]
    """Number of earlier templates that Kubernetes keeps, for `kubectl rollout undo`. Default: 5."""
    paused: NotRequired[pulumi.Input[bool]]
    """Whether rollouts are paused, so that a changed template does not roll. Default: false."""


class SidecarStatefulSetArgs(WorkloadArgs):
    """A number of Pods, each with a name and claims that it keeps for life.

    Its claims are volumes of the template with a `volume_claim_template`.
    """

    replicas: NotRequired[pulumi.Input[int]]
    """Number of Pods, 0 to 500. Default: not managed here (Kubernetes starts with 1)."""
    pod_disruption_budget: NotRequired[bool]
    """Whether to create a PodDisruptionBudget, so that a drained node evicts one Pod at a time. Default:
    false."""
    service_name: NotRequired[pulumi.Input[str]]
    """Name of an existing headless Service in whose domain the Pods have their names. Default: the component
    creates one, with the StatefulSet's name and `-headless`."""
    pod_management_policy: NotRequired[pulumi.Input[str]]
    """OrderedReady, which starts each Pod after the previous one is ready, or Parallel. Default:
    OrderedReady."""
    update_strategy: NotRequired[pulumi.Input[StatefulSetUpdateStrategy]]
    """How new Pods replace old ones. Default: RollingUpdate, from the last Pod to the first."""
    persistent_volume_claim_retention_policy: NotRequired[
        pulumi.Input[StatefulSetPersistentVolumeClaimRetentionPolicy]
    ]
    """Retain or Delete: what happens to the claims when the StatefulSet is deleted or scaled down. Default:
    Retain."""
    min_ready_seconds: NotRequired[pulumi.Input[int]]
    """Seconds that a new Pod must be ready before it counts as available. Default: 0."""
    ordinals: NotRequired[pulumi.Input[StatefulSetOrdinals]]
    """Number of the first Pod. Default: 0."""
    revision_history_limit: NotRequired[pulumi.Input[int]]
    """Number of earlier templates that Kubernetes keeps, for `kubectl rollout undo`. Default: 5."""


class SidecarDaemonSetArgs(WorkloadArgs):
    """One Pod on each node."""

    update_strategy: NotRequired[pulumi.Input[DaemonSetUpdateStrategy]]
    """How new Pods replace old ones. Default: RollingUpdate, one node at a time."""
    min_ready_seconds: NotRequired[pulumi.Input[int]]
    """Seconds that a new Pod must be ready before it counts as available. Default: 0."""
    revision_history_limit: NotRequired[pulumi.Input[int]]
    """Number of earlier templates that Kubernetes keeps, for `kubectl rollout undo`. Default: Kubernetes'
    own, 10."""


class SidecarJobArgs(WorkloadArgs):
    """A Pod that runs until its `containers` have succeeded. Kubernetes then ends its `sidecars`."""

    restart_policy: NotRequired[pulumi.Input[str]]
    """Action after a container has failed: OnFailure restarts it and keeps its volumes, Never starts a new
    Pod. Default: the template's, else OnFailure."""
    backoff_limit: NotRequired[pulumi.Input[int]]
    """Number of failures before the Job fails. Default: 6."""
    backoff_limit_per_index: NotRequired[pulumi.Input[int]]
    """Number of failures of one index before that index fails; for indexed Jobs. Default: no such limit."""
    max_failed_indexes: NotRequired[pulumi.Input[int]]
    """Number of failed indexes before the Job fails. Default: no such limit."""
    completions: NotRequired[pulumi.Input[int]]
    """Number of Pods that must succeed. Default: 1, or any if only `parallelism` is given."""
    parallelism: NotRequired[pulumi.Input[int]]
    """Number of Pods that run at the same time. Default: 1."""
    completion_mode: NotRequired[pulumi.Input[str]]
    """NonIndexed, or Indexed to give each Pod a number from 0 to `completions` - 1. Default: NonIndexed."""
    pod_failure_policy: NotRequired[pulumi.Input[PodFailurePolicy]]
    """Failures that end the Job at once, or that do not count, by exit code or by condition."""
    success_policy: NotRequired[pulumi.Input[SuccessPolicy]]
    """Indexes whose success is enough for the Job to succeed."""
    pod_replacement_policy: NotRequired[pulumi.Input[str]]
    """TerminatingOrFailed, or Failed to start a new Pod only after the old one has ended. Default:
    TerminatingOrFailed."""
    active_deadline_seconds: NotRequired[pulumi.Input[int]]
    """Seconds after which the Job fails. Default: no limit, and `pulumi up` waits a day for it."""
    ttl_seconds_after_finished: NotRequired[pulumi.Input[int]]
    """Seconds from the Job's end until it is deleted. The next `pulumi up` then creates and runs it again.
    Default: it stays."""
    suspend: NotRequired[pulumi.Input[bool]]
    """Whether the Job starts no Pods yet. `pulumi up` does not wait for it then. Default: false."""
    manual_selector: NotRequired[pulumi.Input[bool]]
    """Whether `selector` is used instead of one that Kubernetes generates. Default: false."""
    managed_by: NotRequired[pulumi.Input[str]]
    """Controller that runs the Job. Default: Kubernetes' own."""


class SidecarCronJobArgs(MetadataArgs):
    """A Job that is created again and again, by a schedule."""

    schedule: pulumi.Input[str]
    """Times at which a Job is created, in cron's notation: `*/5 * * * *` or `@daily`."""
    job_template: SidecarJobArgs
    """The Job. For a CronJob that exists, its `metadata` may state a name, which Kubernetes ignores."""
    time_zone: NotRequired[pulumi.Input[str]]
    """Time zone of the schedule, such as Europe/Rome. Default: the one of Kubernetes' controller manager."""
    concurrency_policy: NotRequired[pulumi.Input[str]]
    """Allow, Forbid or Replace: what happens when a Job is due and the previous one still runs. Default:
    Allow."""
    starting_deadline_seconds: NotRequired[pulumi.Input[int]]
    """Seconds after the scheduled time during which a late Job may still start. Default: no limit."""
    successful_jobs_history_limit: NotRequired[pulumi.Input[int]]
    """Number of successful Jobs that stay. Default: 3."""
    failed_jobs_history_limit: NotRequired[pulumi.Input[int]]
    """Number of failed Jobs that stay. Default: 1."""
    suspend: NotRequired[pulumi.Input[bool]]
    """Whether no further Jobs are created. Default: false."""


class EndpointPort(TypedDict):
    """A port of a workload's Pods, as a Service needs to know it."""

    port: int
    """Number of the port in the Pod."""
    name: str
    """Name of the port in the Pod, or empty."""
    protocol: str
    """TCP, UDP or SCTP."""


class Endpoints(TypedDict):
    """Facts about a workload that a Service needs: the `endpoints` output of every workload here."""

    namespace: NotRequired[str]
    """Namespace of the Pods. Default: the one of the provider."""
    selector: Mapping[str, str]
    """Labels that all of the Pods have, and no others."""
    ports: Sequence[EndpointPort]
    """Ports that the Pods open."""


if TYPE_CHECKING:
    WorkloadEndpoints = Endpoints
else:
    # Any: Pulumi's component host drops an Output of a declared type, and passes Any on untouched.
    # https://github.com/pulumi/pulumi/blob/master/sdk/python/lib/pulumi/provider/experimental/component.py
    WorkloadEndpoints = Any


class SidecarServiceArgs(TypedDict):
    """A Service in front of one workload."""

    workload: pulumi.Input[WorkloadEndpoints]
    """The `endpoints` of a SidecarPod, SidecarDeployment, SidecarStatefulSet or SidecarDaemonSet. Selector,
    namespace and ports follow from them."""
    port: NotRequired[pulumi.Input[int]]
    """Port of the Service for the first port that the workload opens; the other ports keep their numbers.
    Default: the same number as in the Pod."""
    ports: NotRequired[pulumi.Input[Sequence[pulumi.Input[ServicePort]]]]
    """Ports of the Service, instead of those that follow from the workload. A `target_port` that is a name
    must be a port of the workload."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the Service, a DNS label. Default: the component's name."""
    labels: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Labels of the Service besides the standard ones."""
    standard_labels: NotRequired[bool]
    """Whether the Service has the labels of its workload's selector and `app.kubernetes.io/managed-by`. State
    false only for a Service that exists, so that its labels and annotations stay as stated. Default: true."""
    annotations: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Annotations of the Service, for a load balancer's controller for example."""
    metadata: NotRequired[ObjectMeta]
    """Further metadata of the Service, such as finalizers. Default: none."""
    selector: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Labels by which the Service selects Pods. State it only for a Service that exists. Default: the labels
    that select the workload's Pods."""
    type: NotRequired[pulumi.Input[str]]
    """ClusterIP, NodePort or LoadBalancer. Default: ClusterIP."""
    cluster_ip: NotRequired[pulumi.Input[str]]
    """IP address in the cluster, or None for a headless Service. Default: the cluster chooses one."""
    cluster_ips: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """IP addresses in the cluster, one of each family. Default: the cluster chooses them."""
    ip_families: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """IPv4, IPv6 or both. Default: the cluster's first family."""
    ip_family_policy: NotRequired[pulumi.Input[str]]
    """SingleStack, PreferDualStack or RequireDualStack. Default: SingleStack."""
    external_ips: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """IP addresses of nodes that also take requests."""
    external_name: NotRequired[pulumi.Input[str]]
    """DNS name behind a Service of type ExternalName. Such a Service selects no Pods, so the field is
    refused."""
    external_traffic_policy: NotRequired[pulumi.Input[str]]
    """Cluster, or Local to keep requests on the node that they reach and to show the client's address.
    Default: Cluster."""
    internal_traffic_policy: NotRequired[pulumi.Input[str]]
    """Cluster, or Local to keep requests on the client's node. Default: Cluster."""
    traffic_distribution: NotRequired[pulumi.Input[str]]
    """Preference among Pods: PreferSameZone or PreferSameNode. Default: none."""
    load_balancer_class: NotRequired[pulumi.Input[str]]
    """Implementation of the load balancer. Default: the cloud's own."""
    load_balancer_ip: NotRequired[pulumi.Input[str]]
    """IP address of the load balancer, if its implementation lets you choose one. Deprecated."""
    load_balancer_source_ranges: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Networks whose clients the load balancer admits. Default: all."""
    allocate_load_balancer_node_ports: NotRequired[pulumi.Input[bool]]
    """Whether a Service of type LoadBalancer also gets node ports. Default: true."""
    health_check_node_port: NotRequired[pulumi.Input[int]]
    """Port of the nodes for the load balancer's health checks. Default: the cluster chooses one."""
    publish_not_ready_addresses: NotRequired[pulumi.Input[bool]]
    """Whether the cluster's DNS also has the addresses of Pods that are not ready. Default: false."""
    session_affinity: NotRequired[pulumi.Input[str]]
    """ClientIP, to send each client always to the same Pod, or None. Default: None."""
    session_affinity_config: NotRequired[pulumi.Input[SessionAffinityConfig]]
    """How long a client is sent to the same Pod. Default: three hours."""


class SecuredNamespaceArgs(TypedDict):
    """A namespace in which the API server enforces a level of the Pod Security Standards."""

    pod_security: pulumi.Input[PodSecurity]
    """The level: privileged, baseline or restricted. The API server refuses Pods that do not meet it."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the namespace, a DNS label. Default: the component's name."""
