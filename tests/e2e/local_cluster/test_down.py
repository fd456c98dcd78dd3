"""`down` leaves nothing behind."""

from collections.abc import Iterator

import pytest

from local_cluster import processes
from tests.e2e.local_cluster.machine import firewall, kernel_settings, namespaces, namespaces_in_use, traces
from tests.e2e.local_cluster.running import Local


@pytest.fixture
def other(local: Local) -> Iterator[Local]:
    """A cluster beside the first one."""
    cluster = Local(f"{local.name}-c")
    yield cluster
    cluster.run("down")


def test_down_leaves_nothing_behind(other: Local) -> None:
    before = (firewall(), kernel_settings(), traces(other.cluster))
    other.run("up")
    other.deploy()
    assert set(traces(other.cluster)) == {"processes", "links", "routes", "control groups", "files"}
    init = processes.find_init(other.cluster.state)
    assert init
    own = namespaces(init)
    assert own <= namespaces_in_use()
    other.run("down")
    assert (firewall(), kernel_settings(), traces(other.cluster)) == before
    assert not own & namespaces_in_use()


def test_down_leaves_the_other_clusters_alone(local: Local, other: Local) -> None:
    before = local.status()["processes"]
    other.run("up")
    other.run("down")
    assert local.status()["processes"] == before
    assert local.page()


def test_down_of_no_cluster_says_so(local: Local) -> None:
    nobody = Local(f"{local.name}-nobody")
    assert "does not exist" in nobody.run("down")
    assert traces(nobody.cluster) == {}
