"""One Pod of several containers on each node."""

import pulumi

from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import Endpoints, SidecarDaemonSetArgs
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.workload import child_options, describe, endpoints, name_of, namespace_of


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
            args: The template of the Pods.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarDaemonSet", name, {}, opts)
        from pulumi_kubernetes.apps.v1 import DaemonSet

        given = conform_args(args, SidecarDaemonSetArgs, Where(name))
        workload = describe(name, given["template"], Where(name, "template"))
        template = workload.template
        daemon_set = DaemonSet(
            name,
            metadata=workload.metadata,
            spec={"selector": {"match_labels": template.selector}, "template": template.manifest()},
            opts=child_options(self, companions(self, name, workload), grace_seconds=workload.grace_seconds),
        )
        self.name = name_of(daemon_set.metadata)
        self.namespace = namespace_of(daemon_set.metadata)
        self.endpoints = endpoints(daemon_set.kind, workload)
        self.register_outputs({"name": self.name, "namespace": self.namespace, "endpoints": self.endpoints})
