"""Machines that cannot have a local cluster, and the one sentence that each is told."""

from dataclasses import replace
from typing import Any

import pytest

from local_cluster.preflight import Machine, refusal

GIB = 2**30
GOOD = Machine(
    system="Linux",
    uid=0,
    has_apt=True,
    memory=8 * GIB,
    disk=20 * GIB,
    running=False,
    complete=False,
    namespaces=True,
    cgroups=True,
    overlay=True,
)


def test_a_good_machine_is_not_refused() -> None:
    assert refusal(GOOD) is None


@pytest.mark.parametrize(
    ("lack", "sentence"),
    [
        ({"system": "Darwin"}, "The local cluster needs Linux, and this is Darwin."),
        ({"uid": 1000}, "The local cluster needs root, for namespaces and mounts: try again with sudo."),
        ({"has_apt": False}, "The local cluster needs Debian or Ubuntu, and there is no apt-get here."),
        ({"memory": GIB}, "The local cluster needs 2 GiB of memory, and 1.0 GiB are available."),
        ({"disk": 5 * GIB}, "The local cluster needs 6 GiB of disk, and 5.0 GiB are free in "),
        ({"disk": GIB, "complete": True}, "The local cluster needs 2 GiB of disk, and 1.0 GiB are free in "),
        (
            {"namespaces": False},
            "The local cluster needs namespaces, and this machine (a container?) does not let root",
        ),
        (
            {"cgroups": False},
            "The local cluster needs control groups, and /sys/fs/cgroup cannot be written here.",
        ),
        ({"overlay": False}, "The local cluster needs overlayfs, and this kernel does not have it."),
    ],
    ids=[
        "not Linux",
        "not root",
        "not Debian",
        "no memory",
        "no disk to build",
        "no disk to run",
        "no namespaces",
        "no control groups",
        "no overlayfs",
    ],
)
def test_a_lack_is_told_in_one_sentence_with_the_way_out(lack: dict[str, Any], sentence: str) -> None:
    told = refusal(replace(GOOD, **lack))
    assert told is not None
    assert told.startswith(sentence)
    assert told.endswith("Or use a cluster of your own: export KUBECONFIG=/path/to/its/kubeconfig")
    assert "\n" not in told


def test_a_machine_with_all_programs_needs_less_disk() -> None:
    assert refusal(replace(GOOD, disk=3 * GIB, complete=True)) is None


def test_a_cluster_that_runs_is_not_refused_for_the_memory_it_uses() -> None:
    assert refusal(replace(GOOD, memory=GIB, disk=GIB, running=True)) is None


def test_whoever_is_not_root_is_refused_even_if_the_cluster_runs() -> None:
    assert refusal(replace(GOOD, uid=1000, running=True)) is not None
