"""Two containers of one Pod have the same name.

Why: a container is known by its name (`kubectl logs -c`, `exec -c`), so the API server refuses the Pod. Init
containers and ephemeral containers count too.

Source: https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#container-v1-core (each
container in a Pod must have a unique name).

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: web
        image: nginx:1.27
      - name: web
        image: debian:13

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: web
        image: nginx:1.27
      - name: writer
        image: debian:13
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Container, Pod


@pod_rule(Tier.CORRECTNESS)
def container_named_twice(pod: Pod) -> Iterator[Problem]:
    """Yield each container whose name an earlier one has."""
    first: dict[str, Container] = {}
    for container in pod.containers:
        earlier = first.setdefault(container.name, container)
        if earlier is not container and container.name:
            yield Problem(
                f"{container.pointer}/name",
                f'the name "{container.name}" is that of the {earlier.role} at {earlier.pointer} too',
                "Give each container of a Pod a name of its own.",
                container.name,
            )
