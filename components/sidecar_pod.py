"""A bare Pod of several containers."""

import hashlib
from typing import cast

import pulumi

from .args import Endpoints, PodTemplateArgs
from .companions import companions
from .conform import Declared, conform
from .workload import Workload, child_options, describe, endpoints, name_of, namespace_of


class SidecarPod(pulumi.ComponentResource):
    """A Pod whose containers share volumes, each stated once with who writes and who reads it.

    A bare Pod can hardly be changed: the provider deletes it for any change of its spec, and creates it anew
    under its name.
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

        workload = describe(name, conform(args, Declared(PodTemplateArgs), f"{name}:"), f"{name}:")
        needed = companions(self, name, workload)
        options = child_options(self, needed, grace_seconds=workload.grace_seconds)
        metadata = workload.pod_metadata
        own_name = cast("pulumi.Input[str]", metadata.get("name"))
        metadata["name"] = _known_once_the_old_one_has_gone(own_name, name, workload, self)
        pod = Pod(name, metadata=metadata, spec=workload.spec, opts=options)
        self.name = name_of(pod.metadata)
        self.namespace = namespace_of(pod.metadata)
        self.pod_ip = pod.status.apply(lambda known: (known.pod_ip if known else None) or "")
        self.endpoints = endpoints(pod.kind, workload)
        self.register_outputs(
            {
                "name": self.name,
                "namespace": self.namespace,
                "podIp": self.pod_ip,
                "endpoints": self.endpoints,
            }
        )


def _known_once_the_old_one_has_gone(
    name: pulumi.Input[str], component: str, workload: Workload, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """Return the Pod's name; unknown to a preview of its creation or replacement.

    To preview a creation the provider lets the API server try it: by a patch, if it may adopt what exists
    (`kubernetes:upsertExistingObjects`). While the Pod to be replaced is there, that patch is forbidden, and
    the preview would fail. What has an unknown name is not tried.
    """
    stash = pulumi.Stash(
        component,
        input=pulumi.Output.json_dumps(workload.spec, sort_keys=True).apply(_digest),
        opts=pulumi.ResourceOptions(parent=parent, replace_on_changes=["input"], delete_before_replace=True),
    )
    return pulumi.Output.all(name, stash.id).apply(lambda known: known[0])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
