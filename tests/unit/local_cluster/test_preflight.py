"""Machines that cannot run a local cluster, and the sentence that says why."""

from dataclasses import replace

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


def test_good_machine_is_accepted() -> None:
    assert refusal(GOOD) is None


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        (replace(GOOD, system="Darwin"), "The local cluster needs Linux, and this is Darwin."),
        (
            replace(GOOD, uid=1000),
            "The local cluster needs root, for namespaces and mounts: try again with sudo.",
        ),
        (
            replace(GOOD, has_apt=False),
            "The local cluster needs Debian or Ubuntu, and there is no apt-get here.",
        ),
        (replace(GOOD, memory=GIB), "The local cluster needs 2 GiB of memory, and 1.0 GiB are available."),
        (replace(GOOD, disk=5 * GIB), "The local cluster needs 6 GiB of disk, and 5.0 GiB are free in "),
        (
            replace(GOOD, disk=GIB, complete=True),
            "The local cluster needs 2 GiB of disk, and 1.0 GiB are free in ",
        ),
        (
            replace(GOOD, namespaces=False),
            "The local cluster needs namespaces, and this machine (a container?) does not let root",
        ),
        (
            replace(GOOD, cgroups=False),
            "The local cluster needs control groups, and /sys/fs/cgroup cannot be written here.",
        ),
        (
            replace(GOOD, overlay=False),
            "The local cluster needs overlayfs, and this kernel does not have it.",
        ),
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
def test_lack_is_one_sentence_with_an_alternative(lacking: Machine, sentence: str) -> None:
    told = refusal(lacking)
    assert told is not None
    assert told.startswith(sentence)
    assert told.endswith("Or use a cluster of your own: export KUBECONFIG=/path/to/its/kubeconfig")
    assert "\n" not in told


def test_machine_with_all_programs_needs_less_disk() -> None:
    assert refusal(replace(GOOD, disk=3 * GIB, complete=True)) is None


def test_running_cluster_is_not_refused_for_the_memory_it_uses() -> None:
    assert refusal(replace(GOOD, memory=GIB, disk=GIB, running=True)) is None


def test_other_user_is_refused_even_if_the_cluster_runs() -> None:
    assert refusal(replace(GOOD, uid=1000, running=True)) is not None
