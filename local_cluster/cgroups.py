"""The control groups of a cluster, in every hierarchy of this machine, version 1 or 2."""

import os
from pathlib import Path

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed


def hierarchies() -> list[Path]:
    """Where each hierarchy of control groups is mounted."""
    mounts = (line.split() for line in Path("/proc/self/mounts").read_text().splitlines())
    return [Path(mount[1]) for mount in mounts if mount[2] in ("cgroup", "cgroup2")]


def _make(group: Path) -> None:
    """Make one group; a version 1 cpuset takes no process before it has its parent's processors."""
    group.mkdir(exist_ok=True)
    for setting in ("cpuset.cpus", "cpuset.mems"):
        file = group / setting
        if file.exists() and not (group / "cgroup.controllers").exists() and not file.read_text().strip():
            file.write_text((group.parent / setting).read_text())


def make_cgroups(name: str) -> None:
    """Make the group `name`, and in it one for the daemons: the kubelet adds its own for Pods."""
    for hierarchy in hierarchies():
        _make(hierarchy / name)
        _make(hierarchy / name / "daemons")


@retry(retry=retry_if_exception_type(OSError), wait=wait_fixed(0.05), stop=stop_after_delay(10), reraise=True)
def _remove(group: Path) -> None:
    """Remove a group and all under it; the kernel refuses for a moment after the last process is gone."""
    for folder, _, _ in os.walk(group, topdown=False):
        Path(folder).rmdir()


def remove_cgroups(name: str) -> None:
    """Remove the group `name` and all under it, in every hierarchy."""
    for hierarchy in hierarchies():
        _remove(hierarchy / name)
