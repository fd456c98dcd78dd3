"""One Pod of several containers on each node."""

from typing import TYPE_CHECKING, cast

import pulumi

from sidecar_pods.arguments.later import mapped, part
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import Endpoints, SidecarDaemonSetArgs
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.kubernetes.objects import DaemonSet
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.workload import describe, publish, spec_of

if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import DaemonSetSpecArgsDict


class SidecarDaemonSet(pulumi.ComponentResource):
    """A DaemonSet of Pods whose containers share volumes, each stated once with its writers and readers.

    A changed template rolls, one node after the other. Each Pod has emptyDir volumes of its own.
    """

    name: pulumi.Output[str]
    """Name of the DaemonSet."""
    namespace: pulumi.Output[str]
    """Namespace of the DaemonSet."""
    endpoints: pulumi.Output[Endpoints]
    """The facts that a SidecarService needs to serve these Pods."""

    def __init__(
        self, name: str, args: SidecarDaemonSetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the DaemonSet.

        Args:
            name: Name of the component, and of the DaemonSet unless the template gives another.
            args: The template of the Pods, and how they are updated.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarDaemonSet", name, {}, opts)
        where = Where(name)
        given = conform_args(args, SidecarDaemonSetArgs, where)
        workload = describe(name, given, where)
        # With OnDelete, Pulumi would wait for somebody to delete the old Pods.
        held_back = mapped(part(given, "update_strategy", "type"), lambda kind: kind == "OnDelete")
        self.daemon_set = DaemonSet(
            name,
            metadata=workload.metadata(given, where, held_back=held_back),
            spec=cast("DaemonSetSpecArgsDict", spec_of("apps/v1:DaemonSetSpec", given, workload, where)),
            opts=child_options(self, companions(self, name, workload), grace_seconds=workload.grace_seconds),
        )
        self.name, self.namespace, self.endpoints = publish(self, self.daemon_set, workload)
