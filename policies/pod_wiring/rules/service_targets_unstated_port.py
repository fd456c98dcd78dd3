"""A Service targets a port number that no container of the selected Pods states.

Why: most often no container listens on that port, so every connection is refused. A container can also
listen on a port that it does not state; then a reader of the manifest does not know.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports

The rule stays silent if the selected Pods state no port at all, or have a container istio-proxy, which
listens on more ports than it states. Ports that a patch of the Pods' object states count too. Headless
Services, and Services that select a patch of a Pod, are not judged.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
      labels:
        app: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.27
        ports:
        - containerPort: 80
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: mc1
    spec:
      selector:
        app: mc1
      ports:
      - port: 80
        targetPort: 8080

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
      labels:
        app: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.27
        ports:
        - containerPort: 80
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: mc1
    spec:
      selector:
        app: mc1
      ports:
      - port: 80
        targetPort: 80
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, program_rule
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.program import Program, Target


@program_rule(Tier.WARNING)
def service_targets_unstated_port(program: Program) -> Iterator[tuple[Manifest, Problem]]:
    """Yield each port of a Service that targets a number that no selected Pod states."""
    for target in program.targets:
        number = target.port.target
        if isinstance(number, int) and not _is_stated(number, target):
            yield target.service.manifest, _problem(number, target)


def _is_stated(number: int, target: Target) -> bool:
    """Return whether a container states the port, or the Pods do not state all their ports."""
    stated = [port.number for port in target.stated]
    return not stated or number in stated or any(pod.has_istio_proxy for pod in target.pods)


def _problem(number: int, target: Target) -> Problem:
    stated = dict.fromkeys(f"{port.number}/{port.protocol}" for port in target.stated)
    return Problem(
        target.port.pointer,
        f"targets port {number}/{target.port.protocol}, which no container of the selected Pods states "
        f"(they state {', '.join(stated)})",
        "Target the port that a container listens on, and state it there.",
    )
