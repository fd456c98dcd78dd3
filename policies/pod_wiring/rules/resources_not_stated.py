"""A container states no request for CPU or memory, or no memory limit.

Why: the scheduler places the Pod by its requests; without them it can place it on a full node. Without a
memory limit, a container with a leak takes the memory of its neighbours.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/

A container needs requests for cpu and memory, and a limit for memory. As in Kubernetes, a limit without a
request is also the request. The Pod's own resources count for every container. A CPU limit is not needed.

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

from collections.abc import Iterator, Mapping

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod, Role
from pod_wiring.manifests.values import has, mapping

_WANTED = ("requests.cpu", "requests.memory", "limits.memory")


@pod_rule(Tier.PROJECT)
def resources_not_stated(pod: Pod) -> Iterator[Problem]:
    """Yield each container without a request for CPU or memory, or without a limit for memory."""
    of_pod = mapping(pod.spec.get("resources")) if has(pod.spec, "resources") else mapping(None)
    for container in pod.containers:
        if container.role is Role.EPHEMERAL:  # Kubernetes allows them no resources
            continue
        stated = _stated(mapping(container.raw.get("resources"))) | _stated(of_pod)
        missing = [each for each in _WANTED if each not in stated]
        if missing:
            yield Problem(
                f"{container.pointer}/resources",
                f"does not state {', '.join(missing)}",
                "Measure what the container needs, and state it in resources.",
                container.name,
            )


def _stated(resources: Mapping[str, object]) -> set[str]:
    """Return the stated requests and limits. A limit is also a request."""
    requests, limits = mapping(resources.get("requests")), mapping(resources.get("limits"))
    stated = {f"{kind}.{name}" for kind, of in (("requests", requests), ("limits", limits)) for name in of}
    return stated | {f"requests.{name}" for name in limits}
