"""The data-change watcher: nginx reloads when the files of a volume have changed."""

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.arguments.where import Where
from sidecar_pods.sidecars.shell import at_least_one, exists, fresh, script, shell_container
from sidecar_pods.sidecars.sidecar import Sidecar


def data_change_watcher(
    name: str,
    image: pulumi.Input[str],
    *,
    volumes: list[str],
    server_user: int = 101,
    interval_seconds: int = 2,
    resources: ResourceRequirements | None = None,
) -> Sidecar:
    """Return a sidecar that makes nginx reload its configuration when files have changed; no request is lost.

    It sees changes of a mounted ConfigMap, of a data loader's version and of plain files, and ignores hidden
    files. All containers of the Pod then share one process namespace, because the sidecar signals nginx.

    Args:
        name: Name of the container.
        image: Debian, or any image with a POSIX shell and GNU find.
        volumes: Names of the shared volumes to watch; the Pod or another sidecar states their writers. A
            ConfigMap must be a shared volume too, so that nginx and the sidecar see a change at the same
            moment.
        server_user: Number of the user that nginx runs as; only this user may signal it. 101 in the
            unprivileged image, 0 in the other.
        interval_seconds: Seconds between two checks. A change must last for two checks.
        resources: Resources that it requests, and their limits.

    Raises:
        WiringError: The interval is less than 1, or there is no volume.
    """
    at_least_one(name, interval_seconds=interval_seconds)
    if not volumes:
        raise WiringError(
            Where(name, "volumes"), "is empty, so nothing is watched", "at least one shared volume"
        )
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
