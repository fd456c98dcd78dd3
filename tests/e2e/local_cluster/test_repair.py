"""The next `up` repairs whatever was killed, and the workload is back."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from local_cluster.kubernetes.daemons import stages
from local_cluster.node import processes
from tests.e2e.local_cluster.running import Local

DAEMONS = [daemon.name for stage in stages("", "") for daemon in stage]


def test_up_on_a_running_cluster_starts_nothing(local: Local) -> None:
    before = local.status()["processes"]
    assert "nothing to do" in local.run("up")
    assert local.status()["processes"] == before


@pytest.mark.parametrize("daemon", DAEMONS)
def test_only_the_killed_daemon_is_restarted(local: Local, daemon: str) -> None:
    before, written = local.status()["processes"], local.last_line()
    processes.kill([before[daemon]])
    local.run("up")
    after = local.status()
    assert after["state"] == "running"
    assert {name for name, pid in after["processes"].items() if before[name] != pid} == {daemon}
    local.wait_for_page(after=written)


def test_status_names_a_killed_daemon(local: Local) -> None:
    pid = local.status()["processes"]["kube-scheduler"]
    processes.kill([pid])
    status = local.status()
    assert status["state"] == "degraded"
    assert status["troubles"] == {"kube-scheduler": "is not running"}
    local.run("up")


def test_containers_survive_containerd_and_kubelet(local: Local) -> None:
    before = local.restarts()
    processes.kill([local.status()["processes"][name] for name in ("containerd", "kubelet")])
    local.run("up")
    assert local.restarts() == before


def test_hanging_daemon_is_restarted(local: Local) -> None:
    hanging = local.status()["processes"]["kube-scheduler"]
    os.kill(hanging, signal.SIGSTOP)
    local.run("up")
    assert local.status()["processes"]["kube-scheduler"] != hanging


def uid(local: Local) -> str:
    """Return the classic Pod's uid, which another Pod of the same name does not have."""
    return local.kubectl("get", "pod", "mc1", "-o", "jsonpath={.metadata.uid}")


def test_workload_and_its_data_survive_a_power_cut(local: Local) -> None:
    pod, written = uid(local), local.last_line()
    init = processes.find_init(local.cluster.state)
    assert init
    processes.kill([init])
    assert local.status()["state"] == "stopped"
    local.run("up")
    local.wait_for_page(after=written)
    assert uid(local) == pod


def test_all_daemons_killed_at_once_are_restarted(local: Local) -> None:
    written = local.last_line()
    processes.kill(list(local.status()["processes"].values()))
    local.run("up")
    assert local.status()["state"] == "running"
    local.wait_for_page(after=written)


def test_workload_and_its_data_survive_killed_containers_and_shims(
    local: Local,
) -> None:
    pod, written = uid(local), local.last_line()
    init = processes.find_init(local.cluster.state)
    assert init
    processes.kill(shims(init))
    local.run("up")
    local.wait_for_page(after=written)
    assert uid(local) == pod


def shims(init: int) -> list[int]:
    """Return the containers' shims: containerd makes each a child of the node's first process."""
    listed = subprocess.run(
        ["pgrep", "--parent", str(init), "--full", "containerd-shim"],
        check=True,
        capture_output=True,
        text=True,
    )
    return [int(pid) for pid in listed.stdout.split()]


@pytest.fixture(scope="module")
def fresh(local: Local) -> Iterator[Local]:
    """Return another cluster, which does not exist before the first test."""
    cluster = Local(f"{local.name}-b")
    yield cluster
    cluster.run("down")


def test_next_up_continues_one_that_was_killed_at_any_moment(fresh: Local) -> None:
    for seconds in (0.5, 1, 2, 3.5, 5, 7, 9):
        process = fresh.start("up")
        time.sleep(seconds)  # no condition can replace this: the test is about the moment
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    fresh.run("up")
    status = fresh.status()
    assert status["state"] == "running"
    assert len(processes.find_makers(fresh.cluster.state)) == 2, (
        "one node: its first process and the parent of that"
    )


def test_two_ups_at_once_make_one_cluster(fresh: Local) -> None:
    processes.kill(processes.find_makers(fresh.cluster.state))
    first, second = fresh.start("up"), fresh.start("up")
    said = [process.communicate()[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    assert sum("Wait for process" in words for words in said) == 1, said
    assert sum("nothing to do" in words for words in said) == 1, said
