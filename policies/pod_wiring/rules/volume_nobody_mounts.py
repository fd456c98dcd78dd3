"""A Pod declares a volume that no container mounts.

Why: most often a mount is missing, or names another volume. An unused claim still costs a disk.

Source: https://kubernetes.io/docs/concepts/storage/volumes/ (a volume is declared in spec.volumes and
mounted by containers).

The rule skips volumes whose names begin with gke-gcsfuse-: the sidecar that Google's Cloud Storage FUSE
driver injects mounts them.

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
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod, Volume

# https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-storage-fuse-csi-driver-sidecar
_MOUNTED_BY_AN_INJECTED_SIDECAR = "gke-gcsfuse-"


@pod_rule(Tier.WARNING)
def volume_nobody_mounts(pod: Pod) -> Iterator[Problem]:
    """Yield each volume that no container mounts or uses as a block device."""
    used = {mount.volume for container in pod.containers for mount in (*container.mounts, *container.devices)}
    for volume in pod.volumes.values():
        if volume.name not in used and _is_judged(volume) and not pod.dangling_mounts:
            yield Problem(
                volume.pointer,
                f'volume "{volume.name}" is declared, but no container mounts it',
                "Mount it in the container that needs it, or remove it.",
                volume=volume.name,
            )


def _is_judged(volume: Volume) -> bool:
    return bool(volume.name) and not volume.name.startswith(_MOUNTED_BY_AN_INJECTED_SIDECAR)
