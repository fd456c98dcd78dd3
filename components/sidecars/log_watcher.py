"""The log watcher: a server's log as JSON lines on stdout, where the cluster collects them."""

import pulumi

from ..container_args import ResourcesArgs
from .shell import at_least_one, fresh, script, shell_container, wait_for
from .sidecar import Sidecar

MIB = 1 << 20


def log_watcher(
    name: str,
    image: pulumi.Input[str],
    *,
    server: str,
    folder: str = "/var/log/nginx",
    log: str = "access.log",
    error_log: str = "error.log",
    volume: str = "logs",
    limit_mib: int = 8,
    resources: ResourcesArgs | None = None,
) -> Sidecar:
    """Return a sidecar that prints each line of a server's log as a JSON object, and keeps the log small.

    A line of nginx's access log becomes its fields, any other line `{"message": …}`. No line is lost or
    printed twice while it runs; when it was killed, the lines of the last second may come twice. Only when
    more than `limit_mib` wait to be printed are they dropped, and `{"dropped_bytes": …}` says so.

    It mounts the log twice: read-only where it reads, and writable at another path, where it frees the space
    of what it has printed.

    Args:
        name: Name of the container.
        image: Debian, or any image with a POSIX shell, awk, tail, and util-linux for `fallocate`.
        server: Name of the container that writes the log.
        folder: Folder to which that container writes it; nothing else of its image is seen there.
        log: Name of the log.
        error_log: A log beside it that shall go to the server's own stderr; empty for none.
        volume: Name of the volume; each log has one of its own.
        limit_mib: How much of the log may wait to be printed, in MiB. The volume may hold twice as much, in
            memory.
        resources: What it asks of its node, and what it may not exceed.

    Raises:
        WiringError: The limit is less than 1.
    """
    at_least_one(name, limit_mib=limit_mib)
    container = shell_container(
        name,
        image,
        script("log_watcher.sh"),
        script("log_watcher.awk"),
        settings={
            "READ": "/logs",
            "TRIM": "/trim",
            "LOG": log,
            "ERRORS": error_log,
            "LIMIT": str(limit_mib * MIB),
        },
        resources=resources,
    )
    # No startup probe, for which the kubelet looks once a second: what starts next need not wait so long.
    container["lifecycle"] = {"post_start": {"exec_": wait_for(f"/logs/{log}")}}
    container["liveness_probe"] = fresh("/logs/.alive", 30)
    return Sidecar(
        container,
        shared_volumes=[
            {
                "name": volume,
                "written_by": {server: folder, name: "/trim"},
                "read_by": {name: "/logs"},
                # In memory a volume that is full refuses to be written; on disk the Pod would be evicted.
                "empty_dir": {"medium": "Memory", "size_limit": f"{2 * limit_mib}Mi"},
            }
        ],
        owns=[volume],
    )
