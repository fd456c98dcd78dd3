"""What the components take: plain data, in Kubernetes' own words, that Pulumi serves to every language.

Pulumi's analyzer reads the annotations and the docstring under each field at run time, so this module must
not use `from __future__ import annotations`, and a TypedDict must not inherit fields: their docstrings would
be lost.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from .container_args import ClaimArgs, ConfigMapArgs, ContainerArgs, EmptyDirArgs

if TYPE_CHECKING:
    from typing import Literal

    PodSecurity = Literal["privileged", "baseline", "restricted"]
else:
    PodSecurity = str  # the analyzer knows no Literal; checks.py refuses other words


class SharedVolumeArgs(TypedDict):
    """A volume that containers share, stated once: every mount of it is derived from here.

    It is an emptyDir unless `persistent_volume_claim` or `config_map` is given. A container that both reads
    and writes is a writer; it may be a reader as well, at another path, to read by a mount that cannot write.
    """

    name: pulumi.Input[str]
    """Name of the volume, unique in the Pod."""
    written_by: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Who writes it, and at which absolute path each finds it: `{"2nd": "/html"}`. At least one container;
    none for a `config_map`."""
    read_by: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Who reads it, and at which absolute path; mounted read-only. At least one container."""
    empty_dir: NotRequired[pulumi.Input[EmptyDirArgs]]
    """The folder that it is, with a limit or in memory."""
    persistent_volume_claim: NotRequired[pulumi.Input[ClaimArgs]]
    """The claim that it is instead, for data that must outlive the Pod."""
    config_map: NotRequired[pulumi.Input[ConfigMapArgs]]
    """The ConfigMap that it is instead: no container writes it, and all see a change at the same moment."""


class TopologySpreadArgs(TypedDict):
    """How the Pods of one workload spread over nodes or zones."""

    topology_key: pulumi.Input[str]
    """Label of the nodes, such as `kubernetes.io/hostname`, whose values are the places to spread over."""
    max_skew: pulumi.Input[int]
    """By how many Pods two places may differ."""
    when_unsatisfiable: pulumi.Input[str]
    """ScheduleAnyway, or DoNotSchedule to wait for a place instead."""


class PodTemplateArgs(TypedDict):
    """A Pod, the same whichever workload runs it: its containers, and who of them writes and reads what."""

    containers: pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]
    """The containers that run side by side. At least one."""
    init_containers: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]]
    """Containers that run to completion first, one after the other."""
    sidecars: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]]
    """Native sidecars: they start after `init_containers`, before `containers`, and end after them."""
    shared_volumes: NotRequired[pulumi.Input[Sequence[pulumi.Input[SharedVolumeArgs]]]]
    """The volumes that containers share, with who writes and who reads each."""
    pod_security: NotRequired[pulumi.Input[PodSecurity]]
    """Level of Kubernetes' Pod Security Standards that the Pod meets of itself. `privileged` sets nothing;
    `baseline` gives it no service account token, no privilege escalation and the runtime's seccomp profile;
    `restricted` also no root user, no capability and a read-only root file system. Default: baseline."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the Kubernetes object, a host name of at most 63 characters. Default: the component's name."""
    namespace: NotRequired[pulumi.Input[str]]
    """Namespace of the Kubernetes object. Default: the one the provider is configured with, else
    `default`."""
    instance: NotRequired[pulumi.Input[str]]
    """Value of the label `app.kubernetes.io/instance`. Default: `<project>-<stack>`."""
    labels: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Labels besides the standard ones, which they cannot replace."""
    annotations: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Annotations of the Pod."""
    fs_group: NotRequired[pulumi.Input[int]]
    """Number of the group that may write to claims. Default: root's alone may, as the storage decides."""
    share_process_namespace: NotRequired[pulumi.Input[bool]]
    """Whether the containers see and may signal one another's processes. Default: false."""
    termination_grace_period_seconds: NotRequired[pulumi.Input[int]]
    """Seconds from SIGTERM to SIGKILL. Default: 30."""
    topology_spread_constraints: NotRequired[pulumi.Input[Sequence[pulumi.Input[TopologySpreadArgs]]]]
    """How the Pods of one workload spread over nodes or zones. Default: as the scheduler likes."""
    network_policy: NotRequired[bool]
    """Whether a NetworkPolicy comes with the workload, which admits connections to the ports that the Pod
    opens and to no others. Default: false."""


class SidecarDeploymentArgs(TypedDict):
    """A number of identical Pods that are replaced when they fail and rolled when their template changes."""

    template: PodTemplateArgs
    """The Pod that there shall be several of."""
    replicas: NotRequired[pulumi.Input[int]]
    """How many, 1 to 500; with `max_replicas` the fewest. Default: not managed here (Kubernetes starts with
    1)."""
    max_replicas: NotRequired[int]
    """How many an autoscaler may run at most, to use 70 % of the CPU that they request, each container some:
    a HorizontalPodAutoscaler, which manages the number then. Default: 0, for no autoscaler."""
    pod_disruption_budget: NotRequired[bool]
    """Whether a PodDisruptionBudget comes with it, by which a drained node takes no more than one of the Pods
    at a time. Default: false."""


class SidecarDaemonSetArgs(TypedDict):
    """One Pod on each node."""

    template: PodTemplateArgs
    """The Pod that there shall be one of on each node."""


class SidecarJobArgs(TypedDict):
    """A Pod that works until it is done: until its `containers` have ended well. Its `sidecars` are ended
    then."""

    template: PodTemplateArgs
    """The Pod that does the work."""
    restart_policy: NotRequired[pulumi.Input[str]]
    """What follows on a container that failed: OnFailure starts it again, with its volumes as they are, Never
    starts a new Pod. Default: OnFailure."""
    backoff_limit: NotRequired[pulumi.Input[int]]
    """How many failures are forgiven. Default: 6."""
    active_deadline_seconds: NotRequired[pulumi.Input[int]]
    """Seconds after which it has failed, whatever it does. Default: it may take as long as it likes, and
    `pulumi up` waits a day for it."""
    ttl_seconds_after_finished: NotRequired[pulumi.Input[int]]
    """Seconds after its end until it is deleted. A program that runs after that makes, and runs, it anew.
    Default: it stays."""


class EndpointPort(TypedDict):
    """A port of a workload's Pods, as a Service needs to know it."""

    port: int
    """Number of the port in the Pod."""
    name: str
    """Name of the port in the Pod, or empty."""
    protocol: str
    """TCP, UDP or SCTP."""


class Endpoints(TypedDict):
    """What a Service needs to know of a workload: the `endpoints` output of every workload here."""

    namespace: NotRequired[str]
    """Namespace of the Pods. Default: the one of the provider."""
    selector: Mapping[str, str]
    """Labels that all of the Pods have, and no others."""
    ports: Sequence[EndpointPort]
    """Ports that the Pods open."""


if TYPE_CHECKING:
    WorkloadEndpoints = Endpoints
else:
    WorkloadEndpoints = (
        Any  # Pulumi's component host drops an Output of a declared type; it hands on Any untouched
    )


class SidecarServiceArgs(TypedDict):
    """A Service in front of one workload."""

    workload: pulumi.Input[WorkloadEndpoints]
    """The `endpoints` of the SidecarPod, SidecarDeployment or SidecarDaemonSet that it serves. Selector,
    namespace and ports follow."""
    port: NotRequired[pulumi.Input[int]]
    """Port of the Service for the first port that the workload opens; the others keep their number. Default:
    its own number too."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the Service, a DNS label. Default: the component's name."""


class SecuredNamespaceArgs(TypedDict):
    """A namespace in which the API server enforces a level of the Pod Security Standards."""

    pod_security: pulumi.Input[PodSecurity]
    """The level: Pods that do not meet it are refused. privileged, baseline or restricted."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the namespace, a DNS label. Default: the component's name."""
