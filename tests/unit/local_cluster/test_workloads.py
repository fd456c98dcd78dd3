"""The state of the node and its Pods: which reports of the API server are up to date."""

from datetime import datetime

import pytest

from local_cluster.kubernetes.health import Answer
from local_cluster.kubernetes.workloads import last_heard, outdated_pods

BEFORE, NODE_BEGAN, AFTER = "2026-11-22T10:00:00Z", 1795345200.0, "2026-11-22T12:00:00Z"


def pod(state: Answer, phase: str = "Running", **metadata: str) -> Answer:
    return {
        "metadata": {"namespace": "default", "name": "mc1", **metadata},
        "status": {"phase": phase, "containerStatuses": [{"state": state}]},
    }


@pytest.mark.parametrize(
    "state",
    [
        {"running": {"startedAt": BEFORE}},
        {"terminated": {"reason": "Unknown"}},
        {"terminated": {"reason": "ContainerStatusUnknown"}},
    ],
    ids=["runs since before the node", "ended with the node", "lost"],
)
def test_pod_of_an_earlier_node_is_waited_for(state: Answer) -> None:
    assert outdated_pods([pod(state)], NODE_BEGAN) == ["default/mc1"]


@pytest.mark.parametrize(
    "state",
    [
        {"running": {"startedAt": AFTER}},
        {"waiting": {"reason": "CrashLoopBackOff"}},
        {"terminated": {"reason": "Error"}},
    ],
    ids=["runs since", "crashes", "failed by itself"],
)
def test_pod_that_the_new_kubelet_has_seen_is_not_waited_for(state: Answer) -> None:
    assert outdated_pods([pod(state)], NODE_BEGAN) == []


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_finished_pod_is_not_waited_for(phase: str) -> None:
    assert outdated_pods([pod({"terminated": {"reason": "Unknown"}}, phase)], NODE_BEGAN) == []


def test_pod_in_deletion_is_not_waited_for() -> None:
    assert outdated_pods([pod({"running": {"startedAt": BEFORE}}, deletionTimestamp=AFTER)], NODE_BEGAN) == []


def test_pod_without_containers_is_not_waited_for() -> None:
    assert outdated_pods([{"metadata": {}, "status": {}}], NODE_BEGAN) == []


@pytest.mark.parametrize(
    ("heartbeat", "lease"),
    [(AFTER, None), (AFTER, {"spec": {"renewTime": BEFORE}}), (BEFORE, {"spec": {"renewTime": AFTER}})],
    ids=[
        "a new node has no lease",
        "a restarted node has an old lease",
        "a lease is renewed more often",
    ],
)
def test_newer_of_node_status_and_lease_is_the_kubelets_last_report(
    heartbeat: str, lease: Answer | None
) -> None:
    ready = {"lastHeartbeatTime": heartbeat}
    assert last_heard(ready, lease) == datetime.fromisoformat(AFTER).timestamp()
