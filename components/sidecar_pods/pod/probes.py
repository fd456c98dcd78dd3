"""The probes and hooks of a container, completed from what else its Pod states."""

from collections.abc import Mapping
from typing import cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.parts import Container
from sidecar_pods.pod.structure import Leaf, derived


def complete(field: str, value: object, container: Container, grace: int | Leaf[int], where: Where) -> object:
    """Return a probe or hook, or a part of it, with each missing port set to the container's first port.

    Args:
        field: Name of the field.
        value: Its value.
        container: The container.
        grace: Seconds from SIGTERM to SIGKILL of its Pod.
        where: The place of the value.

    Raises:
        WiringError: A port is missing and the container opens none, or a sleep is longer than the grace
            period; for an Output, when it resolves.
    """

    def completed(known: object) -> object:
        if not isinstance(known, Mapping):
            return known
        parts = cast("Mapping[str, object]", known)
        if field == "sleep":
            seconds = cast("int | Leaf[int]", parts["seconds"])
            return {"seconds": _within_grace(seconds, grace, where.field("seconds"))}
        result = {
            name: complete(name, each, container, grace, where.field(name)) for name, each in parts.items()
        }
        if field in ("http_get", "tcp_socket") and "port" not in result:
            result["port"] = _first_port(container, where)
        return result

    return derived(value, completed, where)


def _within_grace(
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


def _first_port(container: Container, where: Where) -> int:
    if not container.ports:
        raise WiringError(where, "names no port, and the container opens none", "a port")
    return container.ports[0].number
