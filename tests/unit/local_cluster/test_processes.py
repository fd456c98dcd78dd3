"""Which processes are alive, and which of them are the node's, as the kernel says."""

import os
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local_cluster.node import cgroups, processes
from local_cluster.places import cgroup_of

STATE = Path("60")
"""A state folder that `sleep`, called as the node's first process is, takes for a number of seconds."""

root_alone = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


def test_a_killed_process_that_nobody_has_waited_for_is_gone() -> None:
    with subprocess.Popen(("sleep", "60")) as child:
        processes.kill([child.pid], within=5)
        assert child.wait() == -9


def test_killing_who_is_gone_already_does_nothing() -> None:
    with subprocess.Popen(("true",)) as child:
        child.wait()
        processes.kill([child.pid], within=1)
        assert child.returncode == 0


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of the processes in the daemons' control group; nobody is in it."""
    monkeypatch.setattr(cgroups, "hierarchies", lambda: [tmp_path])
    folder = tmp_path / cgroup_of(STATE) / "daemons"
    folder.mkdir(parents=True)
    (folder / "cgroup.procs").touch()
    return folder / "cgroup.procs"


@contextmanager
def _called(name: str, user: int | None = None) -> Generator[int]:
    """A process with the command line of the node's first one, if it is called `/x/pause`."""
    with subprocess.Popen((name, str(STATE)), executable="/bin/sleep", user=user) as process:
        while not Path("/proc", str(process.pid), "cmdline").read_text():
            time.sleep(0.001)
        try:
            yield process.pid
        finally:
            process.kill()


@pytest.mark.usefixtures("group")
def test_a_strangers_process_with_the_same_command_line_is_not_taken_for_the_node() -> None:
    with _called("/x/pause"):
        assert processes.find_init(STATE) is None


def test_the_nodes_first_process_is_found_in_the_clusters_control_group(group: Path) -> None:
    with _called("/x/etcd") as daemon, _called("/x/pause") as first:
        group.write_text(f"{daemon}\n{first}\n")
        assert processes.find_init(STATE) == first


def test_there_is_no_node_where_there_is_no_control_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cgroups, "hierarchies", lambda: [tmp_path])
    assert processes.find_init(STATE) is None


@root_alone
@pytest.mark.parametrize(("user", "is_one"), [(0, True), (65534, False)], ids=["root", "a stranger"])
def test_who_is_about_to_make_the_node_is_root(user: int, is_one: bool) -> None:
    with _called("/x/pause", user) as process:
        assert (process in processes.find_makers(STATE)) is is_one
