"""Kill processes on a node of any cluster, from a Pod that shares the node's process namespace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.e2e.kubectl import Kubectl

Kill = Callable[[Kubectl, str, str], None]
"""Kills a container's processes. Arguments: kubectl in the Pod's namespace, Pod name, container name."""

# An nginx worker exits when its master is killed, so it may be gone already: one killed process is enough.
_KILL = """
killed=
for file in $(grep --files-with-matches "$0" /proc/[0-9]*/cgroup 2>/dev/null); do
    pid=${file#/proc/}
    kill -9 "${pid%/cgroup}" 2>/dev/null && killed=yes
done
[ "$killed" ] || { echo "container $0 has no process to kill" >&2; exit 1; }
"""


@dataclass
class Killer:
    """Kills a container's processes with SIGKILL.

    Args:
        apart: kubectl in a namespace that allows Pods to share the node's process namespace.
        pods: The killer Pod of each node; created when it is first needed.
    """

    apart: Kubectl
    pods: dict[str, str] = field(default_factory=dict[str, str])

    def __call__(self, kubectl: Kubectl, pod: str, container: str) -> None:
        """Kill a container of a Pod in kubectl's namespace; raise KubectlError if it has no process."""
        found = kubectl.json("pod", pod)
        status, node = found["status"], found["spec"]["nodeName"]
        statuses = [*status.get("initContainerStatuses", []), *status["containerStatuses"]]
        (container_id,) = (each["containerID"] for each in statuses if each["name"] == container)
        if node not in self.pods:
            self.pods[node] = self._made_on(node)
        self.apart.exec(self.pods[node], "killer", "sh", "-c", _KILL, container_id.rpartition("/")[2])

    def _made_on(self, node: str) -> str:
        name = f"killer-{node}"
        container = {"name": "killer", "image": "debian", "command": ["sleep", "infinity"]}
        spec = {
            "nodeName": node,
            "hostPID": True,
            "terminationGracePeriodSeconds": 1,
            "containers": [container],
        }
        self.apart.apply([{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}])
        self.apart.wait_ready(f"pod/{name}")
        return name
