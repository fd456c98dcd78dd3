"""Read from the kernel what a cluster could leave on this machine."""

import os
import re
import subprocess
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from local_cluster.node.cgroups import hierarchies
from local_cluster.places import Cluster


def firewall() -> list[str]:
    """Return every chain and rule of this machine's firewall, without the counters."""
    lines = [*_output("iptables-save"), *_output("ip6tables-save")]
    return [re.sub(r"^(:.*) \[\d+:\d+\]$", r"\1", line) for line in lines if not line.startswith("#")]


def _output(*command: str) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def links_and_routes() -> list[str]:
    """Return this machine's links and routes, except those to the nodes of local clusters."""
    lines = [*_output("ip", "-brief", "link"), *_output("ip", "route", "show", "table", "all")]
    return sorted(re.sub(r" expires \d+sec", "", line) for line in lines if not re.search(r"\blc-", line))


def files_of_others() -> dict[str, object]:
    """Return the files in a kubelet's, containerd's and kubectl's default folders; None for a missing folder.

    Folders that change by themselves on a machine with those programs are listed without their subfolders.
    """
    deep = [Path(each) for each in ("/etc/cni", "/opt/containerd", "/usr/libexec/kubernetes")]
    busy = [Path(each) for each in ("/run/containerd", "/var/lib/containerd", "/var/lib/kubelet")]
    kubeconfig = Path.home() / ".kube" / "config"
    return {
        **{str(folder): _listed(folder, folder.rglob("*")) for folder in deep},
        **{str(folder): _listed(folder, folder.glob("*")) for folder in busy},
        str(kubeconfig): kubeconfig.read_text() if kubeconfig.exists() else None,
    }


def _listed(folder: Path, found: Iterable[Path]) -> list[str] | None:
    return sorted(map(str, found)) if folder.exists() else None


def kernel_settings() -> dict[str, str]:
    """Return the kernel settings that belong to no namespace, and that a kubelet changes."""
    names = ("vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops")
    forwarding = "net/ipv4/ip_forward"
    return {name: Path("/proc/sys", name).read_text().strip() for name in (*names, forwarding)}


def namespaces(pid: int) -> set[str]:
    """Return the namespaces of a process that are not this machine's own."""
    own = {str(link.readlink()) for link in Path("/proc/self/ns").iterdir()}
    return {str(link.readlink()) for link in Path(f"/proc/{pid}/ns").iterdir()} - own


@contextmanager
def numbers_kept(pid: int) -> Generator[None]:
    """Keep the numbers of a process's namespaces, so that no new namespace gets one of them."""
    kept = [os.open(link, os.O_RDONLY) for link in Path(f"/proc/{pid}/ns").iterdir()]
    try:
        yield
    finally:
        for descriptor in kept:
            os.close(descriptor)


def namespaces_in_use() -> set[str]:
    """Return the namespaces of all processes; a process that ended but is not reaped has none."""
    found: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found |= {str(link.readlink()) for link in (process / "ns").iterdir()}
        except OSError:
            continue
    return found


def traces(cluster: Cluster) -> dict[str, list[str]]:
    """Return what belongs to the cluster on this machine, by kind; kinds without anything are left out."""
    commands = [
        path.read_text(errors="replace") for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()
    ]
    found = {
        "processes": [command for command in commands if str(cluster.state) in command],
        "mounts": [
            line for line in Path("/proc/self/mounts").read_text().splitlines() if cluster.name in line
        ],
        "links": [line for line in _output("ip", "-brief", "link") if cluster.link in line],
        "routes": [line for line in _output("ip", "route") if cluster.link in line],
        "control groups": [
            str(root / cluster.cgroup) for root in hierarchies() if (root / cluster.cgroup).exists()
        ],
        "files": [str(path) for path in cluster.state.parent.iterdir() if cluster.name in path.name],
    }
    return {kind: lines for kind, lines in found.items() if lines}
