"""The parts that all workloads have in common: their description, spec, metadata, and outputs."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.later import known_or, mapped, merge
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import (
    EndpointPort,
    Endpoints,
    MetadataArgs,
    SidecarServiceArgs,
    WorkloadArgs,
)
from sidecar_pods.checks.conform import conform_text
from sidecar_pods.checks.values import choice
from sidecar_pods.kubernetes.ownership import instance_of_stack
from sidecar_pods.kubernetes.types import fields_of
from sidecar_pods.pod.parts import GRACE_SECONDS
from sidecar_pods.pod.template import PodTemplate, RunningContainer, assemble
from sidecar_pods.pod.volumes import Fields
from sidecar_pods.workloads.selector import match_labels, selecting

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import LabelSelectorArgsDict, ObjectMetaArgsDict
    from pulumi_kubernetes.meta.v1.outputs import ObjectMeta

# Timeouts are part of the program, so they cannot depend on a number that is known later.
_GRACE_UNLESS_KNOWN: Final = 60 * 60

REVISIONS: Final = 5
"""Number of earlier templates that Kubernetes keeps, for `kubectl rollout undo`, unless another is stated."""

_NOT_AWAITED: Final = "pulumi.com/skipAwait"
"""The annotation that makes Pulumi's provider not wait until an object is ready."""


class Workload(NamedTuple):
    """The parts of a workload's object that follow from its Pods."""

    template: PodTemplate
    """The template of the Pods."""
    selector: "pulumi.Input[LabelSelectorArgsDict]"
    """The selector of the Pods."""
    namespace: pulumi.Input[str] | None
    """Namespace of the object; None for the provider's."""
    has_standard_labels: bool
    """Whether the labels of the Pods are those of the object too."""
    has_network_policy: bool
    """Whether to create a NetworkPolicy for it."""
    grace_seconds: int
    """Seconds that its Pods may take to end; an hour if that is known only later."""

    @property
    def companion_metadata(self) -> "ObjectMetaArgsDict":
        """Return the metadata of an object that comes with the workload."""
        labels = self.template.labels
        return self._metadata({} if labels is None else {"labels": labels})

    def metadata(
        self, given: MetadataArgs, where: Where, *, held_back: pulumi.Input[bool] = False
    ) -> "ObjectMetaArgsDict":
        """Return the metadata of the workload's object.

        Args:
            given: The arguments with its own metadata.
            where: The place of the arguments.
            held_back: Whether the object waits for somebody, so that Pulumi must not wait for it. The
                metadata of an object without the standard labels stays as it is stated.

        Raises:
            WiringError: The arguments state a name or a namespace that is not the template's.
        """
        own = self.own_metadata(given)
        refuse_identity(own, where, "in the template")
        if held_back is not False and self.has_standard_labels:
            skipped = {_NOT_AWAITED: mapped(held_back, lambda is_it: str(is_it).lower())}
            own["annotations"] = merge(skipped, given.get("annotations", {}))
        return self._metadata(own)

    def own_metadata(self, given: MetadataArgs) -> Fields:
        """Return the metadata that is stated for an object, and the labels of the Pods.

        Args:
            given: The arguments with the object's own metadata.
        """
        stated = {field: given.get(field) for field in ("labels", "annotations")}
        own = further_metadata(given)
        own |= {field: value for field, value in stated.items() if value is not None}
        if self.has_standard_labels and self.template.labels is not None:
            own["labels"] = merge(self.template.labels, given.get("labels", {}))
        return own

    def _metadata(self, own: Mapping[str, object]) -> "ObjectMetaArgsDict":
        namespace = {} if self.namespace is None else {"namespace": self.namespace}
        return cast("ObjectMetaArgsDict", {"name": self.template.name, **namespace, **own})


def further_metadata(given: MetadataArgs | PodTemplateArgs | SidecarServiceArgs) -> Fields:
    """Return the metadata of an object besides its name, namespace, labels and annotations.

    Args:
        given: The arguments with the object's metadata.
    """
    return dict(cast("Fields", given.get("metadata", {})))


def refuse_identity(metadata: Mapping[str, object], where: Where, place: str) -> None:
    """Refuse a name and a namespace in the further metadata of an object.

    Args:
        metadata: The further metadata.
        where: The place of the object's arguments.
        place: The place where the arguments state both, in words.

    Raises:
        WiringError: It has one of them.
    """
    for field in ("name", "namespace"):
        if field in metadata:
            raise WiringError(where.field("metadata").field(field), "is stated", f"{field} {place}")


def describe(
    component: str,
    given: WorkloadArgs,
    where: Where,
    *,
    restart_policies: Sequence[str] = ("Always",),
    makes_claims: bool = False,
) -> Workload:
    """Return the parts of a workload's object that follow from its Pods.

    Args:
        component: Name of the component, and of the object unless the template gives another.
        given: The workload: arguments that conform to their TypedDict.
        where: The place of the arguments.
        restart_policies: The restart policies that the workload's Pods may have.
        makes_claims: Whether the workload makes claims of the volumes with a template for them.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    place, path = where.field("selector"), where.field("template")
    args = _restarting(given["template"], restart_policies, path)
    stated = given.get("selector")
    by_labels = match_labels(stated, place)
    template = assemble(
        component, args, instance_of_stack(), path, selector=by_labels, makes_claims=makes_claims
    )
    if stated is None:
        return _workload(template, args, path, {"match_labels": template.selector})
    return _workload(template, args, path, selecting(stated, template.labels, place))


def describe_pod(component: str, args: PodTemplateArgs, where: Where) -> Workload:
    """Return the parts of a bare Pod; see `describe`."""
    template = assemble(component, args, instance_of_stack(), where)
    return _workload(template, args, where, {"match_labels": template.selector})


def _restarting(args: PodTemplateArgs, policies: Sequence[str], where: Where) -> PodTemplateArgs:
    """Return a Pod's arguments after a check that its workload may restart its containers so."""
    if "restart_policy" not in args:
        return args
    policy = conform_text(args["restart_policy"], choice(*policies), where.field("restart_policy"))
    return {**args, "restart_policy": policy}


def _workload(
    template: PodTemplate,
    args: PodTemplateArgs,
    where: Where,
    selector: "pulumi.Input[LabelSelectorArgsDict]",
) -> Workload:
    has_network_policy = args.get("network_policy", False)
    if has_network_policy:
        refuse_no_labels(template, where)
    return Workload(
        template=template,
        selector=selector,
        namespace=args.get("namespace"),
        has_standard_labels=args.get("standard_labels", True),
        has_network_policy=has_network_policy,
        grace_seconds=known_or(
            args.get("termination_grace_period_seconds", GRACE_SECONDS), _GRACE_UNLESS_KNOWN
        ),
    )


def refuse_no_labels(template: PodTemplate, where: Where) -> None:
    """Refuse Pods without labels: an empty selector would select every Pod of the namespace.

    Args:
        template: The template of the Pods.
        where: The place of its arguments.

    Raises:
        WiringError: The Pods have no labels.
    """
    if not template.selector:
        raise WiringError(where.field("labels"), "is missing, and nothing else selects the Pods", "a label")


def spec_of(kind: str, given: WorkloadArgs, workload: Workload, where: Where) -> dict[str, object]:
    """Return the spec of a workload's object: the fields that are stated, the selector and the template.

    Args:
        kind: The type of the spec: `apps/v1:DaemonSetSpec`.
        given: The workload: arguments that conform to their TypedDict.
        workload: The parts of the object.
        where: The place of the arguments.

    Raises:
        WiringError: Nothing selects the Pods.
    """
    refuse_no_labels(workload.template, where.field("template"))
    stated = {field: value for field, value in given.items() if field in fields_of(kind)}
    return {**stated, "selector": workload.selector, "template": workload.template.manifest()}


def open_ports(workload: Workload) -> pulumi.Output[list[EndpointPort]]:
    """Return the ports that a workload's Pods open, those of the main containers first."""

    def ports(running: Sequence[RunningContainer]) -> list[EndpointPort]:
        return [
            {"port": port.number, "name": port.name, "protocol": port.protocol}
            for container in running
            for port in container.ports
        ]

    return pulumi.Output.from_input(mapped(workload.template.running, ports))


class _Made(Protocol):
    """An object of Kubernetes that a component has created."""

    @property
    def kind(self) -> pulumi.Output[str]: ...
    @property
    def metadata(self) -> "pulumi.Output[ObjectMeta]": ...


def endpoints(made: _Made, workload: Workload) -> pulumi.Output[Endpoints]:
    """Return the facts about a workload that a Service needs; a preview knows them.

    Args:
        made: The created object. Its kind is the only output that a preview knows; depending on it makes
            users of the result wait for the object.
        workload: The parts of the object.
    """
    facts: dict[str, object] = {"selector": workload.template.selector, "ports": open_ports(workload)}
    if workload.namespace is not None:
        facts["namespace"] = workload.namespace
    return pulumi.Output.all(made.kind, facts).apply(lambda known: cast("Endpoints", known[1]))


def name_of(made: _Made) -> pulumi.Output[str]:
    """Return the name of an object, known once it exists."""
    return made.metadata.name


def namespace_of(made: _Made) -> pulumi.Output[str]:
    """Return the namespace of an object, known once it exists."""
    return made.metadata.namespace.apply(lambda namespace: namespace or "default")


def known_once_the_old_one_is_gone(
    parent: pulumi.ComponentResource, component: str, workload: Workload, immutable: object
) -> pulumi.Output[str]:
    """Return the name of an object; a preview of its creation or replacement does not know it.

    To preview a creation, the provider asks the API server for a dry run: a patch, if it may adopt objects
    that exist (`kubernetes:upsertExistingObjects`,
    https://github.com/pulumi/pulumi-kubernetes/pull/4278). The API server forbids that patch while the object
    to be replaced exists, and the preview of a Pod or a StatefulSet would fail
    (https://github.com/pulumi/pulumi-kubernetes/issues/3984). The provider tries no object whose name is
    unknown.

    Args:
        parent: The component of the object.
        component: Name of the component.
        workload: The parts of the object.
        immutable: The fields of the object that cannot be changed without replacing it.
    """
    stash = pulumi.Stash(
        component,
        input=pulumi.Output.json_dumps(immutable, sort_keys=True).apply(_digest),
        opts=pulumi.ResourceOptions(parent=parent, replace_on_changes=["input"], delete_before_replace=True),
    )
    return pulumi.Output.all(workload.template.name, stash.id).apply(lambda known: known[0])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Outputs(NamedTuple):
    """The outputs that all workloads have whose Pods a Service can serve."""

    name: pulumi.Output[str]
    """Name of the object."""
    namespace: pulumi.Output[str]
    """Namespace of the object."""
    endpoints: pulumi.Output[Endpoints]
    """The facts that a SidecarService needs."""


def publish(
    component: pulumi.ComponentResource, made: _Made, workload: Workload, **more: pulumi.Output[str]
) -> Outputs:
    """Register the outputs of a workload's component, and return those that all have.

    Args:
        component: The component.
        made: Its object.
        workload: The parts of the object.
        more: Further outputs, by their names in Pulumi's case.
    """
    outputs = Outputs(name_of(made), namespace_of(made), endpoints(made, workload))
    component.register_outputs({**outputs._asdict(), **more})
    return outputs
