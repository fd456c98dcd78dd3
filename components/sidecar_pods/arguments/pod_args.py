"""The arguments of a Pod: plain data, in Kubernetes' own words, that Pulumi serves to every language.

The generator of the package's schema, and Pulumi's own component host, read the annotations and the docstring
under each field. So these modules must not use `from __future__ import annotations`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.helper_args import HelperArgs
from sidecar_pods.arguments.referenced import (
    Affinity,
    EphemeralContainer,
    HostAlias,
    LocalObjectReference,
    ObjectMeta,
    PodDNSConfig,
    PodOS,
    PodReadinessGate,
    PodResourceClaim,
    PodSchedulingGate,
    PodSchedulingGroup,
    PodSecurityContext,
    ResourceRequirements,
    Toleration,
    TopologySpreadConstraint,
)
from sidecar_pods.arguments.volume_args import SharedVolumeArgs

if TYPE_CHECKING:
    PodSecurity = Literal["privileged", "baseline", "restricted"]
else:
    # The analyzer knows no Literal; own_checks.py refuses other words.
    # https://github.com/pulumi/pulumi/blob/master/sdk/python/lib/pulumi/provider/experimental/analyzer.py
    PodSecurity = str


class PodTemplateArgs(TypedDict):
    """A Pod, the same in every workload: its containers, and which of them write and read each volume."""

    containers: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]]
    """The containers that run side by side. At least one, here or among `helpers`."""
    init_containers: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]]
    """Containers that run to completion first, one after the other. A container with `restart_policy: Always`
    is a native sidecar: it starts at its place in the list, and the next one waits until it has started."""
    sidecars: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]]
    """Native sidecars: they start after `init_containers` and before `containers`, and end after
    `containers`."""
    helpers: NotRequired[Sequence[HelperArgs]]
    """Ready-made containers, such as `[{"nginx": {"name": "web"}}]`. Each joins the list of its role, after
    the containers stated there, and adds its volumes to the Pod. Default: none."""
    ephemeral_containers: NotRequired[pulumi.Input[Sequence[pulumi.Input[EphemeralContainer]]]]
    """Containers of `kubectl debug`. Kubernetes refuses them in a new Pod."""
    shared_volumes: NotRequired[pulumi.Input[Sequence[pulumi.Input[SharedVolumeArgs]]]]
    """The volumes that containers share, each with its writers and readers."""
    volume_order: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Names of the volumes, in the order in which the Pod lists them. State it only for a Pod that exists, so
    that its template stays the same. Default: shared volumes first, each list in the order in which it is
    stated."""
    pod_security: NotRequired[pulumi.Input[PodSecurity]]
    """Level of Kubernetes' Pod Security Standards that the component makes the Pod meet. `privileged` sets
    nothing. `baseline` sets no service account token, no privilege escalation and the runtime's seccomp
    profile. `restricted` also sets no root user, no capability and a read-only root file system. A field that
    you state wins over the level's, but is refused if it breaks a level that you state here. Default: the
    fields of baseline, and nothing is refused."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the Kubernetes object, a host name of at most 63 characters. Default: the component's name."""
    namespace: NotRequired[pulumi.Input[str]]
    """Namespace of the Kubernetes object. Default: the one the provider is configured with, else
    `default`."""
    instance: NotRequired[pulumi.Input[str]]
    """Value of the label `app.kubernetes.io/instance`. Default: `<project>-<stack>`."""
    labels: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Labels besides the standard ones. They cannot replace a standard label."""
    standard_labels: NotRequired[bool]
    """Whether the Pods have the standard labels `app.kubernetes.io/name`, `instance` and `managed-by`. State
    false only for Pods that exist, so that their template stays the same; `labels` then selects them. As in
    Kubernetes, two containers may then state one port, and a volume may lack writers and readers. Default:
    true."""
    annotations: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Annotations of the Pod."""
    metadata: NotRequired[ObjectMeta]
    """Further metadata of the Pod, besides its labels and annotations, such as finalizers. A template that
    exists may state a name here, which Kubernetes ignores. Default: none."""
    network_policy: NotRequired[bool]
    """Whether to create a NetworkPolicy that admits connections to the Pod's ports only. Default: false."""
    fs_group: NotRequired[pulumi.Input[int]]
    """Number of the group that may write to claims; `security_context` can state it too. Default: the
    volume's ownership is not changed."""
    security_context: NotRequired[pulumi.Input[PodSecurityContext]]
    """User, groups and rights of all containers. A field given here wins over the one that `pod_security`
    sets."""
    service_account_name: NotRequired[pulumi.Input[str]]
    """ServiceAccount that the Pod uses for requests to the API server. Default: `default`."""
    service_account: NotRequired[pulumi.Input[str]]
    """The old name of `service_account_name`. Deprecated."""
    automount_service_account_token: NotRequired[pulumi.Input[bool]]
    """Whether the containers get that account's token. Default: false; under `privileged`, as the account
    says."""
    image_pull_secrets: NotRequired[pulumi.Input[Sequence[pulumi.Input[LocalObjectReference]]]]
    """Secrets with the passwords of image registries, such as `[{"name": "registry"}]`."""
    restart_policy: NotRequired[pulumi.Input[str]]
    """Always, OnFailure or Never: whether a container that has ended is restarted. Default: Always; OnFailure
    in a Job."""
    termination_grace_period_seconds: NotRequired[pulumi.Input[int]]
    """Seconds from SIGTERM to SIGKILL. Default: 30."""
    active_deadline_seconds: NotRequired[pulumi.Input[int]]
    """Seconds after which Kubernetes ends the Pod, which then counts as failed. Default: no limit."""
    share_process_namespace: NotRequired[pulumi.Input[bool]]
    """Whether the containers see and may signal one another's processes. Default: false."""
    host_network: NotRequired[pulumi.Input[bool]]
    """Whether the Pod uses the node's network. Default: false."""
    host_pid: NotRequired[pulumi.Input[bool]]
    """Whether the containers see the node's processes. Default: false."""
    host_ipc: NotRequired[pulumi.Input[bool]]
    """Whether the containers share the node's inter-process communication. Default: false."""
    host_users: NotRequired[pulumi.Input[bool]]
    """Whether the Pod uses the node's user namespace; false gives it one of its own. Default: true."""
    hostname: NotRequired[pulumi.Input[str]]
    """Host name of the Pod. Default: its name."""
    hostname_override: NotRequired[pulumi.Input[str]]
    """Host name that wins over `hostname`, and is not in the cluster's DNS. Default: none."""
    subdomain: NotRequired[pulumi.Input[str]]
    """Name of the headless Service in whose domain the Pod has its host name. Default: none."""
    set_hostname_as_fqdn: NotRequired[pulumi.Input[bool]]
    """Whether the host name is the fully qualified one. Default: false."""
    host_aliases: NotRequired[pulumi.Input[Sequence[pulumi.Input[HostAlias]]]]
    """Lines added to the containers' /etc/hosts."""
    dns_policy: NotRequired[pulumi.Input[str]]
    """ClusterFirst, ClusterFirstWithHostNet, Default (the node's) or None. Default: ClusterFirst."""
    dns_config: NotRequired[pulumi.Input[PodDNSConfig]]
    """Name servers, search domains and options besides those of `dns_policy`."""
    enable_service_links: NotRequired[pulumi.Input[bool]]
    """Whether environment variables hold the addresses of the namespace's Services. Default: true."""
    node_selector: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Labels that the Pod's node must have."""
    node_name: NotRequired[pulumi.Input[str]]
    """Node to run on, without the scheduler. Default: the scheduler chooses one."""
    affinity: NotRequired[pulumi.Input[Affinity]]
    """Rules for the nodes and the other Pods that this Pod must or should run beside, or away from."""
    tolerations: NotRequired[pulumi.Input[Sequence[pulumi.Input[Toleration]]]]
    """Taints of nodes that do not keep this Pod away."""
    topology_spread_constraints: NotRequired[pulumi.Input[Sequence[pulumi.Input[TopologySpreadConstraint]]]]
    """Rules that spread the Pods of one workload over nodes or zones. A rule without a `label_selector`
    counts the Pods of this workload. Default: the scheduler decides."""
    scheduler_name: NotRequired[pulumi.Input[str]]
    """Scheduler that places the Pod. Default: default-scheduler."""
    scheduling_gates: NotRequired[pulumi.Input[Sequence[pulumi.Input[PodSchedulingGate]]]]
    """Gates that a controller must remove before the Pod is scheduled."""
    scheduling_group: NotRequired[pulumi.Input[PodSchedulingGroup]]
    """Group of Pods that are scheduled together; behind a feature gate of Kubernetes."""
    priority_class_name: NotRequired[pulumi.Input[str]]
    """PriorityClass of the Pod. Default: the cluster's default class."""
    priority: NotRequired[pulumi.Input[int]]
    """Priority of the Pod. Kubernetes takes it from the PriorityClass, and refuses any other number."""
    preemption_policy: NotRequired[pulumi.Input[str]]
    """PreemptLowerPriority or Never. Default: as the PriorityClass says."""
    runtime_class_name: NotRequired[pulumi.Input[str]]
    """RuntimeClass that runs the containers. Default: the node's default."""
    overhead: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Resources that the runtime itself uses. They must equal those of the RuntimeClass."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources of the Pod as a whole: cpu, memory and huge pages. Default: the sum of the containers'."""
    resource_claims: NotRequired[pulumi.Input[Sequence[pulumi.Input[PodResourceClaim]]]]
    """Devices that the containers may refer to by name in `resources.claims`."""
    readiness_gates: NotRequired[pulumi.Input[Sequence[pulumi.Input[PodReadinessGate]]]]
    """Further conditions that must be true before the Pod is ready."""
    os: NotRequired[pulumi.Input[PodOS]]
    """Operating system of the containers, `{"name": "linux"}` or windows. Default: not stated."""
