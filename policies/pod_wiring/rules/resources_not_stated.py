"""A container does not say what CPU and memory it needs, or how much memory it may use.

Why: the scheduler places the Pod by its requests; without them it may land on a full node. Without a memory
limit one leaking container takes its neighbours with it.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/

Wanted are requests for cpu and memory and a limit for memory. A limit stands for a missing request, as in
Kubernetes, and what the Pod states for all containers stands for what one of them does not. A CPU limit is
left to the author.

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
    """Yield each container that lacks a request for CPU or memory, or a limit for memory."""
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
                f"Set resources.{missing[0]} to what it was measured to need.",
                container.name,
            )


def _stated(resources: Mapping[str, object]) -> set[str]:
    """Give what is stated of cpu and memory; a limit states the request, too."""
    requests, limits = mapping(resources.get("requests")), mapping(resources.get("limits"))
    stated = {f"{kind}.{name}" for kind, of in (("requests", requests), ("limits", limits)) for name in of}
    return stated | {f"requests.{name}" for name in limits}
