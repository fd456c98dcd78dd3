"""A sidecar as data, and the one function that adds sidecars to a Pod."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, cast

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.errors import WiringError, nearest_name, one_of
from sidecar_pods.arguments.later import is_later, merge
from sidecar_pods.arguments.pod_args import ROLES, PodTemplateArgs, Role
from sidecar_pods.arguments.volume_args import Places, SharedVolumeArgs, VolumeArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.conform import conform
from sidecar_pods.checks.declared import Declared
from sidecar_pods.kubernetes.types import ListOf, Scalar

_USERS: Final = ("written_by", "read_by", "shared_by")
_Uses = dict[tuple[str, str, str], object]
"""The path of each use of a volume, by the volume's name, the field of its users, and the container."""
_Paths = pulumi.Input[Mapping[str, pulumi.Input[Places]]]
"""The writers or the readers of a volume."""


@dataclass(frozen=True)
class Sidecar:
    """A container that helps other containers of its Pod, and the volumes that they need for it."""

    container: ContainerArgs
    """The container."""
    role: Role = "sidecars"
    """The list of the Pod's template that the container belongs to."""
    shared_volumes: Sequence[SharedVolumeArgs] = ()
    """Volumes that it shares with others. A volume that the Pod, or another sidecar, states too is the same
    volume, with the writers and readers of both."""
    owns: Sequence[str] = ()
    """Shared volumes that hold this sidecar's own state; no other sidecar may own them."""
    volumes_of_others: Mapping[str, Sequence[VolumeArgs]] = field(
        default_factory=dict[str, Sequence[VolumeArgs]]
    )
    """Volumes that other containers of the Pod need for it, by the name of the container."""
    share_process_namespace: bool = False
    """Whether it must see the processes of the others."""


def with_sidecars(pod: PodTemplateArgs, *sidecars: Sidecar) -> PodTemplateArgs:
    """Return a Pod's arguments with sidecars added; they start in the order given.

    Args:
        pod: The Pod; its lists must be plain lists, but their items may hold Outputs.
        sidecars: The sidecars to add.

    Raises:
        WiringError: A list of the Pod is an Output or no list; a sidecar helps a container that is not in the
            Pod; two sidecars own one volume; or two mount it at different paths of one container.
    """
    here = Where("with_sidecars")
    lists: dict[Role, list[object]] = {role: _plain_list(pod.get(role), here.field(role)) for role in ROLES}
    volumes = _plain_list(pod.get("shared_volumes"), here.field("shared_volumes"))
    _refuse_contradictions(sidecars, _uses(volumes))
    for sidecar in sidecars:
        lists[sidecar.role].append(sidecar.container)
        volumes = _merge(volumes, sidecar.shared_volumes)
    for sidecar in sidecars:
        for helped, more in sidecar.volumes_of_others.items():
            lists = _give(lists, helped, more, Where(f"sidecar {_name(sidecar.container)}"))
    result: dict[str, object] = {**pod, **{str(role): each for role, each in lists.items()}}
    result["shared_volumes"] = volumes
    if any(sidecar.share_process_namespace for sidecar in sidecars):
        result["share_process_namespace"] = True
    return cast("PodTemplateArgs", result)


def _plain_list(given: object, where: Where) -> list[object]:
    if is_later(given):
        raise WiringError(where, "is known only later", "a plain list")
    # The arguments are checked as a whole later, by the component that they are given to.
    anything = Declared(ListOf(Scalar("any")))
    return cast("list[object]", conform(() if given is None else given, anything, where))


def _name(item: object) -> object:
    return cast("Mapping[str, object]", item).get("name") if isinstance(item, Mapping) else None


def _refuse_contradictions(sidecars: Sequence[Sidecar], stated: _Uses) -> None:
    """Refuse two sidecars that would undo each other's work; the Pod's own statements settle a conflict."""
    for one, other in combinations(sidecars, 2):
        where = Where(f"sidecar {_name(other.container)}", "shared_volumes")
        for volume in set(one.owns) & set(other.owns):
            problem = f"is the volume of sidecar {_name(one.container)}, which keeps files of its own there"
            raise WiringError(where.item(volume), problem, "a volume of its own")
        known = _uses(one.shared_volumes)
        for use, path in _uses(other.shared_volumes).items():
            elsewhere = known.get(use, path)
            both_known = isinstance(path, str) and isinstance(elsewhere, str)
            if use not in stated and both_known and elsewhere != path:
                volume, users, container = use
                problem = (
                    f"has {container} at {path}, and sidecar {_name(one.container)} has it at {elsewhere}"
                )
                raise WiringError(
                    where.item(volume).field(users), problem, "one path, or a volume of its own"
                )


def _uses(volumes: Iterable[object]) -> _Uses:
    return {
        (name, users, container): path
        for volume in volumes
        if isinstance(name := _name(volume), str)
        for users in _USERS
        if isinstance(paths := cast("Mapping[str, object]", volume).get(users), Mapping)
        for container, path in cast("Mapping[str, object]", paths).items()
    }


def _merge(stated: Iterable[object], more: Iterable[SharedVolumeArgs]) -> list[object]:
    """Merge volumes of one name: join writers and readers; for all other fields the first source wins."""
    volumes = list(stated)
    for volume in more:
        same = next((index for index, each in enumerate(volumes) if _name(each) == volume["name"]), None)
        if same is None:
            volumes.append(volume)
            continue
        known = cast("Mapping[str, object]", volumes[same])
        users = {
            name: merge(volume.get(name) or {}, cast("_Paths", known.get(name) or {}))
            for name in _USERS
            if name in volume or name in known
        }
        volumes[same] = {**(known if set(known) - {*_USERS, "name"} else volume), **users}
    return volumes


def _give(
    lists: Mapping[Role, Sequence[object]], helped: str, volumes: Sequence[VolumeArgs], where: Where
) -> dict[Role, list[object]]:
    """Return the lists of containers with volumes added to one container."""
    names = [name for each in lists.values() for item in each if isinstance(name := _name(item), str)]
    if helped not in names:
        problem = f'names "{helped}", which is no container of this Pod'
        raise WiringError(
            where.field("volumes_of_others"), problem, one_of(names), nearest_name(helped, names)
        )
    return {
        role: [
            _with_volumes(each, volumes, Where("with_sidecars", role).item(helped))
            if _name(each) == helped
            else each
            for each in containers
        ]
        for role, containers in lists.items()
    }


def _with_volumes(container: object, more: Sequence[VolumeArgs], where: Where) -> Mapping[str, object]:
    given = cast("Mapping[str, object]", container)
    own = _plain_list(given.get("volumes"), where.field("volumes"))
    return {**given, "volumes": [*own, *more]}
