"""Read a cluster's state, for people and for programs."""

from dataclasses import dataclass

from local_cluster.kubernetes.configuration import CONTEXT
from local_cluster.kubernetes.daemons import stages
from local_cluster.kubernetes.health import complaints
from local_cluster.kubernetes.workloads import node_complaint
from local_cluster.node import processes
from local_cluster.node.network import read_network
from local_cluster.places import Cluster


@dataclass(frozen=True)
class Status:
    """The state of a cluster at one moment."""

    cluster: Cluster
    """The cluster."""
    address: str | None
    """The node's address; None if it never had one."""
    processes: dict[str, int]
    """The process id, on this machine, of each daemon that runs."""
    troubles: dict[str, str]
    """What is wrong with the node, and with each daemon that is not healthy."""
    dispensable: frozenset[str] = frozenset()
    """The daemons that the cluster does not need. Default: none."""

    @property
    def state(self) -> str:
        """Return `running` if all that is needed is healthy, `stopped` if nothing runs, else `degraded`."""
        if not self.processes:
            return "stopped"
        return "degraded" if self.troubles.keys() - self.dispensable else "running"

    def to_json(self) -> dict[str, object]:
        """Return the form for programs."""
        return {
            "name": self.cluster.name,
            "state": self.state,
            "kubeconfig": str(self.cluster.kubeconfig),
            "context": CONTEXT,
            "address": self.address,
            "processes": self.processes,
            "troubles": self.troubles,
        }


def read_status(cluster: Cluster) -> Status:
    """Read the state from the kernel, the daemons and the API server."""
    network, init = read_network(cluster), processes.find_init(cluster.state)
    if network is None or init is None:
        return Status(cluster, network.node if network else None, {}, {})
    all_daemons = tuple(daemon for stage in stages(cluster.name, network.node) for daemon in stage)
    running = processes.daemons(init)
    found = {daemon.name: running[daemon.name] for daemon in all_daemons if daemon.name in running}
    troubles = complaints(cluster, init, all_daemons)
    if words := node_complaint(cluster, network):
        troubles["node"] = words
    dispensable = frozenset(daemon.name for daemon in all_daemons if not daemon.needed)
    return Status(cluster, network.node, found, troubles, dispensable)
