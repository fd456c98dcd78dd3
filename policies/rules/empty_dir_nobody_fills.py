"""An emptyDir is mounted read-only by every container that mounts it, so nobody can fill it.

Why: it starts empty and stays empty. The reader serves nothing, and nothing says so.

Source: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir (initially empty; all containers can
read and write it, unless they mount it read-only).

A volume without any source is an emptyDir. One that nobody mounts is another rule's. Where a mount
names no volume, that mount could be the one that fills it, so nothing is said.

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
        - name: html
          mountPath: /usr/share/nginx/html
          readOnly: true
      - name: 2nd
        image: debian:13
        volumeMounts:
        - name: html
          mountPath: /html
          readOnly: true

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
          readOnly: true
      - name: 2nd
        image: debian:13
        volumeMounts:
        - name: html
          mountPath: /html
"""

from collections.abc import Iterator

from policies.finding import Problem
from policies.pod import Pod
from policies.rule import Tier, pod_rule


@pod_rule(Tier.CORRECTNESS)
def empty_dir_nobody_fills(pod: Pod) -> Iterator[Problem]:
    """Yield each emptyDir that is mounted, and by nobody for writing."""
    for volume in pod.volumes.values():
        mounts = pod.mounts_by_volume.get(volume.name)
        if (
            mounts
            and volume.is_empty_dir
            and not pod.dangling_mounts
            and all(mount.read_only for _, mount in mounts)
        ):
            readers = ", ".join(
                f'"{name}"' for name in dict.fromkeys(container.name for container, _ in mounts)
            )
            yield Problem(
                volume.pointer,
                f'nobody can fill the emptyDir "{volume.name}": all its mounts are read-only (in {readers})',
                "Mount it without readOnly in the container that writes it.",
                volume=volume.name,
            )
