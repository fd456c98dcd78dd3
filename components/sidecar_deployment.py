"""A number of identical Pods of several containers."""

import pulumi

from .args import Endpoints, SidecarDeploymentArgs
from .conform import Declared, conform
from .workload import child_options, describe, endpoints, name_of, namespace_of


class SidecarDeployment(pulumi.ComponentResource):
    """A Deployment of Pods whose containers share volumes, each stated once with who writes and who reads it.

    A changed template rolls: new Pods are ready before old ones go. Each Pod has emptyDir volumes of its own.
    """

    name: pulumi.Output[str]
    """Name of the Deployment."""
    namespace: pulumi.Output[str]
    """Namespace of the Deployment."""
    endpoints: pulumi.Output[Endpoints]
    """What a SidecarService needs to know to serve these Pods."""

    def __init__(
        self, name: str, args: SidecarDeploymentArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the Deployment.

        Args:
            name: Name of the component, and of the Deployment unless the template gives another.
            args: The template of the Pods, and their number.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarDeployment", name, {}, opts)
        from pulumi_kubernetes.apps.v1 import Deployment

        given = conform(args, Declared(SidecarDeploymentArgs), f"{name}:")
        workload = describe(name, given["template"], f"{name}: template")
        deployment = Deployment(
            name,
            metadata=workload.metadata,
            spec={
                "replicas": given.get("replicas"),
                "selector": {"match_labels": workload.selector},
                "template": workload.template,
            },
            opts=child_options(self),
        )
        self.name = name_of(deployment.metadata)
        self.namespace = namespace_of(deployment.metadata)
        self.endpoints = endpoints(deployment.metadata, workload)
        self.register_outputs({"name": self.name, "namespace": self.namespace, "endpoints": self.endpoints})
