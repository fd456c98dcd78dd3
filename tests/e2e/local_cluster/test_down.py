"""`down` leaves nothing behind."""

from dataclasses import dataclass
from typing import Any

import pytest

from local_cluster.node import processes
from tests.e2e.local_cluster.machine import (
    files_of_others,
    firewall,
    kernel_settings,
    links_and_routes,
    namespaces,
    namespaces_in_use,
    numbers_kept,
    traces,
)
from tests.e2e.local_cluster.running import Local


@dataclass(frozen=True)
class Life:
    """What was seen of a cluster that was brought up beside another one, used, and taken down."""

    before: dict[str, Any]
    meanwhile: dict[str, Any]
    after: dict[str, Any]


def _look(local: Local, other: Local) -> dict[str, Any]:
    init = processes.find_init(other.cluster.state)
    return {
        "firewall": firewall(),
        "kernel settings": kernel_settings(),
        "links and routes": links_and_routes(),
        "files of others": files_of_others(),
        "traces": traces(other.cluster),
        "namespaces": namespaces(init) if init else set[str](),
        "all namespaces": namespaces_in_use(),
        "neighbour": local.status()["processes"],
    }


@pytest.fixture(scope="module")
def life(local: Local) -> Life:
    """A whole life of a cluster."""
    other = Local(f"{local.name}-c")
    before = _look(local, other)
    try:
        other.run("up")
        other.deploy()
        init = processes.find_init(other.cluster.state)
        assert init
        with numbers_kept(init):
            meanwhile = _look(local, other)
            other.run("down")
            return Life(before, meanwhile, _look(local, other))
    finally:
        other.run("down")


def test_a_cluster_leaves_traces_while_it_runs(life: Life) -> None:
    assert set(life.meanwhile["traces"]) == {"processes", "links", "routes", "control groups", "files"}


def test_down_leaves_no_process_mount_link_route_control_group_or_file(life: Life) -> None:
    assert life.after["traces"] == life.before["traces"] == {}


def test_down_leaves_no_namespace(life: Life) -> None:
    own = life.meanwhile["namespaces"]
    assert own <= life.meanwhile["all namespaces"]
    assert not own & life.after["all namespaces"]


@pytest.mark.parametrize("what", ["firewall", "kernel settings", "links and routes", "files of others"])
def test_what_is_not_the_clusters_is_the_same_before_during_and_after(life: Life, what: str) -> None:
    assert life.before[what] == life.meanwhile[what] == life.after[what]


def test_down_leaves_the_other_clusters_alone(life: Life) -> None:
    assert life.before["neighbour"] == life.after["neighbour"]
    assert life.after["neighbour"]


def test_down_of_no_cluster_says_so(local: Local) -> None:
    nobody = Local(f"{local.name}-nobody")
    assert "does not exist" in nobody.run("down")
    assert traces(nobody.cluster) == {}
