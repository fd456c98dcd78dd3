"""What a sidecar adds to a Pod, and the one way to add it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final, Literal, cast

from ..args import PodTemplateArgs, SharedVolumeArgs
from ..conform import Declared, Given, conform, is_later
from ..container_args import ContainerArgs, VolumeArgs
from ..containers import ROLES
from ..errors import WiringError, nearest_name, one_of
from ..outputs import merge

_USERS: Final = ("written_by", "read_by")
_Uses = dict[tuple[str, str, str], Given]
"""The path of each use of a volume: its name, `written_by` or `read_by`, and the container."""


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
    owns: Sequence[str] = ()
    """Names of the shared volumes in which it keeps files of its own, by which it goes on: no other sidecar
    may own them too."""
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
        WiringError: A list of the Pod is an Output or no list, a sidecar helps a container that is not in the
            Pod, or two of them keep their files in one volume, or have one container mount it at two paths.
    """
    result: dict[str, Any] = {**pod}
    for name in (*ROLES, "shared_volumes"):
        result[name] = _plain_list(result.get(name), f"with_sidecars: {name}")
    _refuse_contradictions(sidecars, _uses(result["shared_volumes"]))
    for sidecar in sidecars:
        result[sidecar.role] = [*result[sidecar.role], sidecar.container]
        result["shared_volumes"] = _merge(result["shared_volumes"], sidecar.shared_volumes)
        if sidecar.share_process_namespace:
            result["share_process_namespace"] = True
    for sidecar in sidecars:
        for helped, volumes in sidecar.volumes_of_others.items():
            _give(result, helped, volumes, f"sidecar {_name(sidecar.container)}")
    return cast("PodTemplateArgs", result)


def _plain_list(given: Given, where: str) -> list[Given]:
    if is_later(given):
        raise WiringError(where, "is known only later", "a plain list")
    return conform(() if given is None else given, Declared(Sequence[Any]), where)


def _name(item: Given) -> Given:
    return cast("Mapping[str, Given]", item).get("name") if isinstance(item, Mapping) else None


def _refuse_contradictions(sidecars: Sequence[Sidecar], stated: _Uses) -> None:
    """Refuse two sidecars of which one would undo what the other does; what the Pod itself states stands."""
    for one, other in combinations(sidecars, 2):
        where = f"sidecar {_name(other.container)}: shared_volumes"
        for volume in set(one.owns) & set(other.owns):
            problem = f"is the volume of sidecar {_name(one.container)}, which keeps files of its own there"
            raise WiringError(f"{where}[{volume}]", problem, "a volume of its own")
        known = _uses(one.shared_volumes)
        for use, path in _uses(other.shared_volumes).items():
            elsewhere = known.get(use, path)
            if (
                use not in stated
                and isinstance(path, str)
                and isinstance(elsewhere, str)
                and elsewhere != path
            ):
                volume, field, container = use
                problem = (
                    f"has {container} at {path}, and sidecar {_name(one.container)} has it at {elsewhere}"
                )
                raise WiringError(f"{where}[{volume}].{field}", problem, "one path, or a volume of its own")


def _uses(volumes: Iterable[Given]) -> _Uses:
    return {
        (_name(volume), field, container): path
        for volume in volumes
        if isinstance(_name(volume), str)
        for field in _USERS
        if isinstance(users := volume.get(field), Mapping)
        for container, path in cast("Mapping[str, Given]", users).items()
    }


def _merge(stated: Iterable[Given], more: Iterable[Mapping[str, Any]]) -> list[Given]:
    """Merge volumes of one name: who writes, who reads; what else was stated first stands, as a whole."""
    volumes = list(stated)
    for volume in more:
        same = next((index for index, each in enumerate(volumes) if _name(each) == volume["name"]), None)
        if same is None:
            volumes.append(volume)
            continue
        known = volumes[same]
        users = {field: merge(volume[field], known.get(field) or {}) for field in _USERS}
        volumes[same] = {**(known if set(known) - {*_USERS, "name"} else volume), **users}
    return volumes


def _give(pod: dict[str, Any], helped: str, volumes: Sequence[VolumeArgs], where: str) -> None:
    names = [name for role in ROLES for each in pod[role] if isinstance(name := _name(each), str)]
    if helped not in names:
        problem = f'is to help "{helped}", which is no container of this Pod'
        raise WiringError(where, problem, one_of(names), nearest_name(helped, names))
    for role in ROLES:
        pod[role] = [
            _with_volumes(each, volumes, f"with_sidecars: {role}[{helped}]")
            if _name(each) == helped
            else each
            for each in pod[role]
        ]


def _with_volumes(container: Mapping[str, Given], more: Sequence[VolumeArgs], where: str) -> Given:
    own = _plain_list(container.get("volumes"), f"{where}.volumes")
    return {**container, "volumes": [*own, *more]}
