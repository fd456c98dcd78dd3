"""What a sidecar adds to a Pod, and the one way to add it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

from ..args import PodTemplateArgs, SharedVolumeArgs
from ..conform import is_later
from ..container_args import ContainerArgs, VolumeArgs
from ..errors import WiringError, nearest_name, one_of

_CONTAINERS: Final = ("init_containers", "sidecars", "containers")
_USERS: Final = frozenset({"written_by", "read_by"})


@dataclass(frozen=True)
class Sidecar:
    """A container that helps others of its Pod, with all that it needs of them and they of it."""

    container: ContainerArgs
    """The container."""
    role: Literal["init_containers", "sidecars", "containers"] = "sidecars"
    """The list of the Pod's template that it belongs in."""
    shared_volumes: Sequence[SharedVolumeArgs] = ()
    """What it shares with others. A volume that the Pod, or another sidecar, states too is the same volume,
    and has the writers and readers of both."""
    volumes_of_others: Mapping[str, Sequence[VolumeArgs]] = field(
        default_factory=dict[str, Sequence[VolumeArgs]]
    )
    """Volumes that others of the Pod need for it, by the name of their container."""
    share_process_namespace: bool = False
    """Whether it must see the processes of the others."""


def with_sidecars(pod: PodTemplateArgs, *sidecars: Sidecar) -> PodTemplateArgs:
    """Return a Pod's arguments with sidecars added; they start in the order given.

    Args:
        pod: The Pod; its lists must be plain lists, their items may hold Outputs.
        sidecars: What to add.

    Raises:
        WiringError: A list of the Pod is an Output, or a sidecar helps a container that is not in the Pod.
    """
    result: dict[str, Any] = {**pod}
    for name in (*_CONTAINERS, "shared_volumes"):
        if is_later(result.get(name)):
            raise WiringError(f"with_sidecars: {name}", "is known only later", "a plain list")
    for sidecar in sidecars:
        result[sidecar.role] = [*result.get(sidecar.role, ()), sidecar.container]
        result["shared_volumes"] = _merge(result.get("shared_volumes", ()), sidecar.shared_volumes)
        if sidecar.share_process_namespace:
            result["share_process_namespace"] = True
    for sidecar in sidecars:
        for helped, volumes in sidecar.volumes_of_others.items():
            _give(result, helped, volumes, f"sidecar {sidecar.container['name']}")
    return cast("PodTemplateArgs", result)


def _merge(stated: Iterable[Mapping[str, Any]], more: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Merge volumes of one name: who writes, who reads; what else was stated first stands, as a whole."""
    volumes = {volume["name"]: volume for volume in stated}
    for volume in more:
        known = volumes.get(volume["name"], {})
        users = {field: {**volume[field], **known.get(field, {})} for field in _USERS}
        volumes[volume["name"]] = {**(known if set(known) - _USERS - {"name"} else volume), **users}
    return list(volumes.values())


def _give(pod: dict[str, Any], helped: str, volumes: Sequence[VolumeArgs], where: str) -> None:
    names = [container["name"] for role in _CONTAINERS for container in pod.get(role, ())]
    if helped not in names:
        problem = f'is to help "{helped}", which is no container of this Pod'
        raise WiringError(where, problem, one_of(names), nearest_name(helped, names))
    for role in _CONTAINERS:
        pod[role] = [
            {**container, "volumes": [*container.get("volumes", ()), *volumes]}
            if container["name"] == helped
            else container
            for container in pod.get(role, ())
        ]
