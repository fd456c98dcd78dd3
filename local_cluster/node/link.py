"""The network link between this machine and the node."""

import json
import subprocess

from local_cluster.node.launching import enter
from local_cluster.node.network import Network
from local_cluster.places import Cluster
from local_cluster.work.subprocesses import run


def remove_link(cluster: Cluster) -> None:
    """Remove the link, if it exists."""
    subprocess.run(["ip", "link", "delete", cluster.link], check=False, capture_output=True)


def ensure_link(cluster: Cluster, init: int, network: Network) -> None:
    """Link this machine and the node, unless the link exists with both addresses."""
    ends = (
        (("ip",), cluster.link, network.host),
        ((*enter(init), "ip"), "eth0", network.node),
    )
    if all(_has_address(*end) for end in ends):
        return
    remove_link(cluster)
    run("ip", "link", "add", cluster.link, "type", "veth", "peer", "name", "eth0", "netns", str(init))
    for ip, link, address in ends:
        run(*ip, "address", "add", f"{address}/30", "dev", link)
        run(*ip, "link", "set", link, "up")


def _has_address(ip: tuple[str, ...], link: str, address: str) -> bool:
    command = (*ip, "-json", "address", "show", "up", "dev", link)
    shown = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    ends = json.loads(shown or "[]")  # an end that is not up is an empty object
    return any(each.get("local") == address for end in ends for each in end.get("addr_info", ()))
