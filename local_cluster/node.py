"""The node: a set of namespaces of this machine, held by one process, in which the daemons run."""

import json
import subprocess
from pathlib import Path

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from local_cluster import processes
from local_cluster.cgroups import make_cgroups, remove_cgroups
from local_cluster.cluster import NODE_BIN, Cluster, Network
from local_cluster.daemons import Daemon

_SCRIPTS = Path(__file__).parent / "scripts"
_ENVIRONMENT = (f"PATH={NODE_BIN}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root")
_LOG_LIMIT = 16 * 2**20


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _launch(cluster: Cluster, log: str, *command: str) -> subprocess.Popen[bytes]:
    """Start a command in the cluster's control groups; what it prints is appended to a log."""
    path = cluster.logs / f"{log}.log"
    path.parent.mkdir(exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    with path.open("ab") as output:
        path.chmod(0o600)
        return subprocess.Popen(
            ["sh", str(_SCRIPTS / "launch.sh"), cluster.cgroup, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


@retry(
    retry=retry_if_result(lambda pid: pid is None),
    wait=wait_fixed(0.02),
    stop=stop_after_delay(10),
    retry_error_callback=lambda _: None,
)
def _wait_for_init(cluster: Cluster) -> int | None:
    return processes.find_init(cluster.state)


def start_node(cluster: Cluster, binaries: Path, blobs: Path) -> int:
    """Make the node's namespaces and return the process id of its first process."""
    stop_node(cluster)
    make_cgroups(cluster.cgroup)
    for folder in (cluster.etc, cluster.pki, cluster.var):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    namespaces = ("--fork", "--kill-child", "--pid", "--mount", "--mount-proc", "--net", "--ipc", "--uts")
    script = (str(_SCRIPTS / "init.sh"), str(cluster.state), str(binaries), str(blobs))
    _launch(cluster, "init", "unshare", *namespaces, "sh", *script)
    init = _wait_for_init(cluster)
    if init is None:
        raise RuntimeError(f"the node's namespaces could not be made: see {cluster.logs / 'init.log'}")
    return init


def stop_node(cluster: Cluster) -> None:
    """Kill the node's first process; with it the kernel ends all others, every mount, link and chain."""
    processes.kill(processes.find_makers(cluster.state))
    subprocess.run(["ip", "link", "delete", cluster.link], check=False, capture_output=True)
    remove_cgroups(cluster.cgroup)


def enter(init: int, *, network: bool = True) -> tuple[str, ...]:
    """The command prefix that runs a command on the node, and then leaves it to the first process."""
    spaces = ("--mount", "--net", "--uts", "--ipc") if network else ()
    return ("nsenter", "--target", str(init), "--pid", *spaces, "--")


def start_daemon(cluster: Cluster, init: int, daemon: Daemon) -> None:
    """Start a daemon on the node; it becomes a child of the node's first process."""
    argv = (word.replace("INIT", str(init)) for word in daemon.argv)
    detached = ("setsid", "--fork", "env", "-i", *_ENVIRONMENT, *daemon.wrapper, *argv)
    command = (*enter(init, network=daemon.own_network), *detached)
    if _launch(cluster, daemon.name, *command).wait() != 0:
        raise RuntimeError(f"{daemon.name} could not be started: see {cluster.logs / daemon.name}.log")


def _has_address(show: str, address: str) -> bool:
    links = json.loads(show or "[]")
    return any(info.get("local") == address for link in links for info in link.get("addr_info", []))


def _shown(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def ensure_link(cluster: Cluster, init: int, network: Network) -> None:
    """Join this machine and the node by a link, unless they are joined."""
    inside = (*enter(init), "ip")
    show = ("-json", "address", "show", "up", "dev")
    host_end = _shown("ip", *show, cluster.link)
    node_end = _shown(*inside, *show, "eth0")
    if _has_address(host_end, network.host) and _has_address(node_end, network.node):
        return
    subprocess.run(["ip", "link", "delete", cluster.link], check=False, capture_output=True)
    _run("ip", "link", "add", cluster.link, "type", "veth", "peer", "name", "eth0", "netns", str(init))
    for ip, link, address in ((("ip",), cluster.link, network.host), (inside, "eth0", network.node)):
        _run(*ip, "address", "add", f"{address}/30", "dev", link)
        _run(*ip, "link", "set", link, "up")
