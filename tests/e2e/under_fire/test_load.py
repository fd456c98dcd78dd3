"""prod changes under a load of 200 requests a second through its Service, and no request is lost."""

from __future__ import annotations

import json
from collections.abc import Generator

import pytest

from tests.e2e.kubectl import Kubectl, KubectlError, wait_for
from tests.e2e.project import Project
from tests.e2e.under_fire.figures import Figures
from tests.e2e.under_fire.load import RATE, Load, load

PODS = "--selector=app.kubernetes.io/name=mc1"


@pytest.fixture
def loaded(hardened: Kubectl, apart: Kubectl) -> Generator[Load]:
    """A load on prod's Service."""
    assert len(names(hardened)) == 3
    with load(apart, f"mc1.{hardened.namespace}") as sent:
        yield sent


def names(prod: Kubectl) -> set[str]:
    """Return the names of prod's Pods, those that are about to end included."""
    return {each.removeprefix("pod/") for each in prod.objects("pods", PODS)}


def scale(prod: Kubectl, replicas: int) -> None:
    """Scale prod's Deployment, and wait until its Pods are ready and all others are gone."""
    prod("scale", "deployment/mc1", f"--replicas={replicas}")
    prod("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    wait_for(lambda: len(names(prod)) == replicas, f"{replicas} Pods, and no other")


def all_answered(load: Load, change: str, figures: Figures, more: str = "") -> None:
    """End the load, and check that it was what it should be, and that each request was answered."""
    report = load.end()
    figures.add(f"{change}, at {RATE} requests/s", f"{report}{more}")
    assert report.lost == [], "\n".join(report.lost)
    assert report.rate >= 0.95 * RATE


def roll(project: Project, prod: Kubectl) -> None:
    """Deploy prod with another template, and wait until the Pods of the one before are gone."""
    before = names(prod)
    project.up("prod")
    wait_for(lambda: not before & names(prod), "the Pods of the template before to be gone")


def test_rolling_update_loses_no_request(
    loaded: Load, hardened: Kubectl, project: Project, project_copy: Project, figures: Figures
) -> None:
    project_copy.set("prod", pageLines=30)
    roll(project_copy, hardened)
    roll(project, hardened)
    all_answered(loaded, "rolling update of 3 Pods, and back", figures)


def test_scaling_up_and_down_loses_no_request(
    loaded: Load, hardened: Kubectl, project: Project, figures: Figures
) -> None:
    for replicas in (6, 2, 3):
        scale(hardened, replicas)
    project.up("prod")  # from now on the number of Pods is the program's again
    all_answered(loaded, "scaled from 3 to 6 to 2 to 3 Pods", figures)


def test_evicting_each_pod_in_turn_loses_no_request(
    loaded: Load, hardened: Kubectl, figures: Figures
) -> None:
    before = names(hardened)
    refused = sum(evict(hardened, each) for each in sorted(before))
    assert refused >= 2, "the budget lets one Pod go at a time"
    wait_for(lambda: not before & names(hardened), "the evicted Pods to be gone")
    hardened("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    all_answered(
        loaded,
        "3 Pods evicted in turn",
        figures,
        f"; the budget refused {refused} evictions until it allowed",
    )


def evict(prod: Kubectl, pod: str) -> int:
    """Evict a Pod as soon as the disruption budget allows it; return how often it did not."""
    refused = 0
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod}}
    where = f"/api/v1/namespaces/{prod.namespace}/pods/{pod}/eviction"

    def evicted() -> bool:
        nonlocal refused
        done = prod.attempt("create", f"--raw={where}", "--filename=-", stdin=json.dumps(eviction))
        if "violate the pod's disruption budget" in done.stderr:
            refused += 1
        elif done.returncode:
            raise KubectlError(done.stderr)
        return not done.returncode

    wait_for(evicted, f"the disruption budget to allow the eviction of {pod}")
    return refused
