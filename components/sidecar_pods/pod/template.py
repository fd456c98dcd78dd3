"""From a Pod's arguments to its template: pure functions that need no running Pulumi program."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import pulumi

from sidecar_pods.arguments.conform import conform_args
from sidecar_pods.arguments.container_args import ContainerArgs, ResourcesArgs
from sidecar_pods.arguments.later import mapped
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.config_files import ConfigFiles, config_files
from sidecar_pods.pod.containers import WATCHING, check_containers
from sidecar_pods.pod.labels import Labels, selector_labels, standard_labels
from sidecar_pods.pod.parts import Container, Fields, Pod, Port, read_pod
from sidecar_pods.pod.pod_security import secure_container, secure_pod
from sidecar_pods.pod.probes import complete
from sidecar_pods.pod.spread import constraints_of
from sidecar_pods.pod.structure import shown, with_structure
from sidecar_pods.pod.wiring import Wiring, wire

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PodSpecArgsDict, PodTemplateSpecArgsDict

PASSED_ON_BY_CONTAINER: Final = frozenset(ContainerArgs.__annotations__) - {"volumes", "security_context"}
"""Fields of a container that stand in the template as the user gave them, but for the ports of its probes."""

PASSED_ON_BY_POD: Final = ("share_process_namespace", "termination_grace_period_seconds")
"""Fields of the Pod that stand in its spec as the user gave them."""


@dataclass(frozen=True)
class RunningContainer:
    """A container that runs as long as the Pod: a main container or a native sidecar."""

    name: str
    """Its name."""
    ports: tuple[Port, ...]
    """The ports that it opens."""
    resources: pulumi.Input[ResourcesArgs]
    """The resources that it requests, and their limits."""


@dataclass(frozen=True)
class PodTemplate:
    """A Pod template, and the facts about it that a workload needs."""

    name: pulumi.Input[str]
    """Name of the Kubernetes object."""
    selector: Labels
    """The labels that select the Pods."""
    labels: pulumi.Input[Labels]
    """All labels of the Pods."""
    annotations: pulumi.Input[Labels] | None
    """The annotations of the Pods."""
    spec: "pulumi.Input[PodSpecArgsDict]"
    """The spec of the Pods; an Output if a part of its structure is one."""
    running: list[RunningContainer] | pulumi.Output[list[RunningContainer]]
    """The containers that run side by side, the main ones first; an Output if the spec is one."""
    files: Sequence[ConfigFiles]
    """The ConfigMaps that the Pods mount."""

    def manifest(self) -> "PodTemplateSpecArgsDict":
        """Return the template as the Kubernetes provider takes it."""
        metadata: Fields = {"labels": self.labels}
        if self.annotations is not None:
            metadata["annotations"] = self.annotations
        return cast("PodTemplateSpecArgsDict", {"metadata": metadata, "spec": self.spec})


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


def assemble(component: str, args: PodTemplateArgs, instance: pulumi.Input[str], where: Where) -> PodTemplate:
    """Return the template of a Pod, and the facts about it that a workload needs.

    Args:
        component: Name of the component, and of the object unless the arguments give another.
        args: The Pod: arguments that conform to their TypedDict.
        instance: Value of the label `app.kubernetes.io/instance` unless the arguments name one.
        where: The place of the arguments.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    name = args.get("name", component)
    selector = selector_labels(component, args.get("instance", instance))
    pod, files = config_files(args, name)
    built = with_structure(pod, lambda known: _build(read_pod(known, where), selector))
    return PodTemplate(
        name=name,
        selector=selector,
        labels=standard_labels(selector, args.get("labels")),
        annotations=args.get("annotations"),
        spec=cast("pulumi.Input[PodSpecArgsDict]", mapped(built, lambda known: shown(known.spec))),
        running=mapped(built, lambda known: known.running),
        files=files,
    )


class _Built(NamedTuple):
    spec: Fields
    running: list[RunningContainer]


def _build(pod: Pod, selector: Labels) -> _Built:
    check_containers(pod.containers, pod.where)
    wiring = wire(pod)
    made = [(each.role, _container(each, pod, wiring)) for each in pod.containers]
    spec: Fields = {
        "volumes": [volume.manifest() for volume in wiring.volumes],
        "init_containers": [container for role, container in made if role != "containers"],
        "containers": [container for role, container in made if role == "containers"],
        "topology_spread_constraints": constraints_of(pod, selector),
        **secure_pod(pod),
        **{field: pod.given[field] for field in PASSED_ON_BY_POD if field in pod.given},
    }
    running = [
        _running(each) for role in ("containers", "sidecars") for each in pod.containers if each.role == role
    ]
    return _Built({field: value for field, value in spec.items() if value != []}, running)


def _container(container: Container, pod: Pod, wiring: Wiring) -> Fields:
    manifest = {
        field: complete(field, value, container, pod.grace, container.where.field(field))
        if field in WATCHING
        else value
        for field, value in container.given.items()
        if field in PASSED_ON_BY_CONTAINER
    }
    if container.role == "sidecars":
        manifest["restart_policy"] = "Always"
    if mounts := wiring.mounts[container.name]:
        manifest["volume_mounts"] = [mount.manifest() for mount in mounts]
    return {**manifest, **secure_container(pod.level, container)}


def _running(container: Container) -> RunningContainer:
    resources = cast("pulumi.Input[ResourcesArgs]", shown(container.resources))
    return RunningContainer(container.name, container.ports, resources)
