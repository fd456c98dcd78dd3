"""Two containers of one Pod open the same port of the same protocol.

Why: the containers of a Pod share one network, so the second one to bind the port fails, and is restarted
for ever.

Source: https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking (containers share the IP address
and port space).

An init container that runs to its end before the others start is no rival; a native sidecar is. On the node's
network (hostNetwork) two containers may open one port, each on a hostIP of its own.

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
    """Yield each port that a container running at the same time has opened already."""
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
                    "Let one of them listen on another port.",
                    container.name,
                )


def _clash(pod: Pod, one: Port, other: Port) -> bool:
    """Tell whether two ports of one number are on one address; a Pod of its own network has no other."""
    if not has(pod.spec, "hostNetwork") or pod.spec["hostNetwork"] is not True:
        return True
    addresses = {text(one.raw.get("hostIP")), text(other.raw.get("hostIP"))}
    return len(addresses) == 1 or "" in addresses
