"""Read the state of the node and its Pods from the API server, and tell whether it is up to date."""

import time
from datetime import datetime

from local_cluster.kubernetes.health import Answer, api
from local_cluster.node import processes
from local_cluster.node.network import Network
from local_cluster.places import Cluster

_FRESH = 30.0
"""Seconds within which the kubelet must have reported."""


def last_heard(ready: Answer, lease: Answer | None) -> float:
    """Return when the kubelet last reported: in its node's status, or in its lease, which begins later."""
    reported = [ready["lastHeartbeatTime"], *([lease["spec"]["renewTime"]] if lease else [])]
    return max(map(_seconds, reported))


def _seconds(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).timestamp()


def node_complaint(cluster: Cluster, network: Network) -> str:
    """Return what keeps the node from running Pods, in a few words; empty if it is ready."""
    try:
        node = api(cluster, network, f"/api/v1/nodes/{cluster.name}")
        api(cluster, network, "/api/v1/namespaces/default/serviceaccounts/default")
    except OSError as error:
        return f"kubelet has not registered the node: {error}"
    conditions = {each["type"]: each for each in node["status"].get("conditions", [])}
    ready = conditions.get("Ready", {"status": "Unknown", "message": "no report yet"})
    if ready["status"] != "True":
        return f"kubelet has not made the node ready: {ready['message']}"
    if time.time() - last_heard(ready, _lease(cluster, network)) > _FRESH:
        return "kubelet has not reported for 30 seconds"
    return ""


def _lease(cluster: Cluster, network: Network) -> Answer | None:
    path = f"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{cluster.name}"
    try:
        return api(cluster, network, path)
    except OSError:
        return None


def outdated_pods(pods: list[Answer], since: float) -> list[str]:
    """Return the Pods whose containers ended with an earlier node, while the API server says otherwise."""
    return [
        f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in pods if _outdated(pod, since)
    ]


def _outdated(pod: Answer, since: float) -> bool:
    """Return whether a Pod's containers were last seen on an earlier node, and are to run again."""
    ended = pod["status"].get("phase") in ("Succeeded", "Failed") or "deletionTimestamp" in pod["metadata"]
    statuses = pod["status"].get("containerStatuses", [])
    return not ended and any(_outlived(status, since) for status in statuses)


def _outlived(status: Answer, since: float) -> bool:
    """Return whether a container's status is older than the node: it ran or ended on the last one."""
    state = status["state"]
    if "running" in state:
        return _seconds(state["running"]["startedAt"]) < since - 1
    return state.get("terminated", {}).get("reason") in ("Unknown", "ContainerStatusUnknown")


def pods_complaint(cluster: Cluster, network: Network, init: int) -> str:
    """Return which Pods the kubelet has not restarted since the node began; empty once all are restarted."""
    try:
        pods = api(cluster, network, "/api/v1/pods")["items"]
    except OSError as error:
        return f"kube-apiserver does not list Pods: {error}"
    names = outdated_pods(pods, processes.started_at(init))
    return f"kubelet has not restarted {', '.join(names)}" if names else ""
