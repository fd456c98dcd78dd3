"""A probe or a lifecycle hook names a port that its own container does not have.

Why: the kubelet looks for the name among the ports of that container alone, and never sends the request.
Without a readiness probe that succeeds, the Pod gets no traffic. Without a startup probe that succeeds, the
container does not count as started. A liveness probe of this kind checks nothing, and a hook fails.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
(use a named port).

A number in quotes is a name, and the API server refuses it. The rule does not judge ports by number: a
container may listen on a port that it does not state.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.27
        ports:
        - name: http
          containerPort: 80
        readinessProbe:
          httpGet:
            path: /
            port: htpp

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.27
        ports:
        - name: http
          containerPort: 80
        readinessProbe:
          httpGet:
            path: /
            port: http
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Container, Pod
from pod_wiring.manifests.values import text


@pod_rule(Tier.CORRECTNESS)
def probe_names_no_port(pod: Pod) -> Iterator[Problem]:
    """Yield each handler of a probe or a hook that names a port which its container does not have."""
    for container in pod.containers:
        for field, handler in container.handlers:
            name = text(handler.get("port"))
            if name and all(port.name != name for port in container.ports):
                yield _problem(container, field, name)


def _problem(container: Container, field: str, name: str) -> Problem:
    offered = [port.name for port in container.ports if port.name]
    names = ", ".join(f'"{each}"' for each in offered)
    nearest = nearest_name(name, offered)
    otherwise = "Name a port of this container, or write the port's number."
    return Problem(
        f"{container.pointer}/{field}/port",
        f'{field.replace("/", ".")} asks port "{name}", but the container has no port of that name '
        f"(it has {names or 'none'})",
        did_you_mean(nearest, f"Write {name} without quotes." if name.isdecimal() else otherwise),
        container.name,
        nearest=nearest,
    )
