"""No line is lost when the classic Pod's containers are killed, at any moment and in any order."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Generator

import pytest
import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.node import Kill
from tests.e2e.page import moments
from tests.e2e.project import TEXTBOOK
from tests.e2e.under_fire.figures import Figures

POD = "killed"
TIMES = 20
SERVER, WRITER = "1st", "2nd"
FILE = {SERVER: "/usr/share/nginx/html/index.html", WRITER: "/html/index.html"}
"""The page's path in each container; each can read it while the other one is down."""


@pytest.fixture
def classic(apart: Kubectl) -> Generator[Kubectl]:
    """Start the textbook's Pod and wait for its first page; return kubectl in its namespace."""
    pod = yaml.safe_load(TEXTBOOK.read_text())
    pod["metadata"]["name"] = POD
    apart.apply([pod])
    page(apart)
    yield apart
    apart("delete", "pod", POD, "--grace-period=1", "--wait=false")


@pytest.fixture
def order(cluster: Cluster) -> list[str]:
    """Return a random order of kills: one container may be killed while the other restarts."""
    if not cluster.local:
        pytest.skip("needs a local cluster: other kubelets delay repeated restarts by up to five minutes")
    seed = random.randrange(1_000_000)  # noqa: S311 - not a secret
    print(f"Seed of the random order: {seed}")
    chance = random.Random(seed)  # noqa: S311 - not a secret
    return chance.sample([SERVER, WRITER], k=2 * TIMES, counts=[TIMES, TIMES])


def page(kubectl: Kubectl, longer_than: int = 0) -> str:
    """Wait until the Pod serves a page of more than `longer_than` characters; return it."""

    def served() -> str:
        page = kubectl.page(f"pods/{POD}:80")
        return page if len(page) > longer_than else ""

    return wait_for(served, f"a page of more than {longer_than} characters")


def restarts(kubectl: Kubectl) -> Counter[str]:
    """Return how often each running container was restarted."""
    statuses = kubectl.json("pod", POD)["status"]["containerStatuses"]
    return Counter({each["name"]: each["restartCount"] for each in statuses if "running" in each["state"]})


def test_no_line_is_lost_when_both_containers_are_killed_repeatedly(
    order: list[str], classic: Kubectl, kill: Kill, figures: Figures
) -> None:
    begun, killed, before = time.monotonic(), Counter({SERVER: 0, WRITER: 0}), ""
    for container in order:
        _wait_for_restart(classic, container, killed[container])
        before = _with_every_line_of(before, classic.exec(POD, container, "cat", FILE[container]))
        kill(classic, POD, container)
        killed[container] += 1
    wait_for(lambda: restarts(classic) == killed, f"as many restarts as kills, {dict(killed)}")
    after = _with_every_line_of(before, page(classic, longer_than=len(before)))
    assert moments(after) == sorted(moments(after))
    seconds, lines = time.monotonic() - begun, len(moments(after))
    figures.add(
        f"writer and nginx each killed {TIMES} times, in random order",
        f"{killed.total()} restarts in {seconds:.0f} s, all {lines} lines served",
    )


def _wait_for_restart(kubectl: Kubectl, container: str, times: int) -> None:
    wait_for(lambda: restarts(kubectl).get(container) == times, f"restart {times} of {container}")


def _with_every_line_of(before: str, after: str) -> str:
    assert after.startswith(before), "a line was lost"
    return after
