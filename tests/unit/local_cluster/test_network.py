"""The addresses of a cluster's link, and the variables that exclude them from a proxy."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local_cluster.node import network
from local_cluster.node.network import Network, choose_network, first_free, past_proxies, read_network
from local_cluster.places import Cluster
from local_cluster.work.steps import Reporter


@pytest.mark.parametrize(
    ("used", "number"),
    [
        ([], 0),
        (["10.99.0.0/30"], 1),
        (["10.99.0.1", "10.99.1.0/24"], 2),
        (["10.0.0.0/8", "0.0.0.0/1"], 0),
        (["192.168.0.0/16"], 0),
        (["10.99.0.0/16"], None),
    ],
    ids=[
        "none",
        "another cluster",
        "an address and a network",
        "a VPN's wide routes",
        "far away",
        "all of ours",
    ],
)
def test_the_first_free_network_is_taken(used: list[str], number: int | None) -> None:
    network = first_free(used)
    assert (network.number if network else None) == number


@pytest.fixture
def clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Cluster]:
    """Return two clusters without a network, on a machine without routes."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(network, "run", _no_routes)
    clusters = [Cluster("one"), Cluster("two")]
    for cluster in clusters:
        cluster.state.mkdir(parents=True)
    return clusters


def _no_routes(*_: str) -> str:
    return "[]"


def test_clusters_that_start_together_get_different_networks(
    clusters: list[Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_choose = threading.Barrier(2)

    def choose(used: list[str]) -> Network | None:
        with contextlib.suppress(threading.BrokenBarrierError):  # the other cluster waits for the lock
            both_choose.wait(0.2)
        return first_free(used)

    monkeypatch.setattr(network, "first_free", choose)
    with ThreadPoolExecutor() as threads:
        chosen = list(threads.map(choose_network, clusters, [Reporter(), Reporter()]))
    assert {each.cidr for each in chosen} == {"10.99.0.0/30", "10.99.1.0/30"}


def test_cluster_keeps_its_network_although_its_own_route_exists(
    clusters: list[Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = choose_network(clusters[0], Reporter())

    def own_route(*_: str) -> str:
        return '[{"dst": "10.99.0.0/30"}]'

    monkeypatch.setattr(network, "run", own_route)
    assert choose_network(clusters[0], Reporter()) == first


def test_choosing_a_network_leaves_no_lock(clusters: list[Cluster]) -> None:
    choose_network(clusters[0], Reporter())
    home = clusters[0].state.parent.parent
    assert [path.name for path in home.iterdir()] == ["clusters"]


@pytest.mark.usefixtures("clusters")
def test_missing_cluster_has_no_network() -> None:
    assert read_network(Cluster("nobody")) is None


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Remove the proxy variables from the environment."""
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_no_variable_is_set_without_a_proxy() -> None:
    assert past_proxies(Network(3)) == {}


@pytest.mark.parametrize(
    ("known", "hosts"),
    [
        ({}, "10.99.3.2"),
        ({"NO_PROXY": "localhost"}, "localhost,10.99.3.2"),
        ({"no_proxy": "localhost, .corp"}, "localhost,.corp,10.99.3.2"),
        ({"NO_PROXY": "10.99.3.2"}, "10.99.3.2"),
    ],
    ids=["all to the proxy", "some past it", "the other spelling", "the node already"],
)
@pytest.mark.parametrize("proxy", ["HTTPS_PROXY", "https_proxy"])
def test_node_is_excluded_from_the_proxy(
    environment: pytest.MonkeyPatch, proxy: str, known: dict[str, str], hosts: str
) -> None:
    environment.setenv(proxy, "http://proxy:3128")
    for name, value in known.items():
        environment.setenv(name, value)
    assert past_proxies(Network(3)) == {"NO_PROXY": hosts, "no_proxy": hosts}
