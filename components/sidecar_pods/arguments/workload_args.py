"""The arguments of the workloads, of the Service and of the namespace.

See pod_args.py for how they are written.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from sidecar_pods.arguments.pod_args import PodSecurity, PodTemplateArgs


class SidecarDeploymentArgs(TypedDict):
    """A number of identical Pods, replaced when they fail and rolled when their template changes."""

    template: PodTemplateArgs
    """The Pod."""
    replicas: NotRequired[pulumi.Input[int]]
    """Number of Pods, 1 to 500; with `max_replicas` the lower limit. Default: not managed here (Kubernetes
    starts with 1)."""
    max_replicas: NotRequired[int]
    """Upper limit of a HorizontalPodAutoscaler, which then manages the number of Pods. It aims at 70 % of the
    CPU that the Pods request, so each container must request CPU. Default: 0, for no autoscaler."""
    pod_disruption_budget: NotRequired[bool]
    """Whether to create a PodDisruptionBudget, so that a drained node evicts one Pod at a time. Default:
    false."""


class SidecarDaemonSetArgs(TypedDict):
    """One Pod on each node."""

    template: PodTemplateArgs
    """The Pod."""


class SidecarJobArgs(TypedDict):
    """A Pod that runs until its `containers` have succeeded. Kubernetes then ends its `sidecars`."""

    template: PodTemplateArgs
    """The Pod."""
    restart_policy: NotRequired[pulumi.Input[str]]
    """Action after a container has failed: OnFailure restarts it and keeps its volumes, Never starts a new
    Pod. Default: OnFailure."""
    backoff_limit: NotRequired[pulumi.Input[int]]
    """Number of failures before the Job fails. Default: 6."""
    active_deadline_seconds: NotRequired[pulumi.Input[int]]
    """Seconds after which the Job fails. Default: no limit, and `pulumi up` waits a day for it."""
    ttl_seconds_after_finished: NotRequired[pulumi.Input[int]]
    """Seconds from the Job's end until it is deleted. The next `pulumi up` then creates and runs it again.
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
    WorkloadEndpoints = Any


class SidecarServiceArgs(TypedDict):
    """A Service in front of one workload."""

    workload: pulumi.Input[WorkloadEndpoints]
    """The `endpoints` of a SidecarPod, SidecarDeployment or SidecarDaemonSet. Selector, namespace and ports
    follow from them."""
    port: NotRequired[pulumi.Input[int]]
    """Port of the Service for the first port that the workload opens; the others keep their number. Default:
    the same number as in the Pod."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the Service, a DNS label. Default: the component's name."""


class SecuredNamespaceArgs(TypedDict):
    """A namespace in which the API server enforces a level of the Pod Security Standards."""

    pod_security: pulumi.Input[PodSecurity]
    """The level: privileged, baseline or restricted. The API server refuses Pods that do not meet it."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the namespace, a DNS label. Default: the component's name."""
