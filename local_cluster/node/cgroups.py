"""A cluster's control groups, in every hierarchy of this machine, version 1 or 2."""

import os
from contextlib import suppress
from pathlib import Path

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from local_cluster.errors import ClusterError

_NEEDED = {"cpu", "cpuset", "memory", "pids"}
"""The version 2 controllers that the kubelet requires, if the machine has them."""


def hierarchies() -> list[Path]:
    """Return the mount point of each hierarchy of control groups; none on other systems than Linux."""
    table = Path("/proc/self/mounts")
    mounts = (line.split() for line in table.read_text().splitlines()) if table.exists() else ()
    return [Path(mount[1]) for mount in mounts if mount[2] in ("cgroup", "cgroup2")]


def find_daemons(name: str) -> set[int]:
    """Return the processes in the daemons' group of the group `name`: only root can put a process there."""
    return set[int]().union(*(_members(hierarchy / name / "daemons") for hierarchy in hierarchies()))


def _members(group: Path) -> set[int]:
    try:
        return {int(pid) for pid in (group / "cgroup.procs").read_text().split()}
    except OSError:
        return set()


def make_cgroups(name: str) -> None:
    """Make the group `name`, and in it a group for the daemons; the kubelet adds groups for Pods."""
    for hierarchy in hierarchies():
        _make(hierarchy / name)
        _make(hierarchy / name / "daemons")


def _make(group: Path) -> None:
    if (group.parent / "cgroup.controllers").exists():
        _delegate(group.parent)
        group.mkdir(exist_ok=True)
    else:
        group.mkdir(exist_ok=True)
        _inherit_processors(group)


def _delegate(group: Path) -> None:
    """Enable for the groups below a version 2 group every controller that it can pass on.

    A group that holds processes cannot pass on most controllers:
    https://docs.kernel.org/admin-guide/cgroup-v2.html#no-internal-process-constraint
    """
    controllers = (group / "cgroup.controllers").read_text().split()
    passed_on = group / "cgroup.subtree_control"
    for controller in controllers:
        with suppress(OSError):
            passed_on.write_text(f"+{controller}")
    if lacking := _NEEDED.intersection(controllers).difference(passed_on.read_text().split()):
        raise ClusterError(
            f"control groups below {group} cannot have {', '.join(sorted(lacking))}:"
            " it holds processes itself, as in a container that was started without --cgroupns=host"
        )


def _inherit_processors(group: Path) -> None:
    """Copy the parent's processors and memory nodes: a version 1 cpuset takes no process without them.

    See https://docs.kernel.org/admin-guide/cgroup-v1/cpusets.html
    """
    for setting in ("cpuset.cpus", "cpuset.mems"):
        file = group / setting
        if file.exists() and not file.read_text().strip():
            file.write_text((group.parent / setting).read_text())


def remove_cgroups(name: str) -> None:
    """Remove the group `name` and all below it, in every hierarchy."""
    for hierarchy in hierarchies():
        try:
            _remove(hierarchy / name)
        except OSError as error:
            raise ClusterError(f"a control group could not be removed: {error}") from error


@retry(retry=retry_if_exception_type(OSError), wait=wait_fixed(0.05), stop=stop_after_delay(20), reraise=True)
def _remove(group: Path) -> None:
    """Remove a group and all below it; the kernel refuses until the last process in it has ended."""
    for folder, _, _ in os.walk(group, topdown=False):
        Path(folder).rmdir()
