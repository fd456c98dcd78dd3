"""The log watcher: it prints a server's log as JSON lines on stdout, where the cluster collects them."""

from collections.abc import Mapping
from typing import Unpack

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.helper_args import HelperArgs, LogWatcherOptions
from sidecar_pods.arguments.images import DEBIAN
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.sidecars.shell import fresh, in_memory, script, shell_container, wait_for
from sidecar_pods.sidecars.sidecar import Sidecar

MIB = 1 << 20


def log_watcher(
    name: str = "log-watcher", image: pulumi.Input[str] = DEBIAN, **options: Unpack[LogWatcherOptions]
) -> HelperArgs:
    """Return a log watcher as data; `LogWatcherArgs` describes it and its options."""
    return {"log_watcher": {"name": name, "image": image, **options}}


def build_log_watcher(
    name: str,
    image: pulumi.Input[str] = DEBIAN,
    *,
    server: str,
    folder: str = "/var/log/nginx",
    log: str = "access.log",
    error_log: str = "error.log",
    volume: str = "logs",
    limit_mib: int = 8,
    resources: pulumi.Input[ResourceRequirements] | None = None,
) -> Sidecar:
    """Return the container and the volume that `LogWatcherArgs` describe."""
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
    resources: pulumi.Input[ResourceRequirements] | None,
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
