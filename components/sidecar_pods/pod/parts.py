"""The parts of a Pod, read from arguments that are checked and whose structure is known."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, cast

import pulumi

from sidecar_pods.arguments.container_args import ROLES, ContainerArgs, Role
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.structure import Leaf
from sidecar_pods.pod.volumes import OwnVolume, SharedVolume, read_own_volume, read_shared_volume

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import (
        ContainerPortArgsDict,
        ResourceRequirementsArgsDict,
        SecurityContextArgsDict,
        TopologySpreadConstraintArgsDict,
    )

T = TypeVar("T")

DEFAULT_LEVEL: Final = "baseline"
"""The Pod Security level of a Pod that names none: the strictest that breaks no common image."""

GRACE_SECONDS: Final = 30
"""Kubernetes' own `termination_grace_period_seconds`."""


class Port(NamedTuple):
    """A port that a container opens."""

    number: int
    """Its number."""
    name: str
    """Its name, or empty."""
    protocol: str
    """TCP, UDP or SCTP."""


class Container(NamedTuple):
    """A container of the Pod."""

    role: Role
    """Its role: init container, native sidecar or main container."""
    name: str
    """Its name."""
    ports: tuple[Port, ...]
    """The ports that it opens."""
    volumes: tuple[OwnVolume, ...]
    """The volumes that it shares with no other container."""
    mount_order: tuple[str, ...]
    """Paths of its mounts and devices in the order of the template; empty for the order of the statements."""
    resources: "ResourceRequirementsArgsDict | Leaf[ResourceRequirementsArgsDict]"
    """The resources that it requests, and their limits."""
    security_context: "SecurityContextArgsDict | Leaf[SecurityContextArgsDict]"
    """Its rights on its node, where they differ from the Pod's level."""
    given: Mapping[str, object]
    """All its fields as the user stated them, only for the template, which passes most of them on."""
    where: Where
    """Its place in the arguments."""


class Pod(NamedTuple):
    """A Pod: its containers, and the volumes that they share."""

    containers: tuple[Container, ...]
    """The containers, in the order in which they start."""
    shared_volumes: tuple[SharedVolume, ...]
    """The volumes that they share."""
    volume_order: tuple[str, ...]
    """Names of the volumes in the order of the template; empty for the order of the statements."""
    level: str
    """Level of the Pod Security Standards."""
    grace: int | Leaf[int]
    """Seconds from SIGTERM to SIGKILL."""
    spread: (
        "Sequence[TopologySpreadConstraintArgsDict | Leaf[TopologySpreadConstraintArgsDict]] | Leaf[object]"
    )
    """Rules that spread the Pods of one workload over nodes or zones."""
    given: Mapping[str, object]
    """All its fields as the user stated them, only for the template, which passes most of them on."""
    where: Where
    """Its place in the arguments."""

    @property
    def exists(self) -> bool:
        """Return whether the Pod was there before its program, so that its template must stay as it is."""
        return self.given.get("standard_labels") is False


def read_pod(given: PodTemplateArgs, where: Where) -> Pod:
    """Return the Pod that arguments state.

    Args:
        given: Arguments that conform to their TypedDict and whose structure is known.
        where: Their place.
    """
    return Pod(
        containers=tuple(
            _container(each, role, where.field(role))
            for role in ROLES
            for each in _items(given.get(role, []))
        ),
        shared_volumes=tuple(
            read_shared_volume(each, where.field("shared_volumes"))
            for each in _items(given.get("shared_volumes", []))
        ),
        volume_order=tuple(_items(given.get("volume_order", []))),
        level=_known(given.get("pod_security", DEFAULT_LEVEL)),
        grace=cast("int | Leaf[int]", given.get("termination_grace_period_seconds", GRACE_SECONDS)),
        spread=cast(
            "Sequence[TopologySpreadConstraintArgsDict]", given.get("topology_spread_constraints", [])
        ),
        given=given,
        where=where,
    )


def _container(given: ContainerArgs, role: Role, where: Where) -> Container:
    name = _known(given["name"])
    here = where.item(name)
    is_sidecar = role == "sidecars" or (role == "init_containers" and given.get("restart_policy") == "Always")
    return Container(
        role="sidecars" if is_sidecar else role,
        name=name,
        ports=tuple(_port(cast("ContainerPortArgsDict", each)) for each in _items(given.get("ports", []))),
        volumes=tuple(
            read_own_volume(each, here.field("volumes")) for each in _items(given.get("volumes", []))
        ),
        mount_order=tuple(_items(given.get("mount_order", []))),
        resources=cast("ResourceRequirementsArgsDict", given.get("resources", {})),
        security_context=cast("SecurityContextArgsDict", given.get("security_context", {})),
        given=given,
        where=here,
    )


def _port(given: "ContainerPortArgsDict") -> Port:
    return Port(
        number=_known(given["container_port"]),
        name=cast("str", given.get("name", "")),
        protocol=cast("str", given.get("protocol", "TCP")),
    )


# `conform` has checked the types; a TypedDict does not say which of its Outputs are known or hidden.


def _known(value: pulumi.Input[T]) -> T:
    """Return a part of the structure, which is known."""
    return cast("T", value)


def _items(value: pulumi.Input[Sequence[pulumi.Input[T]]]) -> Sequence[T]:
    """Return a list of the structure; its items are known."""
    return cast("Sequence[T]", value)
