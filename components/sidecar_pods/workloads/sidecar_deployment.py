"""A number of identical Pods of several containers."""

from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.later import known_now
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import Endpoints, SidecarDeploymentArgs
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.workloads.companions import companions, make_autoscaler, make_disruption_budget, scalable
from sidecar_pods.workloads.workload import (
    Workload,
    child_options,
    describe,
    endpoints,
    name_of,
    namespace_of,
)

if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import DeploymentSpecArgsDict


REVISIONS: Final = 5
"""Number of earlier templates that Kubernetes keeps, for `kubectl rollout undo`."""


class SidecarDeployment(pulumi.ComponentResource):
    """A Deployment of Pods whose containers share volumes, each stated once with its writers and readers.

    A changed template rolls: each new Pod is ready before an old one goes. Each Pod has emptyDir volumes of
    its own.
    """

    name: pulumi.Output[str]
    """Name of the Deployment."""
    namespace: pulumi.Output[str]
    """Namespace of the Deployment."""
    endpoints: pulumi.Output[Endpoints]
    """The facts that a SidecarService needs to serve these Pods."""

    def __init__(
        self, name: str, args: SidecarDeploymentArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the Deployment and its companions.

        Args:
            name: Name of the component, and of the Deployment unless the template gives another.
            args: The template of the Pods, and their number.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarDeployment", name, {}, opts)
        from pulumi_kubernetes.apps.v1 import Deployment

        given = conform_args(args, SidecarDeploymentArgs, Where(name))
        workload = describe(name, given["template"], Where(name, "template"))
        most = _most(given, workload, name)
        spec = {
            "replicas": None if most else given.get("replicas"),
            "revision_history_limit": REVISIONS,
            "strategy": {"type": "RollingUpdate", "rolling_update": {"max_surge": 1, "max_unavailable": 0}},
            "selector": {"match_labels": workload.template.selector},
            "template": workload.template.manifest(),
        }
        deployment = Deployment(
            name,
            metadata=workload.metadata,
            spec=cast("DeploymentSpecArgsDict", spec),
            opts=child_options(self, companions(self, name, workload), grace_seconds=workload.grace_seconds),
        )
        if most:
            make_autoscaler(self, name, workload, fewest=given.get("replicas", 1), most=most)
        if known_now(given.get("pod_disruption_budget", False), Where(name, "pod_disruption_budget")):
            make_disruption_budget(self, name, workload)
        self.name = name_of(deployment.metadata)
        self.namespace = namespace_of(deployment.metadata)
        self.endpoints = endpoints(deployment.kind, workload)
        self.register_outputs({"name": self.name, "namespace": self.namespace, "endpoints": self.endpoints})


def _most(given: SidecarDeploymentArgs, workload: Workload, component: str) -> pulumi.Input[int]:
    """Return the upper limit of the autoscaler; 0 if there is none."""
    where = Where(component, "max_replicas")
    most, fewest = known_now(given.get("max_replicas", 0), where), given.get("replicas", 1)
    if not most:
        return 0
    if isinstance(fewest, int) and most < fewest:
        raise WiringError(
            where, f"is {most}, fewer than replicas", f"{fewest} or more, or 0 for no autoscaler"
        )
    return scalable(workload, most, where)
