"""The data loader: it fills a volume before other containers start, or keeps it fresh while they run."""

from collections.abc import Mapping
from posixpath import split
from typing import Final

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.arguments.volume_args import SharedVolumeArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.sidecars.nginx import DOCUMENT_ROOT
from sidecar_pods.sidecars.shell import at_least_one, exists, fresh, script, shell_container
from sidecar_pods.sidecars.sidecar import Sidecar

# The limit on disk includes the volume with the loaded data, so it is above the volume's size limit.
_RESOURCES: Final[ResourceRequirements] = {
    "requests": {"cpu": "20m", "memory": "32Mi", "ephemeral-storage": "64Mi"},
    "limits": {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": "512Mi"},
}
_OWN: Final = frozenset({"ROOT", "LINK", "INTERVAL", "TIMEOUT", "CURRENT", "HOME"})


def data_loader(
    name: str,
    image: pulumi.Input[str],
    command: str,
    *,
    reader: str,
    read_at: str = DOCUMENT_ROOT,
    volume: str = "data",
    interval_seconds: int | None = None,
    timeout_seconds: int = 60,
    size_limit: str = "256Mi",
    settings: Mapping[str, pulumi.Input[str]] | None = None,
    resources: ResourceRequirements | None = None,
) -> Sidecar:
    """Return a sidecar that loads data with a command, once before other containers start, or repeatedly.

    Each load has a folder of its own. A rename replaces the symbolic link to the newest one, so the reader
    sees all of one load or all of the next. A load that fails changes nothing. The volume is mounted
    read-only in the reader, at the folder that holds `read_at`.

    Args:
        name: Name of the container.
        image: An image with a POSIX shell and the tools of the command.
        command: A shell command. It runs in an empty folder, and the files it leaves there are the data; no
            file means that there is nothing new.
        reader: Name of the container that reads the data.
        read_at: Path of the data in that container; the folder that holds it is the volume.
        volume: Name of the volume; each loader has one of its own.
        interval_seconds: Seconds between two loads. Default: it loads once, before the containers start.
        timeout_seconds: Seconds that a load may take. Other containers wait a minute longer than that for the
            first load; then the kubelet restarts the loader.
        size_limit: Greatest size of the volume, which holds up to three loads.
        settings: Environment variables of the command; ROOT, LINK, INTERVAL, TIMEOUT, CURRENT and HOME are
            the loader's own.
        resources: Resources that it requests, and their limits.

    Raises:
        WiringError: A number is less than 1, the path is not in a folder, or a setting is the loader's own.
    """
    at_least_one(name, interval_seconds=interval_seconds, timeout_seconds=timeout_seconds)
    folder, link = _split(name, read_at)
    env = _environment(name, link, interval_seconds, timeout_seconds, settings or {})
    container = shell_container(
        name, image, script("data_loader.sh"), command, settings=env, resources=resources or _RESOURCES
    )
    if interval_seconds is not None:
        container["startup_probe"] = exists(f"/volume/{link}", 60 + timeout_seconds)
        container["liveness_probe"] = fresh("/volume/.alive", 30 + timeout_seconds + 2 * interval_seconds)
    data: SharedVolumeArgs = {
        "name": volume,
        "written_by": {name: "/volume"},
        "read_by": {reader: folder},
        "empty_dir": {"size_limit": size_limit},
    }
    role = "init_containers" if interval_seconds is None else "sidecars"
    return Sidecar(container, role=role, shared_volumes=[data], owns=[volume])


def _split(loader: str, read_at: str) -> tuple[str, str]:
    folder, link = split(read_at.rstrip("/"))
    if not folder.strip("/"):
        expected = "a path such as /srv/html: the folder that holds it is the volume"
        raise WiringError(Where(loader, "read_at"), f'is "{read_at}"', expected)
    return folder, link


def _environment(
    loader: str,
    link: str,
    interval_seconds: int | None,
    timeout_seconds: int,
    settings: Mapping[str, pulumi.Input[str]],
) -> Mapping[str, pulumi.Input[str]]:
    for setting in settings:
        if setting in _OWN:
            problem = f"has {setting}, which is the loader's own"
            raise WiringError(Where(loader, "settings"), problem, "another name")
    return {
        "ROOT": "/volume",
        "LINK": link,
        "INTERVAL": "" if interval_seconds is None else str(interval_seconds),
        "TIMEOUT": str(timeout_seconds),
        **settings,
    }


def git_loader(
    name: str,
    image: pulumi.Input[str],
    repository: pulumi.Input[str],
    *,
    reader: str,
    ref: pulumi.Input[str] = "HEAD",
    read_at: str = DOCUMENT_ROOT,
    volume: str = "data",
    interval_seconds: int | None = 30,
    timeout_seconds: int = 60,
    size_limit: str = "256Mi",
    resources: ResourceRequirements | None = None,
) -> Sidecar:
    """Return a data loader for the files of a Git repository: those of one commit, without its history.

    Args:
        name: Name of the container.
        image: An image with Git and a POSIX shell, such as `alpine/git`.
        repository: URL of the repository (https), or its path in a volume of this container.
        reader: Name of the container that reads the files.
        ref: Branch, tag or full commit id.
        read_at: Path of the files in that container.
        volume: Name of the volume; each loader has one of its own.
        interval_seconds: Seconds between two checks for a new commit; None to load once, before the
            containers start.
        timeout_seconds: Seconds that a load may take.
        size_limit: Greatest size of the volume, which holds up to three versions.
        resources: Resources that it requests, and their limits.

    Raises:
        WiringError: A number is less than 1, or the path is not in a folder.
    """
    return data_loader(
        name,
        image,
        script("git_source.sh"),
        reader=reader,
        read_at=read_at,
        volume=volume,
        interval_seconds=interval_seconds,
        timeout_seconds=timeout_seconds,
        size_limit=size_limit,
        settings={"REPOSITORY": repository, "REF": ref},
        resources=resources,
    )
