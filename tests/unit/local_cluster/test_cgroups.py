"""Control groups of version 2, which a container may be unable to pass on."""

from pathlib import Path

import pytest

from local_cluster.errors import ClusterError
from local_cluster.node import cgroups
from local_cluster.node.cgroups import make_cgroups


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a hierarchy whose top group passes no controller on, as a group with processes."""

    def refuse(*_: object) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(cgroups, "hierarchies", lambda: [tmp_path])
    (tmp_path / "cgroup.controllers").write_text("cpuset cpu io memory pids\n")
    monkeypatch.setattr(Path, "write_text", refuse)
    return tmp_path


def test_container_that_cannot_limit_pods_is_refused_in_one_sentence(root: Path) -> None:
    _has_passed_on(root, "cpu\n")
    with pytest.raises(ClusterError, match="cannot have cpuset, memory, pids: it holds processes") as refused:
        make_cgroups("here")
    assert "\n" not in str(refused.value)
    assert not (root / "here").exists()


def _has_passed_on(root: Path, controllers: str) -> None:
    with (root / "cgroup.subtree_control").open("w") as file:
        file.write(controllers)


def test_group_that_passes_on_the_needed_controllers_is_accepted(root: Path) -> None:
    _has_passed_on(root, "cpuset cpu memory pids\n")
    make_cgroups("here")
    assert (root / "here" / "daemons").is_dir()
