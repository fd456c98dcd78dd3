"""Two containers of one Pod open the same port of the same protocol.

Why: the containers of a Pod share one network, so the second one to bind the port fails, and is restarted
for ever.

Source: https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking (containers share the IP address
and port space).

An init container that runs to its end before the others start is no rival; a native sidecar is.

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

from policies.finding import Problem
from policies.pod import Container, Pod, Role
from policies.rule import Tier, pod_rule


@pod_rule(Tier.CORRECTNESS)
def port_opened_twice(pod: Pod) -> Iterator[Problem]:
    """Yield each port that a container running at the same time has opened already."""
    owners: dict[tuple[int, str], Container] = {}
    for container in pod.containers:
        if container.role is Role.STEP:
            continue
        for port in container.ports:
            if port.number is None:
                continue
            owner = owners.setdefault((port.number, port.protocol), container)
            if owner is not container:
                yield Problem(
                    f"{port.pointer}/containerPort",
                    f'opens port {port.number}/{port.protocol}, which container "{owner.name}" opens too: '
                    "the containers of a Pod share one network",
                    "Let one of them listen on another port.",
                    container.name,
                )
