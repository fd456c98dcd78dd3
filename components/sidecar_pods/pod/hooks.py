"""The lifecycle hooks of a container, checked against its Pod."""

from collections.abc import Mapping
from typing import cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.structure import Leaf, derived


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
