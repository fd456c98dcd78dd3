"""The parts that all workloads have in common: metadata, endpoints, options of the object."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.later import known_now, mapped
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import EndpointPort, Endpoints
from sidecar_pods.pod.parts import GRACE_SECONDS
from sidecar_pods.pod.template import PodTemplate, RunningContainer, assemble

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict
    from pulumi_kubernetes.meta.v1.outputs import ObjectMeta

# Pulling an image takes a minute or two. After five, a Pod that is not ready has a problem to report.
_READY: Final = 5 * 60
_GONE: Final = 2 * 60
# Timeouts are part of the program, so they cannot depend on a number that is known later.
_GRACE_UNLESS_KNOWN: Final = 60 * 60


@dataclass(frozen=True)
class Workload:
    """The parts of a workload's object that follow from the Pod it runs."""

    template: PodTemplate
    """The template of its Pods."""
    namespace: pulumi.Input[str] | None
    """Namespace of the object; None for the provider's."""
    has_network_policy: bool
    """Whether to create a NetworkPolicy for it."""
    grace_seconds: int
    """Seconds that its Pods may take to end; an hour if that is known only later."""

    @property
    def metadata(self) -> "ObjectMetaArgsDict":
        """Return the name, namespace and labels of the object."""
        metadata: ObjectMetaArgsDict = {"name": self.template.name}
        if self.namespace is not None:
            metadata["namespace"] = self.namespace
        return {**metadata, "labels": self.template.labels}

    @property
    def pod_metadata(self) -> "ObjectMetaArgsDict":
        """Return the metadata of the Pod if the Pod is the object."""
        annotations = self.template.annotations
        own = {} if annotations is None else {"annotations": annotations}
        return cast("ObjectMetaArgsDict", {**self.template.metadata, **self.metadata, **own})


def describe(component: str, args: PodTemplateArgs, where: Where) -> Workload:
    """Return the parts of a workload's object.

    Args:
        component: Name of the component, and of the object unless the arguments give another.
        args: The Pod: arguments that conform to their TypedDict.
        where: The place of the arguments.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    args = known_now(args, where)
    return Workload(
        template=assemble(component, args, instance_of_stack(), where),
        namespace=args.get("namespace"),
        has_network_policy=known_now(args.get("network_policy", False), where.field("network_policy")),
        grace_seconds=known_or(
            args.get("termination_grace_period_seconds", GRACE_SECONDS), _GRACE_UNLESS_KNOWN
        ),
    )


def open_ports(workload: Workload) -> pulumi.Output[list[EndpointPort]]:
    """Return the ports that a workload's Pods open, those of the main containers first."""

    def ports(running: Sequence[RunningContainer]) -> list[EndpointPort]:
        return [
            {"port": port.number, "name": port.name, "protocol": port.protocol}
            for container in running
            for port in container.ports
        ]

    return pulumi.Output.from_input(mapped(workload.template.running, ports))


def endpoints(kind: pulumi.Output[str], workload: Workload) -> pulumi.Output[Endpoints]:
    """Return the facts about a workload that a Service needs; a preview knows them.

    Args:
        kind: The kind of the created object. It is the only output that a preview knows; depending on it
            makes users of the result wait for the object.
        workload: The parts of the object.
    """
    facts: dict[str, object] = {"selector": workload.template.selector, "ports": open_ports(workload)}
    if workload.namespace is not None:
        facts["namespace"] = workload.namespace
    return pulumi.Output.all(kind, facts).apply(lambda known: cast("Endpoints", known[1]))


def instance_of_stack() -> str:
    """Return the label that distinguishes a stack's objects from all others."""
    return f"{pulumi.get_project()}-{pulumi.get_stack()}"


def name_of(metadata: "pulumi.Output[ObjectMeta]") -> pulumi.Output[str]:
    """Return the name of an object, known once it exists."""
    return metadata.name


def namespace_of(metadata: "pulumi.Output[ObjectMeta]") -> pulumi.Output[str]:
    """Return the namespace of an object, known once it exists."""
    return metadata.namespace.apply(lambda namespace: namespace or "default")


def known_or(seconds: pulumi.Input[int], otherwise: int) -> int:
    """Return a number of seconds, or another number if it is known only later."""
    return seconds if isinstance(seconds, int) else otherwise


def child_options(
    parent: pulumi.Resource,
    depends_on: pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]]] = (),
    *,
    done_within: int = _READY,
    grace_seconds: int = 0,
) -> pulumi.ResourceOptions:
    """Return the options of a component's object.

    Its name is fixed, so a replacement must delete the old object first.

    Args:
        parent: The component.
        depends_on: Resources that must exist before it.
        done_within: Seconds that Pulumi waits until it is ready, or complete. Default: 5 minutes.
        grace_seconds: Seconds that its Pods may take to end; Pulumi waits two minutes longer for that.
    """
    ready = f"{done_within}s"
    timeouts = pulumi.CustomTimeouts(create=ready, update=ready, delete=f"{_GONE + grace_seconds}s")
    return pulumi.ResourceOptions(
        parent=parent, depends_on=depends_on, delete_before_replace=True, custom_timeouts=timeouts
    )
