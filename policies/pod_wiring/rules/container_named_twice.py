"""Two containers of one Pod have the same name.

Why: users and Kubernetes identify a container by its name (`kubectl logs -c`), so the API server refuses
the Pod. Init containers and ephemeral containers count too.

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
    """Yield each container that has the name of an earlier one."""
    first: dict[str, Container] = {}
    for container in pod.containers:
        earlier = first.setdefault(container.name, container)
        if earlier is not container and container.name:
            yield Problem(
                f"{container.pointer}/name",
                f'has the name "{container.name}", as the {earlier.role} at {earlier.pointer} does',
                "Give each container of a Pod a different name.",
                container.name,
            )
