"""Rules of a shared volume: who writes it, who reads it, and in which order they start."""

from collections.abc import Mapping, Sequence
from typing import Final

from sidecar_pods.arguments.errors import WiringError, nearest_name, one_of
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.parts import Container
from sidecar_pods.pod.volumes import UNWRITABLE, SharedVolume, Users

_ANYBODY: Final = "at least one container and its path"


def check_sharing(shared: SharedVolume, containers: Sequence[Container], *, exists: bool = False) -> None:
    """Refuse a shared volume that cannot work.

    Args:
        shared: The volume.
        containers: The containers of the Pod, in the order in which they start.
        exists: Whether the Pod exists already. Kubernetes accepts a volume that nobody writes, reads or
            mounts: another Pod may fill a claim, and a chart may leave a volume behind.

    Raises:
        WiringError: It has no writer or no reader, names an unknown container, has equals beside writers, or
            is read before any writer starts.
    """
    names = [container.name for container in containers]
    for field, users in _users_of(shared).items():
        _refuse_unknown(users, names, shared.where.field(field))
    if shared.shared_by:
        _check_equals(shared)
    elif shared.volume.is_unwritable:
        _refuse_writers(shared)
    if not shared.shared_by and not exists:
        _refuse_without_users(shared, containers)


def _refuse_without_users(shared: SharedVolume, containers: Sequence[Container]) -> None:
    """Refuse a volume that lacks a writer or a reader, or that is read before its first writer starts."""
    if shared.volume.is_unwritable:
        if not shared.read_by:
            raise WiringError(shared.where.field("read_by"), "is empty, so nobody reads it", _ANYBODY)
    elif shared.volume.is_filled_in_the_pod:
        _refuse_idle(shared)
    elif not shared.written_by and not shared.read_by:
        raise WiringError(shared.where, "is mounted by no container", "written_by, read_by or shared_by")
    if shared.volume.kind == "empty_dir":
        _refuse_reading_too_early(shared, containers)


def _users_of(shared: SharedVolume) -> Mapping[str, Users]:
    return {
        "written_by": shared.written_by,
        "read_by": shared.read_by,
        "shared_by": shared.shared_by,
    }


def _refuse_unknown(users: Users, names: Sequence[str], where: Where) -> None:
    for name in users:
        if name not in names:
            problem = f'names "{name}", which is no container of this Pod'
            raise WiringError(where, problem, one_of(names), nearest_name(name, names))


def _check_equals(shared: SharedVolume) -> None:
    where = shared.where.field("shared_by")
    if shared.volume.is_unwritable:
        raise WiringError(where, f"is given, and no container can write {_noun(shared)}", "read_by")
    for other in ("written_by", "read_by"):
        if _users_of(shared)[other]:
            problem = f"is given beside {other}"
            raise WiringError(where, problem, "shared_by alone, or written_by and read_by")
    if len(shared.shared_by) == 1:
        problem = f"names {next(iter(shared.shared_by))} alone"
        raise WiringError(where, problem, "at least two containers; a single one has it in its own volumes")


def _refuse_writers(shared: SharedVolume) -> None:
    if shared.written_by:
        problem = f"names {next(iter(shared.written_by))}, and no container can write {_noun(shared)}"
        raise WiringError(shared.where.field("written_by"), problem, "{}")


def _noun(shared: SharedVolume) -> str:
    return UNWRITABLE.get(shared.volume.kind, "a read-only source")


def _refuse_idle(shared: SharedVolume) -> None:
    """Refuse a volume that no container writes, or none reads."""
    if not shared.written_by:
        raise WiringError(shared.where.field("written_by"), "is empty, so nobody writes it", _ANYBODY)
    if not shared.read_by:
        raise WiringError(shared.where.field("read_by"), "is empty, so nobody reads it", _ANYBODY)


def _refuse_reading_too_early(shared: SharedVolume, containers: Sequence[Container]) -> None:
    """Refuse an init container that reads an emptyDir before the first writer: it ends before that starts."""
    for container in containers:
        if container.name in shared.written_by or container.role == "containers":
            return
        if container.name in shared.read_by and container.role == "init_containers":
            problem = f"names init container {container.name}, which ends before any writer has started"
            expected = "an init container before it in written_by"
            raise WiringError(shared.where.field("read_by"), problem, expected)
