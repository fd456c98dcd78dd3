"""Rules of the containers of a Pod: unique names and ports, no probes on init containers, no long pauses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.parts import Container
from sidecar_pods.pod.structure import Leaf, derived

WATCHING: Final = ("startup_probe", "readiness_probe", "liveness_probe", "lifecycle")
"""The fields of a container for its probes and hooks, which need a container that keeps running."""


def check_containers(containers: tuple[Container, ...], where: Where, *, exists: bool = False) -> None:
    """Refuse containers that Kubernetes would not run together.

    Args:
        containers: The containers of a Pod, in the order in which they start.
        where: The place of the Pod's arguments.
        exists: Whether the Pod exists already. Kubernetes accepts two containers that state one port: only
            one of them opens it, or both are of the host's network.

    Raises:
        WiringError: There is no main container; two have a name, a port or a port's name in common; or an
            init container has a probe.
    """
    if not any(container.role == "containers" for container in containers):
        raise WiringError(where.field("containers"), "is empty", "at least one container")
    _refuse_equal_names(containers)
    _refuse_probes_of_init_containers(containers)
    if exists:
        return
    # Init containers have ended when the others start; all others run at the same time.
    concurrent = [container for container in containers if container.role != "init_containers"]
    _refuse_equals(concurrent, "opens port", _port_numbers, "a port of its own: they share one network")
    _refuse_equals(concurrent, "names a port", _port_names, "a name of its own")


def within_grace(value: object, grace: int | Leaf[int], where: Where) -> object:
    """Return the lifecycle hooks of a container, or a part of them, after a check of each pause.

    Args:
        value: The hooks.
        grace: Seconds from SIGTERM to SIGKILL of its Pod.
        where: The place of the hooks.

    Raises:
        WiringError: A sleep is longer than the grace period; for an Output, when it resolves.
    """

    def checked(known: object) -> object:
        if not isinstance(known, Mapping):
            return known
        parts = cast("Mapping[str, object]", known)
        return {
            name: _sleep(each, grace, where.field(name))
            if name == "sleep"
            else within_grace(each, grace, where.field(name))
            for name, each in parts.items()
        }

    return derived(value, checked, where)


def _refuse_equal_names(containers: Iterable[Container]) -> None:
    first: dict[str, Container] = {}
    for container in containers:
        if container.name in first:
            problem = f"is the name of another container, in {first[container.name].role}"
            raise WiringError(container.where.field("name"), problem, "a name of its own")
        first[container.name] = container


def _refuse_probes_of_init_containers(containers: Iterable[Container]) -> None:
    for container in (each for each in containers if each.role == "init_containers"):
        for field in WATCHING:
            if field in container.given:
                problem = "is given to a container that runs to completion, which Kubernetes refuses"
                raise WiringError(container.where.field(field), problem, "the container in sidecars")


def _refuse_equals(
    containers: Iterable[Container],
    doing: str,
    keys_of: Callable[[Container], Iterable[str]],
    expected: str,
) -> None:
    owner: dict[str, Container] = {}
    for container in containers:
        for key in keys_of(container):
            if key in owner:
                again = " twice" if owner[key] is container else f", as container {owner[key].name} does"
                raise WiringError(container.where.field("ports"), f"{doing} {key}{again}", expected)
            owner[key] = container


def _port_numbers(container: Container) -> list[str]:
    return [f"{port.number}/{port.protocol}" for port in container.ports]


def _port_names(container: Container) -> list[str]:
    return [port.name for port in container.ports if port.name]


def _sleep(value: object, grace: int | Leaf[int], where: Where) -> object:
    def checked(known: object) -> object:
        sleep = cast("Mapping[str, int | Leaf[int]]", known)
        return {**sleep, "seconds": _seconds(sleep["seconds"], grace, where.field("seconds"))}

    return derived(value, checked, where)


def _seconds(
    seconds: int | Leaf[int], grace: int | Leaf[int], where: Where
) -> pulumi.Input[pulumi.Input[int]]:
    def within(slept: int, allowed: int) -> int:
        if slept > allowed:
            problem = f"is {slept}, and the Pod is killed after {allowed}"
            raise WiringError(where, problem, "no more than termination_grace_period_seconds")
        return slept

    return derived(
        seconds, lambda slept: derived(grace, lambda allowed: within(slept, allowed), where), where
    )
