"""Make and end the node: namespaces of this machine, held by one process, in which the daemons run."""

from pathlib import Path

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from local_cluster.errors import ClusterError, tail
from local_cluster.node import processes
from local_cluster.node.cgroups import make_cgroups, remove_cgroups
from local_cluster.node.launching import launch
from local_cluster.node.link import remove_link
from local_cluster.node.paths import SCRIPTS
from local_cluster.places import Cluster

_NAMESPACES = ("--fork", "--kill-child", "--pid", "--mount", "--mount-proc", "--net", "--ipc", "--uts")


def start_node(cluster: Cluster, programs: Path, blobs: Path) -> int:
    """Make the node's namespaces and return the process id of the node's first process."""
    make_cgroups(cluster.cgroup)
    cluster.var.mkdir(exist_ok=True, mode=0o755)  # processes of Pods that are not root's read files below it
    log = cluster.logs / "init.log"
    script = ("sh", str(SCRIPTS / "init.sh"), str(cluster.state), str(programs), str(blobs))
    launch(cluster, log, "unshare", *_NAMESPACES, *script)
    init = _wait_for_init(cluster)
    if init is None:
        raise ClusterError(f"the node's namespaces could not be made; the end of {log}:\n{tail(log)}")
    return init


@retry(
    retry=retry_if_result(lambda pid: pid is None),
    wait=wait_fixed(0.02),
    stop=stop_after_delay(10),
    retry_error_callback=lambda _: None,
)
def _wait_for_init(cluster: Cluster) -> int | None:
    return processes.find_init(cluster.state)


def stop_node(cluster: Cluster) -> None:
    """Kill the node's first process; the kernel then ends all others, and every mount, link and chain."""
    processes.kill(processes.find_makers(cluster.state))
    remove_link(cluster)
    remove_cgroups(cluster.cgroup)
