"""Choosing the link's addresses: once for a cluster, free on this machine."""

import ipaddress
import json
import subprocess

from local_cluster.atomic import write_file
from local_cluster.cluster import Cluster, Network, state_home
from local_cluster.errors import ClusterError


def read_network(cluster: Cluster) -> Network | None:
    """The cluster's network, if it has been chosen."""
    file = cluster.state / "network.json"
    return Network(json.loads(file.read_text())["number"]) if file.exists() else None


def _used() -> list[ipaddress.IPv4Network]:
    """Networks that this machine reaches without a gateway of last resort, or that other clusters own."""
    command = ("ip", "-json", "-4", "route", "show", "table", "all")
    routes = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout or "[]")
    used = [ipaddress.ip_network(route["dst"], strict=False) for route in routes if route["dst"] != "default"]
    others = (read_network(Cluster(folder.name)) for folder in state_home().iterdir() if folder.is_dir())
    return [*used, *(ipaddress.ip_network(other.cidr) for other in others if other)]  # pyright: ignore


def choose_network(cluster: Cluster) -> Network:
    """The cluster's network; the first time the first free one is taken, and kept."""
    if chosen := read_network(cluster):
        return chosen
    used = _used()
    for number in range(256):
        network = Network(number)
        if not any(ipaddress.ip_network(network.cidr).overlaps(other) for other in used):
            write_file(cluster.state / "network.json", json.dumps({"number": number}))
            return network
    raise ClusterError(
        "no 10.99.N.0/30 network is free on this machine: see `ip route`, or take down a cluster"
    )
