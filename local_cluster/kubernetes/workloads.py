"""What the API server says of the node and its Pods, and whether that can be believed yet."""

import time
from datetime import datetime
from typing import Any

from local_cluster.kubernetes.health import api
from local_cluster.node import processes
from local_cluster.node.network import Network
from local_cluster.places import Cluster

_FRESH = 30.0


def _seconds(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).timestamp()


def _lease(cluster: Cluster, network: Network) -> dict[str, Any] | None:
    path = f"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{cluster.name}"
    try:
        return api(cluster, network, path)
    except OSError:
        return None


def last_heard(ready: dict[str, Any], lease: dict[str, Any] | None) -> float:
    """When the kubelet last spoke of itself: in its node's status, or in its lease, made seconds later."""
    spoken = [ready["lastHeartbeatTime"], *([lease["spec"]["renewTime"]] if lease else [])]
    return max(map(_seconds, spoken))


def node_complaint(cluster: Cluster, network: Network) -> str:
    """What keeps Pods from being run on the node, in a few words; nothing when they are."""
    try:
        node = api(cluster, network, f"/api/v1/nodes/{cluster.name}")
        api(cluster, network, "/api/v1/namespaces/default/serviceaccounts/default")
    except OSError as error:
        return f"kubelet has not registered the node: {error}"
    conditions = {each["type"]: each for each in node["status"].get("conditions", [])}
    ready = conditions.get("Ready", {"status": "Unknown", "message": "no word yet"})
    if ready["status"] != "True":
        return f"kubelet has not made the node ready: {ready['message']}"
    if time.time() - last_heard(ready, _lease(cluster, network)) > _FRESH:
        return "kubelet has not been heard of"
    return ""


def _outlived(status: dict[str, Any], since: float) -> bool:
    """Whether a container is said to run since before there was a node, or known to have ended with it."""
    state = status["state"]
    if "running" in state:
        return _seconds(state["running"]["startedAt"]) < since - 1
    return state.get("terminated", {}).get("reason") in ("Unknown", "ContainerStatusUnknown")


def _outdated(pod: dict[str, Any], since: float) -> bool:
    """Whether a Pod's containers were last seen on an earlier node, and are to run again."""
    ended = pod["status"].get("phase") in ("Succeeded", "Failed") or "deletionTimestamp" in pod["metadata"]
    statuses = pod["status"].get("containerStatuses", [])
    return not ended and any(_outlived(status, since) for status in statuses)


def outdated_pods(pods: list[dict[str, Any]], since: float) -> list[str]:
    """The Pods whose containers died with an earlier node, while the API server does not know it yet."""
    return [
        f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in pods if _outdated(pod, since)
    ]


def pods_complaint(cluster: Cluster, network: Network, init: int) -> str:
    """Which Pods the kubelet has not started again since the node began; nothing when it has been through."""
    try:
        pods = api(cluster, network, "/api/v1/pods")["items"]
    except OSError as error:
        return f"kube-apiserver does not list Pods: {error}"
    names = outdated_pods(pods, processes.started_at(init))
    return f"kubelet has not started again {', '.join(names)}" if names else ""
