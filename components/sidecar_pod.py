"""A bare Pod of several containers."""

import pulumi

from .args import Endpoints, PodTemplateArgs
from .companions import companions
from .workload import child_options, describe, endpoints, name_of, namespace_of


class SidecarPod(pulumi.ComponentResource):
    """A Pod whose containers share volumes, each stated once with who writes and who reads it.

    A bare Pod can hardly be changed: almost any change of its spec deletes it and creates it anew, under its
    name.
    """

    name: pulumi.Output[str]
    """Name of the Pod."""
    namespace: pulumi.Output[str]
    """Namespace of the Pod."""
    pod_ip: pulumi.Output[str]
    """IP address that all containers of the Pod share."""
    endpoints: pulumi.Output[Endpoints]
    """What a SidecarService needs to know to serve this Pod."""

    def __init__(self, name: str, args: PodTemplateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Create the Pod.

        Args:
            name: Name of the component, and of the Pod unless the arguments give another.
            args: The Pod.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarPod", name, {}, opts)
        from pulumi_kubernetes.core.v1 import Pod

        workload = describe(name, args)
        options = child_options(self, companions(self, name, workload))
        pod = Pod(name, metadata=workload.pod_metadata, spec=workload.spec, opts=options)
        self.name = name_of(pod.metadata)
        self.namespace = namespace_of(pod.metadata)
        self.pod_ip = pod.status.apply(lambda known: (known.pod_ip if known else None) or "")
        self.endpoints = endpoints(pod.metadata, workload)
        self.register_outputs(
            {
                "name": self.name,
                "namespace": self.namespace,
                "podIp": self.pod_ip,
                "endpoints": self.endpoints,
            }
        )
