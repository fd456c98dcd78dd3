"""The control groups of a cluster, in every hierarchy of this machine, version 1 or 2."""

import os
from contextlib import suppress
from pathlib import Path

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from local_cluster.errors import ClusterError


def hierarchies() -> list[Path]:
    """Where each hierarchy of control groups is mounted."""
    mounts = (line.split() for line in Path("/proc/self/mounts").read_text().splitlines())
    return [Path(mount[1]) for mount in mounts if mount[2] in ("cgroup", "cgroup2")]


def _delegate(group: Path) -> None:
    """Version 2: let the groups below have every controller that this one has; some cannot be passed on."""
    for controller in (group / "cgroup.controllers").read_text().split():
        with suppress(OSError):
            (group / "cgroup.subtree_control").write_text(f"+{controller}")


def _inherit_processors(group: Path) -> None:
    """Version 1: a cpuset takes no process before it has its parent's processors and memory."""
    for setting in ("cpuset.cpus", "cpuset.mems"):
        file = group / setting
        if file.exists() and not file.read_text().strip():
            file.write_text((group.parent / setting).read_text())


def _make(group: Path) -> None:
    if (group.parent / "cgroup.controllers").exists():
        _delegate(group.parent)
        group.mkdir(exist_ok=True)
    else:
        group.mkdir(exist_ok=True)
        _inherit_processors(group)


def make_cgroups(name: str) -> None:
    """Make the group `name`, and in it one for the daemons: the kubelet adds its own for Pods."""
    for hierarchy in hierarchies():
        _make(hierarchy / name)
        _make(hierarchy / name / "daemons")


@retry(retry=retry_if_exception_type(OSError), wait=wait_fixed(0.05), stop=stop_after_delay(20), reraise=True)
def _remove(group: Path) -> None:
    """Remove a group and all under it; the kernel refuses until the last process in it is gone."""
    for folder, _, _ in os.walk(group, topdown=False):
        Path(folder).rmdir()


def remove_cgroups(name: str) -> None:
    """Remove the group `name` and all under it, in every hierarchy."""
    for hierarchy in hierarchies():
        try:
            _remove(hierarchy / name)
        except OSError as error:
            raise ClusterError(f"a control group could not be removed: {error}") from error
