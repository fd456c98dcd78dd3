"""A runaway writer fills its volume: the classic Pod is evicted, prod keeps serving its page."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator

import pytest
import yaml

from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.page import lines
from tests.e2e.project import TEXTBOOK
from tests.e2e.under_fire.figures import Figures
from tests.e2e.under_fire.load import load
from tests.foreign import JsonObject

POD = "filled"
SIZE_MIB = 16
READS_A_SECOND = 20
RUNAWAY = f"head --bytes={2 * SIZE_MIB}M /dev/zero > /html/runaway"
"""Writes twice the size limit of the classic Pod's volume, and eight times that of prod's."""


@pytest.fixture
def classic(apart: Kubectl) -> Generator[Kubectl]:
    """Start the textbook's Pod with a size limit on its volume; return kubectl in its namespace."""
    pod = yaml.safe_load(TEXTBOOK.read_text())
    pod["metadata"]["name"] = POD
    pod["spec"]["volumes"][0]["emptyDir"] = {"sizeLimit": f"{SIZE_MIB}Mi"}
    apart.apply([pod])
    apart.wait_ready(f"pod/{POD}")
    yield apart
    apart("delete", "pod", POD, "--grace-period=1", "--wait=false")


def test_classic_pod_is_evicted_when_its_volume_exceeds_its_limit(classic: Kubectl, figures: Figures) -> None:
    classic.exec(POD, "2nd", "sh", "-c", RUNAWAY)
    filled = time.monotonic()

    def status() -> JsonObject:
        found = classic.json("pod", POD)["status"]
        return found if found["phase"] == "Failed" else {}

    # A kubelet checks every minute, the local cluster's every 10 s. Then the Pod has 30 s to stop.
    ended = wait_for(status, "the Pod to be evicted", timeout=150)
    figures.add(
        f"a runaway writer in the classic Pod, its volume limited to {SIZE_MIB} MiB on disk",
        f"evicted after {time.monotonic() - filled:.0f} s, its page is gone",
    )
    assert ended["reason"] == "Evicted"
    assert ended["message"] == f'Usage of EmptyDir volume "html" exceeds the limit "{SIZE_MIB}Mi". '


def test_prod_serves_its_page_while_its_volume_is_full(
    hardened: Kubectl, apart: Kubectl, figures: Figures
) -> None:
    pod = min(hardened.objects("pods", "--selector=app.kubernetes.io/name=mc1")).removeprefix("pod/")
    before = hardened.json("pod", pod)
    with load(apart, f"mc1.{hardened.namespace}", READS_A_SECOND) as reads:
        filled = hardened.attempt("exec", pod, "--container=2nd", "--", "sh", "-c", RUNAWAY)
        begun = time.monotonic()
        assert "No space left on device" in filled.stderr
        held = int(hardened.exec(pod, "2nd", "du", "--summarize", "--block-size=1K", "/html").split()[0])
        # The writer cannot update its page any more, so its liveness probe restarts it.
        wait_for(lambda: restarts(hardened, pod) - restarts_in(before), "the writer's restart", timeout=120)
        ended = time.monotonic() - begun
        last = page(hardened, pod)
        assert lines(last), "the last good page must still be served"
        wait_for(lambda: delete_runaway_file(hardened, pod), "the volume to be freed")
        wait_for(lambda: page(hardened, pod) != last, "the page to be updated again")
        report = reads.end()
    assert report.lost == []
    assert held <= 4096
    after = hardened.json("pod", pod)
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
    assert set(restarts_in(after) - restarts_in(before)) == {"2nd"}
    figures.add(
        "a runaway writer in prod, its volume limited to 4 MiB in memory",
        f"refused at {held / 1024:.1f} MiB; the writer alone restarted after {ended:.0f} s; {report}",
    )


def page(prod: Kubectl, pod: str) -> str:
    return prod.page(f"pods/http:{pod}:8080")


def delete_runaway_file(prod: Kubectl, pod: str) -> bool:
    """Delete the runaway file; return whether the writer's container was running to do it."""
    return prod.attempt("exec", pod, "--container=2nd", "--", "rm", "-f", "/html/runaway").returncode == 0


def restarts(prod: Kubectl, pod: str) -> Counter[str]:
    return restarts_in(prod.json("pod", pod))


def restarts_in(pod: JsonObject) -> Counter[str]:
    """Return how often each container of a Pod was restarted."""
    status = pod["status"]
    return Counter(
        {
            each["name"]: each["restartCount"]
            for each in (*status["initContainerStatuses"], *status["containerStatuses"])
        }
    )
