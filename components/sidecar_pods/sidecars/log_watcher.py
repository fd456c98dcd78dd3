"""The log watcher: it prints a server's log as JSON lines on stdout, where the cluster collects them."""

from collections.abc import Mapping

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.sidecars.shell import at_least_one, fresh, in_memory, script, shell_container, wait_for
from sidecar_pods.sidecars.sidecar import Sidecar

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
    resources: ResourceRequirements | None = None,
) -> Sidecar:
    """Return a sidecar that prints each line of a server's log as a JSON object, and keeps the log small.

    A line of nginx's access log becomes its fields, any other line `{"message": …}`. It loses no line and
    prints none twice while it runs. After a kill, it may print the lines of the last second twice. If more
    than `limit_mib` wait to be printed, it drops them and prints `{"dropped_bytes": …}`.

    It mounts the log twice: read-only to read it, and writable at another path to free the space of printed
    lines.

    Args:
        name: Name of the container.
        image: Debian, or any image with a POSIX shell, awk, tail, and util-linux for `fallocate`.
        server: Name of the container that writes the log.
        folder: Folder to which that container writes it. The volume hides the files of the image there.
        log: Name of the log.
        error_log: A log beside it that goes to the server's own stderr; empty for none.
        volume: Name of the volume; each log has one of its own.
        limit_mib: Greatest size of the log that waits to be printed, in MiB. The volume may hold twice as
            much, in memory.
        resources: Resources that it requests, and their limits.

    Raises:
        WiringError: The limit is less than 1.
    """
    at_least_one(name, limit_mib=limit_mib)
    settings = {
        "READ": "/logs",
        "TRIM": "/trim",
        "LOG": log,
        "ERRORS": error_log,
        "LIMIT": str(limit_mib * MIB),
    }
    return Sidecar(
        _container(name, image, settings, resources, f"/logs/{log}"),
        shared_volumes=[
            {
                "name": volume,
                "written_by": {server: folder, name: "/trim"},
                "read_by": {name: "/logs"},
                "empty_dir": in_memory(f"{2 * limit_mib}Mi"),
            }
        ],
        owns=[volume],
    )


def _container(
    name: str,
    image: pulumi.Input[str],
    settings: Mapping[str, str],
    resources: ResourceRequirements | None,
    log: str,
) -> ContainerArgs:
    """Return the container, which has started when the log exists."""
    scripts = script("log_watcher.sh"), script("log_watcher.awk")
    container = shell_container(name, image, *scripts, settings=settings, resources=resources)
    # No startup probe: the kubelet checks it at most once a second, which would delay the next container.
    # https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    container["lifecycle"] = {"post_start": {"exec_": wait_for(log)}}
    container["liveness_probe"] = fresh("/logs/.alive", 30)
    return container
