"""Reaches the processes of a node, of any cluster, from a Pod that shares its process namespace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.e2e.kubectl import Kubectl

Kill = Callable[[Kubectl, str, str], None]
"""Given a Pod's kubectl, its name and a container, kill that container's processes."""

_KILL = """
for file in $(grep --files-with-matches "$0" /proc/[0-9]*/cgroup 2>/dev/null); do
    pid=${file#/proc/}
    kill -9 "${pid%/cgroup}"
done
"""


def kill_container(apart: Kubectl, kubectl: Kubectl, pod: str, container: str) -> None:
    """Kill a container's processes with SIGKILL.

    Args:
        apart: kubectl in a namespace that lets Pods share the node's processes.
        kubectl: kubectl in the Pod's namespace.
        pod: Name of the Pod.
        container: Name of its container.
    """
    found = kubectl.json("pod", pod)
    status = found["status"]
    statuses = [*status.get("initContainerStatuses", []), *status["containerStatuses"]]
    (container_id,) = (each["containerID"] for each in statuses if each["name"] == container)
    node = found["spec"]["nodeName"]
    killer = f"killer-{node}"
    apart.apply([_pod_among_the_nodes_processes(killer, node)])
    apart.wait_ready(f"pod/{killer}")
    apart.exec(killer, "killer", "sh", "-c", _KILL, container_id.rpartition("/")[2])


def _pod_among_the_nodes_processes(name: str, node: str) -> dict[str, Any]:
    container = {"name": "killer", "image": "debian", "command": ["sleep", "infinity"]}
    spec = {"nodeName": node, "hostPID": True, "terminationGracePeriodSeconds": 1, "containers": [container]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}
