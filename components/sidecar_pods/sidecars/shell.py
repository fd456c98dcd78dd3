"""The parts that all sidecars with a shell script have in common."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.referenced import (
    EmptyDirVolumeSource,
    ExecAction,
    Probe,
    ResourceRequirements,
    SecurityContext,
)

NOBODY: Final = 65534
"""Number of the user that owns no file; the user of every sidecar that needs no other."""

MODEST: Final[ResourceRequirements] = {
    "requests": {"cpu": "20m", "memory": "16Mi", "ephemeral-storage": "16Mi"},
    "limits": {"cpu": "200m", "memory": "64Mi", "ephemeral-storage": "128Mi"},
}
"""Resources of a small script that loops: a few MiB. Its output may take 50 MiB of disk, because the kubelet
keeps five files of 10 MiB: https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation"""


def unprivileged(user: int = NOBODY) -> SecurityContext:
    """Return the security context of a container that runs as a user and can only use its volumes."""
    return {
        "run_as_user": user,
        "run_as_non_root": user != 0,
        "read_only_root_filesystem": True,
        "allow_privilege_escalation": False,
        "capabilities": {"drop": ["ALL"]},
    }


def script(name: str) -> str:
    """Return the text of a script in the folder `scripts`."""
    return (Path(__file__).parent / "scripts" / name).read_text(encoding="utf-8")


def shell_container(
    name: str,
    image: pulumi.Input[str],
    text: str,
    *arguments: pulumi.Input[str],
    settings: Mapping[str, pulumi.Input[str]],
    resources: pulumi.Input[ResourceRequirements] | None,
    user: int = NOBODY,
) -> ContainerArgs:
    """Return a container that runs a shell script, as an unprivileged user.

    Args:
        name: Name of the container.
        image: An image with the tools that the script uses.
        text: The script.
        arguments: Its arguments.
        settings: Environment variables that it reads.
        resources: Resources that it requests, and their limits. Default: `MODEST`.
        user: Number of the user it runs as.
    """
    return {
        "name": name,
        "image": image,
        "command": ["/bin/sh", "-c"],
        "args": [text, name, *arguments],
        "env": [{"name": key, "value": value} for key, value in settings.items()],
        "resources": MODEST if resources is None else resources,
        "security_context": unprivileged(user),
    }


def in_memory(size_limit: str) -> EmptyDirVolumeSource:
    """Return an empty folder in memory, where a write to a full volume fails.

    On disk, the kubelet would evict the Pod.
    """
    return {"medium": "Memory", "size_limit": size_limit}


def wait_for(path: str) -> ExecAction:
    """Return a command that ends as soon as a file exists."""
    return {"command": ["/bin/sh", "-c", 'until test -e "$0"; do sleep 0.05; done', path]}


def exists(path: str, seconds: int = 120) -> Probe:
    """Return a startup probe: the file exists within so many seconds.

    The command waits for the file, so no time passes between two probes.
    """
    each = 10
    return {
        "exec_": wait_for(path),
        "period_seconds": 1,
        "timeout_seconds": each,
        "failure_threshold": math.ceil(seconds / each),
    }


def fresh(file: str, seconds: int) -> Probe:
    """Return a liveness probe: the file was last written at most so many seconds ago."""
    age = 'test $(($(date +%s) - $(stat -c %Y "$0"))) -le "$1"'
    return {
        "exec_": {"command": ["/bin/sh", "-c", age, file, str(seconds)]},
        "period_seconds": 10,
        "timeout_seconds": 5,
    }
