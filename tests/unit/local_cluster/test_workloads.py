"""What the API server says of the node and its Pods, and what of it is believed."""

from datetime import datetime
from typing import Any

import pytest

from local_cluster.kubernetes.workloads import last_heard, outdated_pods

BEFORE, NODE_BEGAN, AFTER = "2026-11-22T10:00:00Z", 1795345200.0, "2026-11-22T12:00:00Z"


def pod(state: dict[str, Any], phase: str = "Running", **metadata: str) -> dict[str, Any]:
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
def test_a_pod_that_a_gone_node_ran_is_waited_for(state: dict[str, Any]) -> None:
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
def test_a_pod_that_the_kubelet_has_seen_since_is_not_waited_for(state: dict[str, Any]) -> None:
    assert outdated_pods([pod(state)], NODE_BEGAN) == []


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_a_pod_that_is_over_is_not_waited_for(phase: str) -> None:
    assert outdated_pods([pod({"terminated": {"reason": "Unknown"}}, phase)], NODE_BEGAN) == []


def test_a_pod_that_is_being_deleted_is_not_waited_for() -> None:
    assert outdated_pods([pod({"running": {"startedAt": BEFORE}}, deletionTimestamp=AFTER)], NODE_BEGAN) == []


def test_a_pod_without_containers_yet_is_not_waited_for() -> None:
    assert outdated_pods([{"metadata": {}, "status": {}}], NODE_BEGAN) == []


@pytest.mark.parametrize(
    ("heartbeat", "lease"),
    [(AFTER, None), (AFTER, {"spec": {"renewTime": BEFORE}}), (BEFORE, {"spec": {"renewTime": AFTER}})],
    ids=[
        "a new node has no lease yet",
        "a node begun again has an old lease",
        "a lease is renewed more often",
    ],
)
def test_the_kubelet_is_heard_of_in_its_nodes_status_and_in_its_lease(
    heartbeat: str, lease: dict[str, Any] | None
) -> None:
    ready = {"lastHeartbeatTime": heartbeat}
    assert last_heard(ready, lease) == datetime.fromisoformat(AFTER).timestamp()
