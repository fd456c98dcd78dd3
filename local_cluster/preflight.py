"""Check what a machine must have to run a cluster; each lack is one sentence."""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local_cluster.errors import ClusterError
from local_cluster.places import cache_home
from local_cluster.programs.build import programs

_GIB = 2**30
MEMORY = 2 * _GIB
DISK_TO_BUILD = 6 * _GIB
DISK_TO_RUN = 2 * _GIB
_INSTEAD = "Or use a cluster of your own: export KUBECONFIG=/path/to/its/kubeconfig"


@dataclass(frozen=True)
class Machine:
    """The facts about a machine that decide whether it can run a cluster."""

    system: str
    """The kernel's name."""
    uid: int
    """The effective user id; 0 is root."""
    has_apt: bool
    """Whether Debian packages can be installed."""
    memory: int
    """Available memory in bytes."""
    disk: int
    """Free bytes on the disk of the cache."""
    running: bool
    """Whether the cluster already runs."""
    complete: bool
    """Whether all programs are already in the cache."""
    namespaces: bool
    """Whether we may make namespaces."""
    cgroups: bool
    """Whether there are control groups, and we may add to them."""
    overlay: bool
    """Whether the kernel has overlayfs, which containers' root filesystems need."""


def refusal(machine: Machine) -> str | None:
    """Return why a machine cannot run a cluster, and what to do instead; None if it can."""
    lack = _ask_base(machine)
    if not lack and not machine.running:
        lack = _ask_room(machine) or _ask_kernel(machine)
    return f"{lack} {_INSTEAD}" if lack else None


def _ask_base(machine: Machine) -> str | None:
    if lack := _ask_user(machine.system, machine.uid):
        return lack
    if not machine.has_apt:
        return "The local cluster needs Debian or Ubuntu, and there is no apt-get here."
    return None


def _ask_user(system: str, uid: int) -> str | None:
    if system != "Linux":
        return f"The local cluster needs Linux, and this is {system}."
    if uid != 0:
        return "The local cluster needs root, for namespaces and mounts: try again with sudo."
    return None


def _ask_room(machine: Machine) -> str | None:
    if machine.memory < MEMORY:
        return f"The local cluster needs 2 GiB of memory, and {machine.memory / _GIB:.1f} GiB are available."
    needed = DISK_TO_RUN if machine.complete else DISK_TO_BUILD
    if machine.disk < needed:
        free = f"{machine.disk / _GIB:.1f} GiB are free in {cache_home()}"
        return f"The local cluster needs {needed // _GIB} GiB of disk, and {free}."
    return None


def _ask_kernel(machine: Machine) -> str | None:
    if not machine.namespaces:
        return (
            "The local cluster needs namespaces, and this machine (a container?) does not let root make them."
        )
    if not machine.cgroups:
        return "The local cluster needs control groups, and /sys/fs/cgroup cannot be written here."
    if not machine.overlay:
        return "The local cluster needs overlayfs, and this kernel does not have it."
    return None


def look(*, running: bool) -> Machine:
    """Return the facts about this machine; the caller knows whether the cluster is running."""
    linux = platform.system() == "Linux"
    return Machine(
        system=platform.system(),
        uid=os.geteuid(),
        has_apt=shutil.which("apt-get") is not None,
        memory=_available_memory() if linux else 0,
        disk=_free_disk(),
        running=running,
        complete=programs().exists(),
        namespaces=running or (linux and _works("unshare", "--fork", "--pid", "--mount", "--net", "true")),
        cgroups=linux and _has_cgroups(),
        overlay=linux and _has_overlay(),
    )


def _available_memory() -> int:
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(lines["MemAvailable"].split()[0]) * 1024


def _free_disk() -> int:
    folder = cache_home()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _has_cgroups() -> bool:
    root = Path("/sys/fs/cgroup")
    version_1 = root / "memory"
    return os.access(version_1 if version_1.exists() else root / "cgroup.procs", os.W_OK)


def _has_overlay() -> bool:
    filesystems = Path("/proc/filesystems")
    return "\toverlay\n" in filesystems.read_text() or _works("modprobe", "overlay")


def check_user() -> None:
    """Raise ClusterError unless this is Linux and the user is root."""
    if lack := _ask_user(platform.system(), os.geteuid()):
        raise ClusterError(lack)


def check(*, running: bool) -> None:
    """Raise ClusterError if this machine cannot run a cluster; a `running` one needs no further room."""
    if sentence := refusal(look(running=running)):
        raise ClusterError(sentence)
