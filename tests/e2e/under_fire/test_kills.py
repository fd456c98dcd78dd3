"""Either container of the classic Pod may be killed, at any moment and in any order: no line is lost."""

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
from tests.e2e.project import SEED
from tests.e2e.under_fire.figures import Figures

POD = "killed"
TIMES = 20
SERVER, WRITER = "1st", "2nd"
FILE = {SERVER: "/usr/share/nginx/html/index.html", WRITER: "/html/index.html"}
"""Where each container finds the page, which it can read though the other one is down."""


@pytest.fixture
def classic(apart: Kubectl) -> Generator[Kubectl]:
    """kubectl in the tests' namespace, with a Pod of the seed's there that has served a line."""
    pod = yaml.safe_load(SEED.read_text())
    pod["metadata"]["name"] = POD
    apart.apply([pod])
    page(apart)
    yield apart
    apart("delete", "pod", POD, "--grace-period=1", "--wait=false")


@pytest.fixture
def order(cluster: Cluster) -> list[str]:
    """The order of the kills, by chance: one container may be killed while the other starts again."""
    if not cluster.local:
        pytest.skip("A kubelet waits up to five minutes before it starts again what ends again and again.")
    seed = random.randrange(1_000_000)  # noqa: S311 (no secret)
    print(f"The order is that of seed {seed}.")
    chance = random.Random(seed)  # noqa: S311
    return chance.sample([SERVER, WRITER], k=2 * TIMES, counts=[TIMES, TIMES])


def page(kubectl: Kubectl, longer_than: int = 0) -> str:
    """Return the page that the Pod serves, as soon as it serves one of more characters than so many."""

    def served() -> str:
        page = kubectl.page(f"pods/{POD}:80")
        return page if len(page) > longer_than else ""

    return wait_for(served, f"a page of more than {longer_than} characters")


def restarts(kubectl: Kubectl) -> Counter[str]:
    """Return how often each container that runs was started again."""
    statuses = kubectl.json("pod", POD)["status"]["containerStatuses"]
    return Counter({each["name"]: each["restartCount"] for each in statuses if "running" in each["state"]})


def test_every_line_once_written_is_served_though_both_containers_are_killed_again_and_again(
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
