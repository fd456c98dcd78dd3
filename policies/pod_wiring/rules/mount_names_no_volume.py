"""A mount names a volume that the Pod does not declare.

Why: the API server refuses the Pod. Most often the name is a typo, and the intended volume is there.

Source: https://kubernetes.io/docs/concepts/storage/volumes/ (a mount's name must match a volume of the
Pod).

A volumeClaimTemplate is a volume of every Pod of its StatefulSet. The rule skips the container istio-proxy,
because Istio's injector adds the volumes that it mounts.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: html
        emptyDir: {}
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: htlm
          mountPath: /usr/share/nginx/html

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: html
        emptyDir: {}
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: html
          mountPath: /usr/share/nginx/html
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod


@pod_rule(Tier.CORRECTNESS)
def mount_names_no_volume(pod: Pod) -> Iterator[Problem]:
    """Yield each mount whose volume the Pod does not declare."""
    declared = sorted(pod.volumes) if pod.dangling_mounts else []
    for container, mount in pod.dangling_mounts:
        nearest = nearest_name(mount.volume, declared)
        names = ", ".join(f'"{name}"' for name in declared) or "none"
        yield Problem(
            f"{mount.pointer}/name",
            f'mounts volume "{mount.volume}", which the Pod does not declare (it declares {names})',
            did_you_mean(nearest, f'Declare a volume "{mount.volume}", or remove the mount.'),
            container.name,
            mount.volume,
            nearest,
        )
