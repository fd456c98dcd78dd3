"""A container does not say what CPU and memory it needs, or how much memory it may use.

Why: the scheduler places the Pod by its requests; without them it may land on a full node. Without a memory
limit one leaking container takes its neighbours with it.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/

Wanted are requests for cpu and memory and a limit for memory. A limit stands for a missing request, as in
Kubernetes. A CPU limit is left to the author.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3
        resources:
          requests:
            cpu: 20m

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3
        resources:
          requests:
            cpu: 20m
            memory: 32Mi
          limits:
            memory: 64Mi
"""

from collections.abc import Iterator

from policies.finding import Problem
from policies.pod import Pod, Role
from policies.rule import Tier, pod_rule
from policies.values import has, mapping


@pod_rule(Tier.HOUSE)
def resources_not_stated(pod: Pod) -> Iterator[Problem]:
    """Yield each container that lacks a request for CPU or memory, or a limit for memory."""
    for container in pod.containers:
        if container.role is Role.EPHEMERAL:  # Kubernetes allows them no resources
            continue
        resources = mapping(container.raw.get("resources"))
        requests, limits = mapping(resources.get("requests")), mapping(resources.get("limits"))
        missing = [
            f"requests.{name}" for name in ("cpu", "memory") if not (has(requests, name) or has(limits, name))
        ]
        missing += [] if has(limits, "memory") else ["limits.memory"]
        if missing:
            yield Problem(
                f"{container.pointer}/resources",
                f"does not state {', '.join(missing)}",
                f"Set resources.{missing[0]} to what it was measured to need.",
                container.name,
            )
