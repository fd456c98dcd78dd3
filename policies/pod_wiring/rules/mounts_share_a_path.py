"""Two mounts of one container are on the same path.

Why: a path can show only one volume, so the API server refuses the Pod. It compares the paths as text: it
accepts /html beside /html/, and then one mount hides the other.

Source: https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#volumemount-v1-core

Mounts on nested paths, and one volume mounted on several paths, are fine.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: html
        emptyDir: {}
      - name: cache
        emptyDir: {}
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: html
          mountPath: /usr/share/nginx/html
        - name: cache
          mountPath: /usr/share/nginx/html/

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: html
        emptyDir: {}
      - name: cache
        emptyDir: {}
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: html
          mountPath: /usr/share/nginx/html
        - name: cache
          mountPath: /var/cache/nginx
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Mount, Pod


@pod_rule(Tier.CORRECTNESS)
def mounts_share_a_path(pod: Pod) -> Iterator[Problem]:
    """Yield each mount on the path of an earlier mount of its container."""
    for container in pod.containers:
        taken: dict[str, Mount] = {}
        for mount in (*container.mounts, *container.devices):
            first = taken.setdefault(mount.path, mount)
            if first is not mount and mount.path:
                yield Problem(
                    f"{mount.pointer}/{mount.path_field}",
                    f'mounts "{mount.volume}" on {mount.path}, but already mounts "{first.volume}" there',
                    "Mount one of the two on another path, or remove it.",
                    container.name,
                    mount.volume,
                )
