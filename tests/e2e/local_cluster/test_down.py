"""`down` leaves nothing behind."""

from dataclasses import dataclass

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
class Sight:
    """The machine at one moment."""

    rest: dict[str, object]
    """Everything that is not the cluster's, by kind."""
    traces: dict[str, list[str]]
    """Everything that is the cluster's, by kind."""
    namespaces: set[str]
    """The namespaces of the cluster's node."""
    all_namespaces: set[str]
    """The namespaces of all processes."""
    neighbour: dict[str, int]
    """The process ids of the other cluster's daemons."""


@dataclass(frozen=True)
class Life:
    """The machine before, during and after the life of a cluster that runs beside another one."""

    before: Sight
    meanwhile: Sight
    after: Sight


@pytest.fixture(scope="module")
def life(local: Local) -> Life:
    """Bring a second cluster up, use it, and take it down."""
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


def _look(local: Local, other: Local) -> Sight:
    init = processes.find_init(other.cluster.state)
    return Sight(
        rest={
            "firewall": firewall(),
            "kernel settings": kernel_settings(),
            "links and routes": links_and_routes(),
            "files of others": files_of_others(),
        },
        traces=traces(other.cluster),
        namespaces=namespaces(init) if init else set(),
        all_namespaces=namespaces_in_use(),
        neighbour=local.status()["processes"],
    )


def test_running_cluster_leaves_traces(life: Life) -> None:
    assert set(life.meanwhile.traces) == {"processes", "links", "routes", "control groups", "files"}


def test_down_leaves_no_process_mount_link_route_control_group_or_file(life: Life) -> None:
    assert life.after.traces == life.before.traces == {}


def test_down_leaves_no_namespace(life: Life) -> None:
    own = life.meanwhile.namespaces
    assert own <= life.meanwhile.all_namespaces
    assert not own & life.after.all_namespaces


@pytest.mark.parametrize("kind", ["firewall", "kernel settings", "links and routes", "files of others"])
def test_rest_of_the_machine_is_the_same_before_during_and_after(life: Life, kind: str) -> None:
    assert life.before.rest[kind] == life.meanwhile.rest[kind] == life.after.rest[kind]


def test_down_leaves_other_clusters_alone(life: Life) -> None:
    assert life.before.neighbour == life.after.neighbour
    assert life.after.neighbour


def test_down_says_that_there_is_no_cluster(local: Local) -> None:
    nobody = Local(f"{local.name}-nobody")
    assert "does not exist" in nobody.run("down")
    assert traces(nobody.cluster) == {}
