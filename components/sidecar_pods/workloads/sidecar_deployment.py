"""A number of identical Pods of several containers."""

from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.later import known_or, mapped
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import Endpoints, SidecarDeploymentArgs
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.kubernetes.objects import Deployment
from sidecar_pods.kubernetes.options import READY, child_options
from sidecar_pods.workloads.companions import companions, make_autoscaler, make_disruption_budget, scalable
from sidecar_pods.workloads.workload import REVISIONS, Workload, describe, publish, spec_of

if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import DeploymentSpecArgsDict

_UNLESS_STATED: Final = {
    "revision_history_limit": REVISIONS,
    "strategy": {"type": "RollingUpdate", "rolling_update": {"max_surge": 1, "max_unavailable": 0}},
}


class SidecarDeployment(pulumi.ComponentResource):
    """A Deployment of Pods whose containers share volumes, each stated once with its writers and readers.

    A changed template rolls: each new Pod is ready before an old one ends. Each Pod has emptyDir volumes of
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
        where = Where(name)
        given = conform_args(args, SidecarDeploymentArgs, where)
        workload = describe(name, given, where)
        most = _most(given, workload, name)
        spec = {**_UNLESS_STATED, **spec_of("apps/v1:DeploymentSpec", given, workload, where)}
        if most:
            spec.pop("replicas", None)
        self.deployment = Deployment(
            name,
            # A paused Deployment does not roll.
            metadata=workload.metadata(given, where, held_back=mapped(given.get("paused", False), bool)),
            spec=cast("DeploymentSpecArgsDict", spec),
            opts=child_options(
                self,
                companions(self, name, workload),
                done_within=_done_within(given),
                grace_seconds=workload.grace_seconds,
            ),
        )
        if most:
            make_autoscaler(self, name, workload, fewest=given.get("replicas", 1), most=most)
        if given.get("pod_disruption_budget", False):
            make_disruption_budget(self, name, workload)
        self.name, self.namespace, self.endpoints = publish(self, self.deployment, workload)


def _most(given: SidecarDeploymentArgs, workload: Workload, component: str) -> pulumi.Input[int]:
    """Return the upper limit of the autoscaler; 0 if there is none."""
    where = Where(component, "max_replicas")
    most, fewest = given.get("max_replicas", 0), given.get("replicas", 1)
    if not most:
        return 0
    if isinstance(fewest, int) and most < fewest:
        raise WiringError(
            where, f"is {most}, fewer than replicas", f"{fewest} or more, or 0 for no autoscaler"
        )
    return scalable(workload, most, where)


def _done_within(given: SidecarDeploymentArgs) -> int:
    """Return the seconds that Pulumi waits for a rollout, in which one Pod after the other becomes ready."""
    pods, ready_for = given.get("replicas", 1), given.get("min_ready_seconds", 0)
    waits = READY + known_or(pods, 1) * known_or(ready_for, 0)
    return max(waits, known_or(given.get("progress_deadline_seconds", 0), 0))
