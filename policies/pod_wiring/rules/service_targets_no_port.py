"""A Service targets a port name that no container of the selected Pods has.

Why: Kubernetes finds no port of that name. So the Service has no endpoint and refuses every connection,
although every Pod runs.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports

A number in quotes is a name, and the API server refuses it. The rule service-targets-unstated-port judges
targets by number. Ports that a patch of the Pods' object states count too. Headless Services, and Services
that select a patch of a Pod, are not judged.

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

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier, program_rule
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.program import Program, Target


@program_rule(Tier.CORRECTNESS)
def service_targets_no_port(program: Program) -> Iterator[tuple[Manifest, Problem]]:
    """Yield each port of a Service that targets a name that no selected Pod has."""
    for target in program.targets:
        name = target.port.target
        if isinstance(name, str) and not _is_known(name, target):
            yield target.service.manifest, _problem(name, target)


def _is_known(name: str, target: Target) -> bool:
    return any(port.name == name and port.protocol == target.port.protocol for port in target.stated)


def _problem(name: str, target: Target) -> Problem:
    named = [port for port in target.stated if port.name]
    offered = dict.fromkeys(f'"{port.name}"/{port.protocol}' for port in named)
    nearest = nearest_name(name, [port.name for port in named if port.name != name])
    otherwise = "Target a port name of a container, or a port number."
    return Problem(
        target.port.pointer,
        f'targets port "{name}"/{target.port.protocol}, but no container of the selected Pods has a port of '
        f"that name (they have {', '.join(offered) or 'none'})",
        did_you_mean(nearest, f"Write {name} without quotes." if name.isdecimal() else otherwise),
        nearest=nearest,
    )
