"""What a cluster could leave behind on this machine, read from the kernel."""

import subprocess
from pathlib import Path

from local_cluster.cgroups import hierarchies
from local_cluster.cluster import Cluster


def _output(*command: str) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def firewall() -> list[str]:
    """Every rule of this machine's firewall, without the counters."""
    lines = [*_output("iptables-save"), *_output("ip6tables-save")]
    return [line for line in lines if not line.startswith(("#", ":"))]


def kernel_settings() -> dict[str, str]:
    """Settings that are not part of any namespace, and that a kubelet likes to change."""
    names = ("vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops")
    forwarding = "net/ipv4/ip_forward"
    return {name: Path("/proc/sys", name).read_text().strip() for name in (*names, forwarding)}


def namespaces(pid: int) -> set[str]:
    """The namespaces of a process that are not this machine's own."""
    own = {str(link.readlink()) for link in Path("/proc/self/ns").iterdir()}
    return {str(link.readlink()) for link in Path(f"/proc/{pid}/ns").iterdir()} - own


def namespaces_in_use() -> set[str]:
    """The namespaces of all processes."""
    found: set[str] = set()
    for link in Path("/proc").glob("[0-9]*/ns/*"):
        try:
            found.add(str(link.readlink()))
        except OSError:
            continue
    return found


def traces(cluster: Cluster) -> dict[str, list[str]]:
    """What on this machine is of the cluster, by kind; nothing of a kind is not listed."""
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
