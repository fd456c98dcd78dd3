"""A bare Pod of several containers."""

import hashlib
from typing import TYPE_CHECKING, cast

import pulumi

from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import Endpoints
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.kubernetes.objects import Pod
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.workload import Workload, describe_pod, publish

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict


class SidecarPod(pulumi.ComponentResource):
    """A Pod whose containers share volumes, each stated once with its writers and readers.

    Almost no field of a bare Pod can be changed: for a changed spec the provider deletes it, and creates it
    again under its name.
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
        metadata = cast("ObjectMetaArgsDict", {**template.metadata, **workload.companion_metadata})
        metadata["name"] = _known_once_the_old_pod_is_gone(name, workload, self)
        if template.annotations is not None:
            metadata["annotations"] = template.annotations
        needed = companions(self, name, workload)
        options = child_options(self, needed, grace_seconds=workload.grace_seconds)
        self.pod = Pod(name, metadata=metadata, spec=template.spec, opts=options)
        self.pod_ip = self.pod.status.apply(lambda known: (known.pod_ip if known else None) or "")
        self.name, self.namespace, self.endpoints = publish(self, self.pod, workload, podIP=self.pod_ip)


def _known_once_the_old_pod_is_gone(
    component: str, workload: Workload, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """Return the Pod's name; a preview of its creation or replacement does not know it.

    To preview a creation, the provider asks the API server for a dry run: a patch, if it may adopt objects
    that exist (`kubernetes:upsertExistingObjects`,
    https://github.com/pulumi/pulumi-kubernetes/pull/4278). The API server forbids that patch while the Pod to
    be replaced exists, and the preview would fail, as a StatefulSet's does
    (https://github.com/pulumi/pulumi-kubernetes/issues/3984). The provider tries no object whose name is
    unknown.
    """
    stash = pulumi.Stash(
        component,
        input=pulumi.Output.json_dumps(workload.template.spec, sort_keys=True).apply(_digest),
        opts=pulumi.ResourceOptions(parent=parent, replace_on_changes=["input"], delete_before_replace=True),
    )
    return pulumi.Output.all(workload.template.name, stash.id).apply(lambda known: known[0])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
