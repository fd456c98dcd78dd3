"""What every workload here has in common: its object's metadata, how long Pulumi waits for it, and what a
Service needs of it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import pulumi

from .args import Endpoints
from .config_files import ConfigFiles, config_files
from .conform import Given, inside, is_later, known_now
from .labels import selector_labels
from .pod_template import GRACE_SECONDS, open_ports, template_of

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PodSpecArgsDict, PodTemplateSpecArgsDict
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict
    from pulumi_kubernetes.meta.v1.outputs import ObjectMeta

# Pulling an image takes a minute or two; after five a Pod that is not ready has something to tell.
_READY: Final = 5 * 60
_GONE: Final = 2 * 60
# Timeouts are part of the program, so they cannot follow a number that is known later.
_GRACE_UNLESS_KNOWN: Final = 60 * 60


class Workload(NamedTuple):
    """The parts of a workload's object that follow from the Pod it runs."""

    metadata: "ObjectMetaArgsDict"
    """Name, namespace and labels of the object."""
    selector: dict[str, pulumi.Input[str]]
    """The labels that select its Pods."""
    template: "PodTemplateSpecArgsDict"
    """The template of its Pods."""
    files: list[ConfigFiles]
    """The ConfigMaps that its Pods mount."""
    has_network_policy: bool
    """Whether a NetworkPolicy comes with it."""
    grace_seconds: int
    """How long its Pods may take to end; an hour where that is known only later."""

    @property
    def pod_metadata(self) -> "ObjectMetaArgsDict":
        """Metadata of the Pod where it stands alone."""
        return {**cast("ObjectMetaArgsDict", self.template.get("metadata", {})), **self.metadata}

    @property
    def spec(self) -> "pulumi.Input[PodSpecArgsDict]":
        """Spec of the Pod where it stands alone."""
        return cast("PodSpecArgsDict", self.template.get("spec"))


def describe(component: str, given: Mapping[str, Given], where: str) -> Workload:
    """Derive a workload from the Pod it runs.

    Args:
        component: Name of the component, and of the object unless the arguments give another.
        given: The Pod: arguments that conform to `PodTemplateArgs`.
        where: Path of the arguments, for an error's sentence.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    pod, files = config_files({"name": component, "instance": instance_of_stack(), **given})
    selector = selector_labels(component, pod["instance"])
    template = template_of(pod, selector, where)
    metadata = {field: pod[field] for field in ("name", "namespace") if field in pod}
    metadata["labels"] = cast("Any", template)["metadata"]["labels"]
    grace = pod.get("termination_grace_period_seconds", GRACE_SECONDS)
    return Workload(
        metadata=cast("ObjectMetaArgsDict", metadata),
        selector=selector,
        template=template,
        files=files,
        has_network_policy=known_now(pod.get("network_policy", False), inside(where, "network_policy")),
        grace_seconds=known_or(grace, _GRACE_UNLESS_KNOWN),
    )


def endpoints(kind: pulumi.Output[str], workload: Workload) -> pulumi.Output[Endpoints]:
    """Say what a Service needs to know of a workload; known in preview, and not before the workload is ready
    in `up`.

    Args:
        kind: The kind of the object that was made: whoever uses the result waits for the object, of which a
            preview knows nothing else for sure.
        workload: What the object was made from.
    """
    ports = pulumi.Output.from_input(open_ports(workload.template)).apply(
        lambda opened: [
            {
                "port": port["container_port"],
                "name": port.get("name", ""),
                "protocol": port.get("protocol", "TCP"),
            }
            for port in opened
        ]
    )
    known: dict[str, Given] = {"selector": workload.selector, "ports": ports}
    if "namespace" in workload.metadata:
        known["namespace"] = workload.metadata["namespace"]
    return pulumi.Output.all(kind, known).apply(lambda made: cast("Endpoints", made[1]))


def instance_of_stack() -> str:
    """Return the label that tells a stack's objects from those of all others."""
    return f"{pulumi.get_project()}-{pulumi.get_stack()}"


def name_of(metadata: "pulumi.Output[ObjectMeta]") -> pulumi.Output[str]:
    """Return the name of an object, known once it exists."""
    return metadata.name


def namespace_of(metadata: "pulumi.Output[ObjectMeta]") -> pulumi.Output[str]:
    """Return the namespace an object was made in."""
    return metadata.namespace.apply(lambda namespace: namespace or "default")


def known_or(seconds: Given, otherwise: int) -> int:
    """Return a number of seconds, or another where it is known only later."""
    return otherwise if is_later(seconds) else seconds


def child_options(
    parent: pulumi.Resource,
    depends_on: pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]]] = (),
    *,
    done_within: int = _READY,
    grace_seconds: int = 0,
) -> pulumi.ResourceOptions:
    """Return the options of a component's Kubernetes object: it has a fixed name, so the old one must go
    first.

    Args:
        parent: The component.
        depends_on: What must be there before it.
        done_within: Seconds that Pulumi waits until it is ready, or complete. Default: 5 minutes.
        grace_seconds: Seconds that its Pods may take to end; Pulumi waits two minutes longer for that.
    """
    ready = f"{done_within}s"
    timeouts = pulumi.CustomTimeouts(create=ready, update=ready, delete=f"{_GONE + grace_seconds}s")
    return pulumi.ResourceOptions(
        parent=parent, depends_on=depends_on, delete_before_replace=True, custom_timeouts=timeouts
    )
