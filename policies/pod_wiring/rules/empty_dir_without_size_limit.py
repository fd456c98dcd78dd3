"""An emptyDir has no size limit.

Why: the files use the node's disk. If a file grows without bound, as the classic index.html does by 2.5 MB
a day, the node evicts other Pods in the end. With a limit, it evicts only this Pod.

Source: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir (sizeLimit).

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: cache
        emptyDir: {}
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: cache
          mountPath: /var/cache/nginx

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: cache
        emptyDir:
          sizeLimit: 64Mi
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: cache
          mountPath: /var/cache/nginx
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod
from pod_wiring.manifests.values import mapping


@pod_rule(Tier.PROJECT)
def empty_dir_without_size_limit(pod: Pod) -> Iterator[Problem]:
    """Yield each emptyDir without a sizeLimit."""
    for volume in pod.own_volumes:
        if volume.is_empty_dir and mapping(volume.raw.get("emptyDir")).get("sizeLimit") is None:
            yield Problem(
                f"{volume.pointer}/emptyDir",
                f'the emptyDir "{volume.name}" has no sizeLimit, so it can fill the node\'s disk',
                "Set emptyDir.sizeLimit to the most that its writers need.",
                volume=volume.name,
            )
