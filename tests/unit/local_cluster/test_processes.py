"""Finding and killing the node's processes, as the kernel lists them."""

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
"""A state folder whose name `sleep` takes for a number of seconds."""

root_alone = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def test_killed_process_counts_as_gone_before_it_is_reaped() -> None:
    with subprocess.Popen(("sleep", "60")) as child:
        processes.kill([child.pid], within=5)
        assert child.wait() == -9


def test_killing_an_ended_process_does_nothing() -> None:
    with subprocess.Popen(("true",)) as child:
        child.wait()
        processes.kill([child.pid], within=1)
        assert child.returncode == 0


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that lists the processes of the daemons' control group; it is empty."""
    monkeypatch.setattr(cgroups, "hierarchies", lambda: [tmp_path])
    folder = tmp_path / cgroup_of(STATE) / "daemons"
    folder.mkdir(parents=True)
    (folder / "cgroup.procs").touch()
    return folder / "cgroup.procs"


@pytest.mark.usefixtures("group")
def test_forged_command_line_is_not_taken_for_the_node() -> None:
    with _called("/x/pause"):
        assert processes.find_init(STATE) is None


@contextmanager
def _called(name: str, user: int | None = None) -> Generator[int]:
    """Run a process; if `name` is `/x/pause`, its command line is that of the node's first process."""
    with subprocess.Popen((name, str(STATE)), executable="/bin/sleep", user=user) as process:
        while not Path("/proc", str(process.pid), "cmdline").read_text():
            time.sleep(0.001)
        try:
            yield process.pid
        finally:
            process.kill()


def test_first_process_is_found_in_the_clusters_control_group(group: Path) -> None:
    with _called("/x/etcd") as daemon, _called("/x/pause") as first:
        group.write_text(f"{daemon}\n{first}\n")
        assert processes.find_init(STATE) == first


def test_no_node_is_found_without_a_control_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "hierarchies", lambda: [tmp_path])
    assert processes.find_init(STATE) is None


@root_alone
@pytest.mark.parametrize(("user", "is_one"), [(0, True), (65534, False)], ids=["root", "a stranger"])
def test_only_roots_process_counts_as_making_the_node(user: int, is_one: bool) -> None:
    with _called("/x/pause", user) as process:
        assert (process in processes.find_makers(STATE)) is is_one
