"""The data loader: it fills a volume before other containers start, or keeps it fresh while they run."""

from collections.abc import Mapping
from posixpath import split
from typing import Final, Unpack

import pulumi

from sidecar_pods.arguments.helper_args import (
    DataLoaderArgs,
    DataLoaderOptions,
    GitLoaderArgs,
    GitLoaderOptions,
    HelperArgs,
    LoaderOptions,
)
from sidecar_pods.arguments.images import DEBIAN, GIT
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.arguments.volume_args import SharedVolumeArgs
from sidecar_pods.sidecars.nginx import DOCUMENT_ROOT
from sidecar_pods.sidecars.shell import exists, fresh, script, shell_container
from sidecar_pods.sidecars.sidecar import Sidecar

# The limit on disk includes the volume with the loaded data, so it is above the volume's size limit.
_RESOURCES: Final[ResourceRequirements] = {
    "requests": {"cpu": "20m", "memory": "32Mi", "ephemeral-storage": "64Mi"},
    "limits": {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": "512Mi"},
}


def data_loader(
    name: str,
    image: pulumi.Input[str],
    command: pulumi.Input[str],
    *,
    interval_seconds: int | None = None,
    **options: Unpack[DataLoaderOptions],
) -> HelperArgs:
    """Return a data loader as data; `DataLoaderArgs` describes it and its options."""
    args: DataLoaderArgs = {"name": name, "image": image, "command": command, **options}
    if interval_seconds is not None:
        args["interval_seconds"] = interval_seconds
    return {"data_loader": args}


def build_data_loader(
    name: str,
    image: pulumi.Input[str] = DEBIAN,
    *,
    command: pulumi.Input[str],
    reader: str,
    read_at: str = DOCUMENT_ROOT,
    volume: str = "data",
    interval_seconds: int | None = None,
    timeout_seconds: int = 60,
    size_limit: str = "256Mi",
    settings: Mapping[str, pulumi.Input[str]] | None = None,
    resources: pulumi.Input[ResourceRequirements] | None = None,
) -> Sidecar:
    """Return the container and the volume that `DataLoaderArgs` describe."""
    folder, link = split(read_at.rstrip("/"))
    env = {
        "ROOT": "/volume",
        "LINK": link,
        "INTERVAL": "" if interval_seconds is None else str(interval_seconds),
        "TIMEOUT": str(timeout_seconds),
        **dict(sorted((settings or {}).items())),  # other languages pass a map in any order
    }
    container = shell_container(
        name,
        image,
        script("data_loader.sh"),
        command,
        settings=env,
        resources=_RESOURCES if resources is None else resources,
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


def git_loader(
    name: str,
    image: pulumi.Input[str],
    repository: pulumi.Input[str],
    *,
    interval_seconds: int | None = 30,
    **options: Unpack[GitLoaderOptions],
) -> HelperArgs:
    """Return a Git loader as data; `GitLoaderArgs` describes it and its options.

    It loads once if `interval_seconds` is None.
    """
    args: GitLoaderArgs = {"name": name, "image": image, "repository": repository, **options}
    if interval_seconds is None:
        args["once"] = True
    else:
        args["interval_seconds"] = interval_seconds
    return {"git_loader": args}


def build_git_loader(
    name: str,
    image: pulumi.Input[str] = GIT,
    *,
    repository: pulumi.Input[str],
    ref: pulumi.Input[str] = "HEAD",
    interval_seconds: int = 30,
    once: bool = False,
    **options: Unpack[LoaderOptions],
) -> Sidecar:
    """Return the container and the volume that `GitLoaderArgs` describe."""
    return build_data_loader(
        name,
        image,
        command=script("git_source.sh"),
        interval_seconds=None if once else interval_seconds,
        settings={"REPOSITORY": repository, "REF": ref},
        **options,
    )
