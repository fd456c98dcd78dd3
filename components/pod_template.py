"""From a Pod's arguments to its template: pure, with nothing of a running program in it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

import pulumi

from .args import PodTemplateArgs
from .config_files import config_files
from .conform import Declared, Given, conform, inside, is_later
from .container_args import ContainerArgs
from .containers import WATCHING, Container, containers_of
from .errors import WiringError
from .labels import selector_labels, standard_labels
from .outputs import derived, with_structure
from .pod_security import DEFAULT_LEVEL, secure_container, secure_pod
from .wiring import Manifest, Wiring

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PodTemplateSpecArgsDict

PASSED_ON_BY_CONTAINER: Final = frozenset(ContainerArgs.__annotations__) - {"volumes", "security_context"}
"""Fields of a container that stand in the template as the user gave them, but for the ports of its probes."""

GRACE_SECONDS: Final = 30
"""Kubernetes' own `termination_grace_period_seconds`."""

PASSED_ON_BY_POD: Final = ("share_process_namespace", "termination_grace_period_seconds")
"""Fields of the Pod that stand in its spec as the user gave them."""


def pod_template(
    component: str, args: PodTemplateArgs, instance: pulumi.Input[str], where: str | None = None
) -> "PodTemplateSpecArgsDict":
    """Turn a Pod's arguments into the template that a Pod, a Deployment, a Job or a DaemonSet holds.

    Outputs stay where they are: one that is a leaf (an image, an environment variable) is a leaf of the
    template; one that is part of the structure (a name, a path, a port) makes the template's spec an Output.

    Args:
        component: Name of the component, for its labels.
        args: The Pod.
        instance: Value of the label `app.kubernetes.io/instance` unless the arguments name one.
        where: Path of the arguments, for an error's sentence. Default: the component.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    where = where or f"{component}:"
    given: Given = conform(args, Declared(PodTemplateArgs), where)
    pod, _ = config_files({"name": component, "instance": instance, **given})
    return template_of(pod, selector_labels(component, pod["instance"]), where)


def template_of(pod: Mapping[str, Given], selector: Manifest, where: str) -> "PodTemplateSpecArgsDict":
    """Do what `pod_template` does.

    Args:
        pod: Arguments that conform to `PodTemplateArgs`, with ConfigMaps in the place of files.
        selector: The labels that select the Pods.
        where: Path of the arguments, for an error's sentence.

    Raises:
        WiringError: The arguments contradict themselves or Kubernetes; for an Output, when it resolves.
    """
    metadata = {"labels": standard_labels(selector, pod.get("labels"))}
    if "annotations" in pod:
        metadata["annotations"] = pod["annotations"]
    spec = with_structure(pod, PodTemplateArgs, lambda known: _spec(known, selector, where))
    return cast("PodTemplateSpecArgsDict", {"metadata": metadata, "spec": spec})


def open_ports(template: "PodTemplateSpecArgsDict") -> Given:
    """Return the ports that a template's running Pods open, those of the main containers first.

    The result is a list, or an Output of one if the template's spec is an Output.
    """

    def ports(containers: list[Manifest]) -> list[Manifest]:
        return [port for container in containers for port in container.get("ports", [])]

    running = running_containers(template)
    return running.apply(ports) if is_later(running) else ports(running)


def running_containers(template: "PodTemplateSpecArgsDict") -> Given:
    """Return the containers of a template that run side by side, the main ones first; an Output if the
    template's spec is one."""

    def running(spec: Manifest) -> list[Manifest]:
        sidecars = [each for each in spec.get("init_containers", []) if "restart_policy" in each]
        return [*spec["containers"], *sidecars]

    spec: Given = template.get("spec")
    return spec.apply(running) if is_later(spec) else running(spec)


def _spec(pod: Mapping[str, Given], selector: Manifest, where: str) -> Manifest:
    containers = containers_of(pod, where)
    wiring = Wiring(pod, containers, where)
    level = pod.get("pod_security", DEFAULT_LEVEL)
    grace = pod.get("termination_grace_period_seconds", GRACE_SECONDS)
    made = [(each.role, _container(each, wiring, level, grace)) for each in containers]
    spec = {
        "volumes": wiring.volumes,
        "init_containers": [container for role, container in made if role != "containers"],
        "containers": [container for role, container in made if role == "containers"],
        "topology_spread_constraints": _spread(pod.get("topology_spread_constraints", []), selector),
        **secure_pod(level, pod.get("fs_group")),
    }
    spec |= {field: pod[field] for field in PASSED_ON_BY_POD if field in pod}
    return {field: value for field, value in spec.items() if value != []}


def _spread(constraints: Given, selector: Manifest) -> Given:
    def selecting(constraint: Manifest) -> Manifest:
        return {**constraint, "label_selector": {"match_labels": selector}}

    return derived(constraints, lambda known: [derived(each, selecting) for each in known])


def _container(container: Container, wiring: Wiring, level: str, grace: Given) -> Manifest:
    manifest = {
        field: _watched(field, value, container, grace, inside(container.where, field))
        if field in WATCHING
        else value
        for field, value in container.given.items()
        if field in PASSED_ON_BY_CONTAINER
    }
    if container.role == "sidecars":
        manifest["restart_policy"] = "Always"
    if wiring.mounts[container.name]:
        manifest["volume_mounts"] = wiring.mounts[container.name]
    return {**manifest, **secure_container(level, container.given.get("security_context"))}


def _watched(field: str, value: Given, container: Container, grace: Given, where: str) -> Given:
    """Let the requests that name no port ask the first one that the container opens, and no pause be longer
    than the Pod's grace."""

    def completed(known: Given) -> Given:
        if field == "sleep":
            return {"seconds": _pause(known["seconds"], grace, inside(where, "seconds"))}
        if not isinstance(known, dict):
            return known
        result = {
            name: _watched(name, each, container, grace, inside(where, name))
            for name, each in cast("Manifest", known).items()
        }
        if field in ("http_get", "tcp_socket") and "port" not in result:
            result["port"] = _first_port(container, where)
        return result

    return derived(value, completed, where)


def _pause(seconds: Given, grace: Given, where: str) -> Given:
    def within(paused: int, allowed: int) -> int:
        if paused > allowed:
            problem = f"is {paused}, and the Pod is killed after {allowed}"
            raise WiringError(where, problem, "no more than termination_grace_period_seconds")
        return paused

    return derived(
        seconds, lambda paused: derived(grace, lambda allowed: within(paused, allowed), where), where
    )


def _first_port(container: Container, where: str) -> Given:
    ports = container.given.get("ports")
    if not ports:
        raise WiringError(where, "names no port, and the container opens none", "a port")
    return ports[0]["container_port"]
