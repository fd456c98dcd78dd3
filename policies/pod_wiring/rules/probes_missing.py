"""A container that opens a port has no readiness probe or no liveness probe.

Why: without a readiness probe, the Service sends requests to a server that cannot answer yet. Without a
liveness probe, Kubernetes never restarts a server that hangs.

Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/

The rule judges containers and native sidecars that state a port, in Pods with restartPolicy Always.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3
        ports:
        - containerPort: 80

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3
        ports:
        - containerPort: 80
        readinessProbe:
          httpGet:
            path: /
            port: 80
        livenessProbe:
          tcpSocket:
            port: 80
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod, Role
from pod_wiring.manifests.values import has, mapping


@pod_rule(Tier.PROJECT)
def probes_missing(pod: Pod) -> Iterator[Problem]:
    """Yield each missing probe of a server."""
    if has(pod.spec, "restartPolicy") and pod.spec["restartPolicy"] in ("Never", "OnFailure"):
        return
    for container in pod.containers:
        if container.role not in (Role.MAIN, Role.SIDECAR) or not container.ports:
            continue
        for probe in ("readinessProbe", "livenessProbe"):
            if not (has(container.raw, probe) and mapping(container.raw[probe])):
                yield Problem(
                    f"{container.pointer}/{probe}",
                    f"opens a port but has no {probe}",
                    f"Add a {probe} that sends the same request as users do.",
                    container.name,
                )
