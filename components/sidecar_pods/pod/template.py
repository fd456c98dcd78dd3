"""From a Pod's arguments to its template: pure functions that need no running Pulumi program."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.later import known_now, mapped
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.conform import conform, conform_args
from sidecar_pods.checks.declared import Declared, Own
from sidecar_pods.checks.levels import checks_of
from sidecar_pods.pod.config_files import ConfigFiles, config_files
from sidecar_pods.pod.containers import check_containers, within_grace
from sidecar_pods.pod.labels import Labels, selector_labels, standard_labels
from sidecar_pods.pod.parts import Container, Pod, Port, read_pod
from sidecar_pods.pod.pod_security import secure_container, secure_pod
from sidecar_pods.pod.spread import constraints_of
from sidecar_pods.pod.structure import hide_leaves, shown, with_structure
from sidecar_pods.pod.volumes import CLAIM, Fields
from sidecar_pods.pod.wiring import Wiring, wire
from sidecar_pods.sidecars.joining import join_helpers

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import (
        PodSpecArgsDict,
        PodTemplateSpecArgsDict,
        ResourceRequirementsArgsDict,
    )

PASSED_ON_BY_CONTAINER: Final = frozenset(ContainerArgs.__annotations__) - {
    "volumes",
    "mount_order",
    "security_context",
    "lifecycle",
}
"""Fields of a container that stand in the template as the user gave them."""

PASSED_ON_BY_POD: Final = frozenset(PodTemplateArgs.__annotations__) - {
    *("containers", "init_containers", "sidecars", "helpers", "shared_volumes", "volume_order"),
    *("name", "namespace", "instance", "labels", "standard_labels", "annotations", "metadata"),
    "network_policy",
    *("pod_security", "fs_group", "security_context", "automount_service_account_token"),
    "topology_spread_constraints",
}
"""Fields of the Pod that stand in its spec as the user gave them."""


class RunningContainer(NamedTuple):
    """A container that runs as long as the Pod: a main container or a native sidecar."""

    name: str
    """Its name."""
    ports: tuple[Port, ...]
    """The ports that it opens."""
    resources: "pulumi.Input[ResourceRequirementsArgsDict]"
    """The resources that it requests, and their limits."""


class PodTemplate(NamedTuple):
    """A Pod template, and the facts about it that a workload needs."""

    name: pulumi.Input[str]
    """Name of the Kubernetes object."""
    selector: Labels
    """The labels that select the Pods."""
    labels: pulumi.Input[Labels] | None
    """All labels of the Pods; None for no labels."""
    annotations: pulumi.Input[Labels] | None
    """The annotations of the Pods."""
    metadata: Fields
    """The metadata of the Pods besides labels and annotations."""
    spec: "pulumi.Input[PodSpecArgsDict]"
    """The spec of the Pods; an Output if a part of its structure is one."""
    claims: list[Fields] | pulumi.Output[list[Fields]]
    """The claim templates of a StatefulSet; an Output if the spec is one."""
    running: list[RunningContainer] | pulumi.Output[list[RunningContainer]]
    """The containers that run side by side, the main ones first; an Output if the spec is one."""
    files: Sequence[ConfigFiles]
    """The ConfigMaps that the Pods mount."""

    def manifest(self) -> "PodTemplateSpecArgsDict":
        """Return the template as the Kubernetes provider takes it."""
        stated = {"labels": self.labels, "annotations": self.annotations}
        metadata = {field: value for field, value in stated.items() if value is not None}
        return cast("PodTemplateSpecArgsDict", {"metadata": {**self.metadata, **metadata}, "spec": self.spec})


def pod_template(
    component: str, args: PodTemplateArgs, instance: pulumi.Input[str], path: str = ""
) -> "PodTemplateSpecArgsDict":
    """Return the template that a Pod, a Deployment, a Job or a DaemonSet holds.

    An Output that is a leaf (an image, an environment variable) is a leaf of the template. An Output that is
    part of the structure (a name, a path, a port) makes the template's spec an Output.

    Args:
        component: Name of the component, for the labels.
        args: The Pod.
        instance: Value of the label `app.kubernetes.io/instance` unless the arguments name one.
        path: Path of the arguments inside those of the component, for an error's sentence.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    where = Where(component, path)
    return assemble(component, conform_args(args, PodTemplateArgs, where), instance, where).manifest()


def assemble(
    component: str,
    args: PodTemplateArgs,
    instance: pulumi.Input[str],
    where: Where,
    *,
    selector: Labels | None = None,
    makes_claims: bool = False,
) -> PodTemplate:
    """Return the template of a Pod, and the facts about it that a workload needs.

    Args:
        component: Name of the component, and of the object unless the arguments give another.
        args: The Pod: arguments that conform to their TypedDict.
        instance: Value of the label `app.kubernetes.io/instance` unless the arguments name one.
        where: The place of the arguments.
        selector: The labels that select the Pods. Default: the standard ones, or those of the arguments if
            the Pods have no standard ones.
        makes_claims: Whether the workload makes claims of the volumes with a template for them.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    name = args.get("name", component)
    args = join_helpers(args, where)
    labels, own_selector = _labels(component, args, instance, where)
    selecting = own_selector if selector is None else selector
    pod, files = config_files(args, name)

    def build(known: PodTemplateArgs) -> _Built:
        built = _build(read_pod(_at_its_level(known, where), where), selecting)
        if built.claims and not makes_claims:
            claim = cast("Fields", built.claims[0]["metadata"])["name"]
            expected = "a StatefulSet, or persistent_volume_claim or ephemeral instead"
            raise WiringError(where, f"has a {CLAIM} for volume {claim}, and makes no claims", expected)
        return built

    made = with_structure(pod, build)
    return PodTemplate(
        name=name,
        selector=selecting,
        labels=labels,
        annotations=args.get("annotations"),
        metadata=cast("Fields", args.get("metadata", {})),
        spec=cast("pulumi.Input[PodSpecArgsDict]", mapped(made, lambda known: shown(known.spec))),
        claims=mapped(made, lambda known: shown(known.claims)),
        running=mapped(made, lambda known: known.running),
        files=files,
    )


def _labels(
    component: str, args: PodTemplateArgs, instance: pulumi.Input[str], where: Where
) -> tuple[pulumi.Input[Labels] | None, Labels]:
    """Return the labels of the Pods, and those that select them."""
    if args.get("standard_labels", True):
        selector = selector_labels(component, args.get("instance", instance))
        return standard_labels(selector, args.get("labels")), selector
    labels = known_now(args.get("labels", {}), where.field("labels"))
    return labels or None, labels


def _at_its_level(args: PodTemplateArgs, where: Where) -> PodTemplateArgs:
    """Return a Pod's arguments after a check that no field breaks the level that they state."""
    level = cast("str", args.get("pod_security", "privileged"))
    if level == "privileged":
        return args
    checks = checks_of(level, has_own_users=args.get("host_users") is False)
    checked = conform(shown(args), Declared(Own(PodTemplateArgs)), where, checks)
    return hide_leaves(cast("PodTemplateArgs", checked))


class _Built(NamedTuple):
    spec: Fields
    claims: list[Fields]
    running: list[RunningContainer]


def _build(pod: Pod, selector: Labels) -> _Built:
    check_containers(pod.containers, pod.where, exists=pod.exists)
    wiring = wire(pod)
    made = [(each.role, _container(each, pod, wiring)) for each in pod.containers]
    spec: Fields = {
        "volumes": [stated for volume in wiring.volumes if (stated := volume.manifest())],
        "init_containers": [container for role, container in made if role != "containers"],
        "containers": [container for role, container in made if role == "containers"],
        "topology_spread_constraints": constraints_of(pod, selector),
        **secure_pod(pod),
        **{field: value for field, value in pod.given.items() if field in PASSED_ON_BY_POD},
    }
    return _Built(
        spec={field: value for field, value in spec.items() if value != []},
        claims=[volume.claim() for volume in wiring.volumes if volume.kind == CLAIM],
        running=[
            _running(each)
            for role in ("containers", "sidecars")
            for each in pod.containers
            if each.role == role
        ],
    )


def _container(container: Container, pod: Pod, wiring: Wiring) -> Fields:
    manifest: Fields = {
        field: value for field, value in container.given.items() if field in PASSED_ON_BY_CONTAINER
    }
    if "lifecycle" in container.given:
        hooks = container.given["lifecycle"]
        manifest["lifecycle"] = within_grace(hooks, pod.grace, container.where.field("lifecycle"))
    if container.role == "sidecars":
        manifest["restart_policy"] = "Always"
    mounts = wiring.mounts[container.name]
    lists = {
        "volume_mounts": [mount.manifest() for mount in mounts if not mount.place.is_device],
        "volume_devices": [mount.manifest() for mount in mounts if mount.place.is_device],
    }
    return {
        **manifest,
        **{field: value for field, value in lists.items() if value},
        **secure_container(pod, container),
    }


def _running(container: Container) -> RunningContainer:
    resources = cast("pulumi.Input[ResourceRequirementsArgsDict]", shown(container.resources))
    return RunningContainer(container.name, container.ports, resources)
