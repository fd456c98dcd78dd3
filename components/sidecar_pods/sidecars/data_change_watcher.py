"""The data-change watcher: nginx reloads when the files of a volume have changed."""

from collections.abc import Sequence
from typing import Unpack

import pulumi

from sidecar_pods.arguments.helper_args import DataChangeWatcherOptions, HelperArgs
from sidecar_pods.arguments.images import DEBIAN
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.sidecars.shell import exists, fresh, script, shell_container
from sidecar_pods.sidecars.sidecar import Sidecar


def data_change_watcher(
    name: str = "data-change-watcher",
    image: pulumi.Input[str] = DEBIAN,
    **options: Unpack[DataChangeWatcherOptions],
) -> HelperArgs:
    """Return a data-change watcher as data; `DataChangeWatcherArgs` describes it and its options."""
    return {"data_change_watcher": {"name": name, "image": image, **options}}


def build_data_change_watcher(
    name: str,
    image: pulumi.Input[str] = DEBIAN,
    *,
    volumes: Sequence[str],
    server_user: int = 101,
    interval_seconds: int = 2,
    resources: pulumi.Input[ResourceRequirements] | None = None,
) -> Sidecar:
    """Return the container and the volumes that `DataChangeWatcherArgs` describe."""
    container = shell_container(
        name,
        image,
        script("data_change_watcher.sh"),
        *(f"/watched/{volume}" for volume in volumes),
        settings={"STATE": "/state", "INTERVAL": str(interval_seconds)},
        resources=resources,
        user=server_user,
    )
    container["volumes"] = [
        {"name": f"{name}-state", "mount_path": "/state", "empty_dir": {"size_limit": "1Mi"}}
    ]
    container["startup_probe"] = exists("/state/alive")
    container["liveness_probe"] = fresh("/state/alive", 30 + 3 * interval_seconds)
    return Sidecar(
        container,
        shared_volumes=[
            {"name": volume, "written_by": {}, "read_by": {name: f"/watched/{volume}"}} for volume in volumes
        ],
        share_process_namespace=True,
    )
