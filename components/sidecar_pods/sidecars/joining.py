"""From the data of a Pod's helpers to its containers and volumes: pure functions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final, NamedTuple, cast

import pulumi

from sidecar_pods.arguments.container_args import ROLES, Role
from sidecar_pods.arguments.errors import WiringError, nearest_name, one_of
from sidecar_pods.arguments.later import is_later, merge
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import Places, SharedVolumeArgs, VolumeArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.kubernetes.names import python_name
from sidecar_pods.sidecars.data_change_watcher import build_data_change_watcher
from sidecar_pods.sidecars.data_loader import build_data_loader, build_git_loader
from sidecar_pods.sidecars.date_writer import build_date_writer
from sidecar_pods.sidecars.log_watcher import build_log_watcher
from sidecar_pods.sidecars.nginx import build_nginx
from sidecar_pods.sidecars.nginx_exporter import build_nginx_exporter
from sidecar_pods.sidecars.page_writer import build_page_writer
from sidecar_pods.sidecars.sidecar import Sidecar

BUILDERS: Final[Mapping[str, Callable[..., Sidecar]]] = {
    "nginx": build_nginx,
    "date_writer": build_date_writer,
    "page_writer": build_page_writer,
    "log_watcher": build_log_watcher,
    "data_loader": build_data_loader,
    "git_loader": build_git_loader,
    "data_change_watcher": build_data_change_watcher,
    "nginx_exporter": build_nginx_exporter,
}
"""The function that builds each kind from its arguments; `custom` states its parts itself."""

_USERS: Final = ("written_by", "read_by", "shared_by")
_Uses = dict[tuple[str, str, str], object]
"""The path of each use of a volume, by the volume's name, the field of its users, and the container."""
_Paths = pulumi.Input[Mapping[str, pulumi.Input[Places]]]
"""The writers or the readers of a volume."""
_Lists = Mapping[Role, list[object]]
"""The containers of a Pod, by their role."""


class Helper(NamedTuple):
    """A helper of a Pod."""

    sidecar: Sidecar
    """Its container and its volumes."""
    given: Mapping[str, object]
    """Its arguments."""
    where: Where
    """The place of its arguments."""


def join_helpers(args: PodTemplateArgs, where: Where) -> PodTemplateArgs:
    """Return a Pod's arguments in which containers and volumes replace the helpers.

    Args:
        args: Arguments that conform to their TypedDict.
        where: Their place.

    Raises:
        WiringError: A list of the Pod is known only later; a helper names a container or a volume that is
            not in the Pod; two helpers own one volume; or two mount it at different paths of one container.
    """
    entries = cast("Sequence[Mapping[str, Mapping[str, object]]]", args.get("helpers", ()))
    if not entries:
        return args
    helpers = [build(each, where.field("helpers").item(str(index))) for index, each in enumerate(entries)]
    lists: _Lists = {role: _plain_list(args.get(role), where.field(role)) for role in ROLES}
    volumes = _plain_list(args.get("shared_volumes"), where.field("shared_volumes"))
    _refuse_contradictions(helpers, _uses(volumes))
    for each in helpers:
        lists[each.sidecar.role].append(each.sidecar.container)
    _refuse_unknown_names(helpers, lists, volumes)
    for each in helpers:
        volumes = _merge(volumes, each.sidecar.shared_volumes)
        lists = _give(lists, each.sidecar.volumes_of_others, where)
    result: dict[str, object] = {**args, **{str(role): each for role, each in lists.items()}}
    del result["helpers"]
    result["shared_volumes"] = volumes
    if any(each.sidecar.share_process_namespace for each in helpers):
        result["share_process_namespace"] = True
    return cast("PodTemplateArgs", result)


def build(entry: Mapping[str, Mapping[str, object]], where: Where) -> Helper:
    """Return the helper that an entry of the list states.

    Args:
        entry: The kind and its arguments, which conform to their TypedDict.
        where: The place of the entry.
    """
    ((kind, given),) = entry.items()
    if kind == "custom":
        own = cast("Callable[..., Sidecar]", Sidecar)(**given)
        # In other languages and in stack files, the lists have names in camel case.
        role = cast("Role", python_name(own.role))
        return Helper(replace(own, role=role), given, where.field(kind))
    builder = cast("Callable[..., Sidecar]", BUILDERS[kind])
    return Helper(builder(**{"name": kind.replace("_", "-"), **given}), given, where.field(kind))


def _plain_list(given: object, where: Where) -> list[object]:
    if is_later(given):
        raise WiringError(where, "is known only later", "a plain list")
    return list(cast("Sequence[object]", given or ()))


def _refuse_contradictions(helpers: Sequence[Helper], stated: _Uses) -> None:
    """Refuse two helpers that would undo each other's work; the Pod's own statements settle a conflict."""
    for one, other in combinations(helpers, 2):
        for volume in set(one.sidecar.owns) & set(other.sidecar.owns):
            problem = f"uses volume {volume}, in which {one.where.path} keeps files of its own"
            raise WiringError(other.where, problem, "a volume of its own")
        known = _uses(one.sidecar.shared_volumes)
        for use, path in _uses(other.sidecar.shared_volumes).items():
            elsewhere = known.get(use, path)
            both_known = isinstance(path, str) and isinstance(elsewhere, str)
            if use not in stated and both_known and elsewhere != path:
                volume, _, container = use
                problem = (
                    f"mounts volume {volume} at {path} of {container}, and {one.where.path} at {elsewhere}"
                )
                raise WiringError(other.where, problem, "one path, or a volume of its own")


def _uses(volumes: Iterable[object]) -> _Uses:
    return {
        (name, users, container): path
        for volume in volumes
        if isinstance(name := _name(volume), str)
        for users in _USERS
        if isinstance(paths := cast("Mapping[str, object]", volume).get(users), Mapping)
        for container, path in cast("Mapping[str, object]", paths).items()
    }


def _name(item: object) -> object:
    return cast("Mapping[str, object]", item).get("name") if isinstance(item, Mapping) else None


def _refuse_unknown_names(helpers: Sequence[Helper], lists: _Lists, volumes: Sequence[object]) -> None:
    """Refuse the name of a container or of a volume that is not in the Pod."""
    containers = [_name(item) for each in lists.values() for item in each]
    for helper in helpers:
        _refuse_unknown_containers(helper, containers)
        others = [each for other in helpers if other is not helper for each in other.sidecar.shared_volumes]
        known = [_name(each) for each in (*volumes, *others)]
        for volume in cast("Sequence[str]", helper.given.get("volumes", ())):
            _refuse_unknown(volume, known, "shared volume", helper.where.field("volumes"))
        known += [_name(each) for each in helper.sidecar.shared_volumes]
        for volume in helper.sidecar.owns:
            _refuse_unknown(volume, known, "shared volume", helper.where.field("owns"))


def _refuse_unknown_containers(helper: Helper, containers: Sequence[object]) -> None:
    own, where = helper.sidecar, helper.where
    for field in ("server", "reader"):
        helped = helper.given.get(field)
        if helped is not None and helped == own.container.get("name"):
            raise WiringError(where.field(field), "names the sidecar itself", "another container")
        _refuse_unknown(helped, containers, "container", where.field(field))
    certain = [name for name in containers if isinstance(name, str)]
    for helped in own.volumes_of_others:
        _refuse_unknown(helped, certain, "container", where.field("volumes_of_others"))
    for volume, users, container in _uses(own.shared_volumes):
        place = where.field("shared_volumes").item(volume).field(users)
        _refuse_unknown(container, containers, "container", place)


def _refuse_unknown(name: object, known: Sequence[object], noun: str, where: Where) -> None:
    names = [each for each in known if isinstance(each, str)]
    if name is None or name in names:
        return
    if len(names) < len(known):  # the name of one is known only later: the wiring is checked then
        return
    problem = f'names "{name}", which is no {noun} of this Pod'
    expected = one_of(names) if names else f"a {noun} of this Pod"
    raise WiringError(where, problem, expected, nearest_name(str(name), names))


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


def _give(lists: _Lists, more: Mapping[str, Sequence[VolumeArgs]], where: Where) -> _Lists:
    """Return the lists of containers with further volumes of some containers."""
    return {
        role: [
            _with_volumes(each, more[name], where.field(role).item(name))
            if isinstance(name := _name(each), str) and name in more
            else each
            for each in containers
        ]
        for role, containers in lists.items()
    }


def _with_volumes(container: object, more: Sequence[VolumeArgs], where: Where) -> Mapping[str, object]:
    given = cast("Mapping[str, object]", container)
    own = _plain_list(given.get("volumes"), where.field("volumes"))
    return {**given, "volumes": [*own, *more]}
