"""No request is lost while prod changes under a load of 200 requests a second on its Service."""

from __future__ import annotations

import json
from collections.abc import Generator

import pytest

from tests.e2e.kubectl import Kubectl, KubectlError, wait_for
from tests.e2e.project import Project
from tests.e2e.under_fire.figures import Figures
from tests.e2e.under_fire.load import RATE, Load, load

PODS = "--selector=app.kubernetes.io/name=mc1"

pytestmark = pytest.mark.usefixtures("replacement_of_classic")  # it takes thirty seconds beside them


@pytest.fixture
def loaded(hardened: Kubectl, apart: Kubectl) -> Generator[Load]:
    """Send a load to prod's Service."""
    assert len(names(hardened)) == 3
    with load(apart, f"mc1.{hardened.namespace}") as sent:
        yield sent


def names(prod: Kubectl) -> set[str]:
    """Return the names of prod's Pods, including Pods that are terminating."""
    return {each.removeprefix("pod/") for each in prod.objects("pods", PODS)}


def scale(prod: Kubectl, replicas: int) -> None:
    """Scale prod's Deployment; wait until its Pods are ready and all others are gone."""
    prod("scale", "deployment/mc1", f"--replicas={replicas}")
    prod("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    wait_for(lambda: len(names(prod)) == replicas, f"exactly {replicas} Pods")


def end_and_check(load: Load, change: str, figures: Figures, more: str = "") -> None:
    """End the load; check that it kept its rate and that every request was answered."""
    report = load.end()
    figures.add(f"{change}, at {RATE} requests/s", f"{report}{more}")
    assert report.lost == [], "\n".join(report.lost)
    assert report.rate >= 0.95 * RATE


def roll(project: Project, prod: Kubectl) -> None:
    """Deploy prod with another template; wait until the old Pods are gone."""
    before = names(prod)
    project.up("prod")
    wait_for(lambda: not before & names(prod), "the Pods of the old template to be gone")


def test_rolling_update_loses_no_request(
    loaded: Load, hardened: Kubectl, project: Project, project_copy: Project, figures: Figures
) -> None:
    project_copy.set("prod", pageLines=30)
    roll(project_copy, hardened)
    roll(project, hardened)
    end_and_check(loaded, "rolling update of 3 Pods, and back", figures)


def test_scaling_up_and_down_loses_no_request(
    loaded: Load, hardened: Kubectl, project: Project, figures: Figures
) -> None:
    for replicas in (6, 2, 3):
        scale(hardened, replicas)
    project.up("prod")  # the program sets the number of Pods again
    end_and_check(loaded, "scaled from 3 to 6 to 2 to 3 Pods", figures)


def test_evicting_each_pod_in_turn_loses_no_request(
    loaded: Load, hardened: Kubectl, figures: Figures
) -> None:
    before = names(hardened)
    refused = sum(evict(hardened, each) for each in sorted(before))
    assert refused >= 2, "the budget must allow only one eviction at a time"
    wait_for(lambda: not before & names(hardened), "the evicted Pods to be gone")
    hardened("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    end_and_check(
        loaded,
        "3 Pods evicted in turn",
        figures,
        f"; the budget refused {refused} evictions until it allowed",
    )


def evict(prod: Kubectl, pod: str) -> int:
    """Evict a Pod as soon as the disruption budget allows it; return the number of refusals."""
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
