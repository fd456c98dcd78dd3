"""Two containers of one Pod open the same port of the same protocol.

Why: the containers of a Pod share one network. The second one cannot bind the port, and restarts again and
again.

Source: https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking (containers share the IP address
and port space).

An init container may open the same port, because it ends before the others start; a native sidecar may not.
On the node's network (hostNetwork) two containers can open the same port on different hostIPs.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports:
        - containerPort: 80
      - name: admin
        image: httpd:2.4
        ports:
        - containerPort: 80

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports:
        - containerPort: 80
      - name: admin
        image: httpd:2.4
        ports:
        - containerPort: 8080
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Container, Pod, Port, Role
from pod_wiring.manifests.values import has, text


@pod_rule(Tier.CORRECTNESS)
def port_opened_twice(pod: Pod) -> Iterator[Problem]:
    """Yield each port that an earlier container opens at the same time."""
    opened: dict[tuple[int, str], list[tuple[Container, Port]]] = {}
    for container in pod.containers:
        for port in container.ports if container.role is not Role.STEP else ():
            if port.number is None:
                continue
            before = opened.setdefault((port.number, port.protocol), [])
            rivals = [one.name for one, its in before if one is not container and _clash(pod, its, port)]
            before.append((container, port))
            if rivals:
                yield Problem(
                    f"{port.pointer}/containerPort",
                    f'opens port {port.number}/{port.protocol}, which container "{rivals[0]}" opens too: '
                    "the containers of a Pod share one network",
                    "Make one of them listen on another port.",
                    container.name,
                )


def _clash(pod: Pod, one: Port, other: Port) -> bool:
    """Return whether two ports of one number share an address. Only on the node's network they may not."""
    if not has(pod.spec, "hostNetwork") or pod.spec["hostNetwork"] is not True:
        return True
    addresses = {text(one.raw.get("hostIP")), text(other.raw.get("hostIP"))}
    return len(addresses) == 1 or "" in addresses
