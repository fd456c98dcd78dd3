"""The node: a set of namespaces of this machine, held by one process, in which the daemons run."""

import json
import subprocess
from pathlib import Path

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from local_cluster import processes
from local_cluster.cgroups import make_cgroups, remove_cgroups
from local_cluster.cluster import NODE_BIN, Cluster, Network
from local_cluster.commands import run
from local_cluster.daemons import Daemon
from local_cluster.errors import ClusterError, tail

_SCRIPTS = Path(__file__).parent / "scripts"
_ENVIRONMENT = (f"PATH={NODE_BIN}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root")
_NAMESPACES = ("--fork", "--kill-child", "--pid", "--mount", "--mount-proc", "--net", "--ipc", "--uts")
_LOG_LIMIT = 16 * 2**20


def _launch(cluster: Cluster, log: Path, *command: str) -> subprocess.Popen[bytes]:
    """Start a command in the cluster's control groups; what it prints is appended to a log."""
    log.parent.mkdir(exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        log.chmod(0o600)
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


def start_node(cluster: Cluster, programs: Path, blobs: Path) -> int:
    """Make the node's namespaces and return the process id of its first process."""
    make_cgroups(cluster.cgroup)
    cluster.var.mkdir(exist_ok=True, mode=0o755)  # not only root's processes in Pods read what is below
    log = cluster.logs / "init.log"
    script = ("sh", str(_SCRIPTS / "init.sh"), str(cluster.state), str(programs), str(blobs))
    _launch(cluster, log, "unshare", *_NAMESPACES, *script)
    init = _wait_for_init(cluster)
    if init is None:
        raise ClusterError(f"the node's namespaces could not be made; the end of {log}:\n{tail(log)}")
    return init


def stop_node(cluster: Cluster) -> None:
    """Kill the node's first process; with it the kernel ends all others, every mount, link and chain."""
    processes.kill(processes.find_makers(cluster.state))
    _remove_link(cluster)
    remove_cgroups(cluster.cgroup)


def enter(init: int, *, network: bool = True) -> tuple[str, ...]:
    """The command prefix that runs a command on the node, or only as one of its processes."""
    spaces = ("--mount", "--net", "--uts", "--ipc") if network else ()
    return ("nsenter", "--target", str(init), "--pid", *spaces, "--")


def start_daemon(cluster: Cluster, init: int, daemon: Daemon) -> None:
    """Start a daemon on the node; it becomes a child of the node's first process."""
    argv = (word.replace("INIT", str(init)) for word in daemon.argv)
    detached = ("setsid", "--fork", "env", "-i", *_ENVIRONMENT, *daemon.wrapper, *argv)
    log = cluster.logs / f"{daemon.name}.log"
    command = (*enter(init, network=daemon.own_network), *detached)
    if _launch(cluster, log, *command).wait() != 0:
        raise ClusterError(f"{daemon.name} could not be started; the end of {log}:\n{tail(log)}")


def _remove_link(cluster: Cluster) -> None:
    subprocess.run(["ip", "link", "delete", cluster.link], check=False, capture_output=True)


def _has_address(ip: tuple[str, ...], link: str, address: str) -> bool:
    command = (*ip, "-json", "address", "show", "up", "dev", link)
    shown = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return any(each.get("local") == address for end in json.loads(shown or "[]") for each in end["addr_info"])


def ensure_link(cluster: Cluster, init: int, network: Network) -> None:
    """Join this machine and the node by a link, unless they are joined."""
    ends = (
        (("ip",), cluster.link, network.host),
        ((*enter(init), "ip"), "eth0", network.node),
    )
    if all(_has_address(*end) for end in ends):
        return
    _remove_link(cluster)
    run("ip", "link", "add", cluster.link, "type", "veth", "peer", "name", "eth0", "netns", str(init))
    for ip, link, address in ends:
        run(*ip, "address", "add", f"{address}/30", "dev", link)
        run(*ip, "link", "set", link, "up")
