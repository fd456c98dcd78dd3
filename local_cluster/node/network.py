"""Choose the addresses of the link to the node, once for each cluster, from those free on this machine."""

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
    """The link between this machine and a node: a /30 network with two addresses."""

    number: int
    """The third byte of the network's address, 0 to 255."""

    @property
    def host(self) -> str:
        """Return this machine's address on the link."""
        return f"10.99.{self.number}.1"

    @property
    def node(self) -> str:
        """Return the node's address: besides loopback the only one that its daemons listen on."""
        return f"10.99.{self.number}.2"

    @property
    def cidr(self) -> str:
        """Return the network's address."""
        return f"10.99.{self.number}.0/30"


def read_network(cluster: Cluster) -> Network | None:
    """Return the cluster's network; None if it has not been chosen yet."""
    try:
        text = (cluster.state / "network.json").read_text()
    except FileNotFoundError:  # also if `down` removes the cluster at this moment
        return None
    return Network(json.loads(text)["number"])


def first_free(used: list[str]) -> Network | None:
    """Return the first network that overlaps none of those used; None if there is none.

    A used network wider than /16 is ignored: it is a default route or a VPN, not a neighbour.
    """
    networks = [ipaddress.IPv4Network(each, strict=False) for each in used]
    near = [network for network in networks if network.prefixlen >= 16]
    for number in range(256):
        candidate = ipaddress.IPv4Network(Network(number).cidr)
        if not any(candidate.overlaps(other) for other in near):
            return Network(number)
    return None


def choose_network(cluster: Cluster, reporter: Reporter) -> Network:
    """Return the cluster's network; the first time, choose the first free one and keep it."""
    if chosen := read_network(cluster):
        return chosen
    # Clusters that waited for the same build start at the same moment, before any of them has its route.
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
    """Return the variables that make clients reach the node without the proxy that the environment names.

    Both spellings are set, because programs differ in which one they read first.
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
