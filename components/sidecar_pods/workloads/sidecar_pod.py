"""A bare Pod of several containers."""

from typing import TYPE_CHECKING, cast

import pulumi

from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import Endpoints
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.kubernetes.objects import Pod
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.workload import (
    describe_pod,
    known_once_the_old_one_is_gone,
    publish,
    refuse_identity,
)

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict


class SidecarPod(pulumi.ComponentResource):
    """A Pod whose containers share volumes, each stated once with its writers and readers.

    Almost no field of a bare Pod can be changed. So for a changed spec, the provider deletes the Pod, and
    creates it again under its name.
    """

    name: pulumi.Output[str]
    """Name of the Pod."""
    namespace: pulumi.Output[str]
    """Namespace of the Pod."""
    pod_ip: pulumi.Output[str]
    """IP address that all containers of the Pod share."""
    endpoints: pulumi.Output[Endpoints]
    """The facts that a SidecarService needs to serve this Pod."""

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
        where = Where(name)
        workload = describe_pod(name, conform_args(args, PodTemplateArgs, where), where)
        template = workload.template
        refuse_identity(template.metadata, where, "beside metadata")
        metadata = cast("ObjectMetaArgsDict", {**template.metadata, **workload.companion_metadata})
        metadata["name"] = known_once_the_old_one_is_gone(self, name, workload, template.spec)
        if template.annotations is not None:
            metadata["annotations"] = template.annotations
        needed = companions(self, name, workload)
        options = child_options(self, needed, grace_seconds=workload.grace_seconds)
        self.pod = Pod(name, metadata=metadata, spec=template.spec, opts=options)
        self.pod_ip = self.pod.status.apply(lambda known: (known.pod_ip if known else None) or "")
        self.name, self.namespace, self.endpoints = publish(self, self.pod, workload, podIP=self.pod_ip)
