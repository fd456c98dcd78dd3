"""Two volumes of one Pod, or two claim templates of one StatefulSet, have the same name.

Why: a mount of that name could mean either volume, so the API server refuses the Pod.

Source: https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#volume-v1-core (a volume's name
must be unique within the Pod).

A claim template may have the name of a volume: it replaces that volume.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: html
        emptyDir: {}
      - name: html
        configMap:
          name: page
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: html
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
      - name: page
        configMap:
          name: page
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: html
          mountPath: /usr/share/nginx/html
        - name: page
          mountPath: /usr/share/nginx/page
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod, Volume


@pod_rule(Tier.CORRECTNESS)
def volume_named_twice(pod: Pod) -> Iterator[Problem]:
    """Yield each volume and each claim template that has the name of an earlier one."""
    for volumes in (pod.own_volumes, pod.claim_volumes):
        first: dict[str, Volume] = {}
        for volume in volumes:
            earlier = first.setdefault(volume.name, volume)
            if earlier is not volume and volume.name:
                yield Problem(
                    volume.name_pointer,
                    f'has the name "{volume.name}", as the volume at {earlier.pointer} does',
                    "Give each volume of a Pod a different name, or remove one of the two.",
                    volume=volume.name,
                )
