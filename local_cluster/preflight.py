"""What a machine must have before a cluster is started on it; each lack is one sentence."""

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
    """What matters of a machine."""

    system: str
    """The kernel's name."""
    uid: int
    """Who asks: 0 is root."""
    has_apt: bool
    """Whether Debian packages can be installed."""
    memory: int
    """Available memory in bytes."""
    disk: int
    """Bytes free where the cache is."""
    running: bool
    """Whether the cluster runs already."""
    complete: bool
    """Whether all programs are in the cache already."""
    namespaces: bool
    """Whether the kernel lets us make namespaces."""
    cgroups: bool
    """Whether there are control groups, and we may add some."""
    overlay: bool
    """Whether the kernel has overlayfs, on which containers' roots stand."""


def _ask_user(system: str, uid: int) -> str | None:
    if system != "Linux":
        return f"The local cluster needs Linux, and this is {system}."
    if uid != 0:
        return "The local cluster needs root, for namespaces and mounts: try again with sudo."
    return None


def _ask_base(machine: Machine) -> str | None:
    if lack := _ask_user(machine.system, machine.uid):
        return lack
    if not machine.has_apt:
        return "The local cluster needs Debian or Ubuntu, and there is no apt-get here."
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


def refusal(machine: Machine) -> str | None:
    """The one sentence that says why there can be no cluster here, and what to do; nothing if there can."""
    lack = _ask_base(machine)
    if not lack and not machine.running:
        lack = _ask_room(machine) or _ask_kernel(machine)
    return f"{lack} {_INSTEAD}" if lack else None


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


def look(*, running: bool) -> Machine:
    """This machine, and whether the cluster that is asked for is running."""
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


def check_user() -> None:
    """Raise ClusterError for who can neither have a cluster nor see one: they are root's."""
    if lack := _ask_user(platform.system(), os.geteuid()):
        raise ClusterError(lack)


def check(*, running: bool) -> None:
    """Raise ClusterError if this machine cannot have a cluster; one that is `running` needs no more room."""
    if sentence := refusal(look(running=running)):
        raise ClusterError(sentence)
