"""Choosing the link's addresses: once for a cluster, free on this machine."""

import ipaddress
import json
import os
import urllib.request
from dataclasses import dataclass

from local_cluster.errors import ClusterError
from local_cluster.places import Cluster, state_home
from local_cluster.work.atomic import write_file
from local_cluster.work.exclusive import held
from local_cluster.work.steps import Reporter
from local_cluster.work.subprocesses import run


@dataclass(frozen=True)
class Network:
    """The two ends of the link between this machine and a node: a /30 network."""

    number: int
    """The third byte of the network's address, 0 to 255."""

    @property
    def host(self) -> str:
        """This machine's address on the link."""
        return f"10.99.{self.number}.1"

    @property
    def node(self) -> str:
        """The node's address: the only one that its daemons listen on, loopback aside."""
        return f"10.99.{self.number}.2"

    @property
    def cidr(self) -> str:
        """The network's address."""
        return f"10.99.{self.number}.0/30"


def read_network(cluster: Cluster) -> Network | None:
    """The cluster's network, if it has been chosen."""
    try:
        text = (cluster.state / "network.json").read_text()
    except FileNotFoundError:  # or taken down this very moment
        return None
    return Network(json.loads(text)["number"])


def first_free(used: list[str]) -> Network | None:
    """The first network that overlaps none of those used; a wider one than 10.99.0.0/16 is no neighbour."""
    networks = [ipaddress.IPv4Network(each, strict=False) for each in used]
    near = [network for network in networks if network.prefixlen >= 16]
    for number in range(256):
        candidate = ipaddress.IPv4Network(Network(number).cidr)
        if not any(candidate.overlaps(other) for other in near):
            return Network(number)
    return None


def choose_network(cluster: Cluster, reporter: Reporter) -> Network:
    """The cluster's network; the first time the first free one is taken, and kept."""
    if chosen := read_network(cluster):
        return chosen
    # Clusters that waited for one build start at the same moment, and none has its route yet.
    lock = state_home().parent / "network.lock"
    with held(lock, reporter):
        network = _take_network(cluster)
        lock.unlink()
    return network


def _take_network(cluster: Cluster) -> Network:
    routes = json.loads(run("ip", "-json", "-4", "route", "show", "table", "all") or "[]")
    others = (read_network(Cluster(folder.name)) for folder in state_home().iterdir() if folder.is_dir())
    used = [route["dst"] for route in routes if route["dst"] != "default"]
    network = first_free([*used, *(other.cidr for other in others if other)])
    if network is None:
        raise ClusterError("no 10.99.N.0/30 network is free here: see `ip route`, or take a cluster down")
    write_file(cluster.state / "network.json", json.dumps({"number": network.number}))
    return network


def past_proxies(network: Network) -> dict[str, str]:
    """The variables that lead clients to the node past the proxy that the environment names, if it names one.

    Programs differ in which of the two they read first.
    """
    if "https" not in urllib.request.getproxies_environment():
        return {}
    upper, lower = os.environ.get("NO_PROXY", ""), os.environ.get("no_proxy", "")
    return {
        "NO_PROXY": _joined(upper or lower, network.node),
        "no_proxy": _joined(lower or upper, network.node),
    }


def _joined(hosts: str, host: str) -> str:
    known = [each.strip() for each in hosts.split(",") if each.strip()]
    return ",".join(known if host in known else [*known, host])
