"""A Service targets a port that none of the Pods it selects opens.

Why: the Service has endpoints, and every connection to that port is refused. A target by a name that no
container has gives no endpoint at all.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports

Where the selected Pods state no ports at all, a target by number cannot be judged and is not. Nor are the
ports of a headless Service, which nobody connects through.

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
        - name: http
          containerPort: 80
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
        targetPort: htpp

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
        - name: http
          containerPort: 80
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
        targetPort: http
"""

from collections.abc import Iterator

from policies.finding import Problem, did_you_mean, nearest_name
from policies.manifest import Manifest
from policies.pod import Port
from policies.program import Program
from policies.rule import Tier, program_rule
from policies.service import ServicePort


@program_rule(Tier.CORRECTNESS)
def service_targets_no_port(program: Program) -> Iterator[tuple[Manifest, Problem]]:
    """Yield each port of a Service that none of the Pods it selects opens."""
    for service in program.services:
        if service.is_headless:
            continue
        selected = program.selected_by(service)
        opened = [port for _, pod in selected for port in pod.open_ports]
        for port in service.ports if selected else ():
            if not _is_opened(port, opened):
                yield service.manifest, _problem(port, opened)


def _is_opened(wanted: ServicePort, opened: list[Port]) -> bool:
    if isinstance(wanted.target, str):
        return any(port.name == wanted.target and port.protocol == wanted.protocol for port in opened)
    return not opened or wanted.target is None or any(port.number == wanted.target for port in opened)


def _problem(wanted: ServicePort, opened: list[Port]) -> Problem:
    offered = [f"{port.number}/{port.protocol}" + (f" ({port.name})" if port.name else "") for port in opened]
    nearest = None
    if isinstance(wanted.target, str):
        nearest = nearest_name(wanted.target, [port.name for port in opened if port.name])
    elif len({port.number for port in opened}) == 1:
        nearest = str(opened[0].number)
    return Problem(
        wanted.pointer,
        f"targets port {wanted.target}/{wanted.protocol}, which none of the Pods it selects opens "
        f"(they open {', '.join(dict.fromkeys(offered)) or 'none'})",
        did_you_mean(nearest, "Target a port that a container opens, or state the port on the container."),
        nearest=nearest,
    )
