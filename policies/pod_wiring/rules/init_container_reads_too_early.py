"""An init container reads an emptyDir before any container can write it.

Why: init containers run one after the other, before the other containers start. So the init container finds
an empty folder at every start of the Pod.

Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/

A mount with readOnly is a reader. A native sidecar (restartPolicy Always) runs beside the other containers.
So it can wait for the files that it reads, and later init containers can read the files that it writes.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: html
        emptyDir: {}
      initContainers:
      - name: check
        image: debian:13
        volumeMounts:
        - name: html
          mountPath: /html
          readOnly: true
      containers:
      - name: 2nd
        image: debian:13
        volumeMounts:
        - name: html
          mountPath: /html

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      volumes:
      - name: html
        emptyDir: {}
      initContainers:
      - name: fill
        image: debian:13
        volumeMounts:
        - name: html
          mountPath: /html
      - name: check
        image: debian:13
        volumeMounts:
        - name: html
          mountPath: /html
          readOnly: true
      containers:
      - name: 1st
        image: nginx:1.27
        volumeMounts:
        - name: html
          mountPath: /usr/share/nginx/html
          readOnly: true
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod, Role


@pod_rule(Tier.CORRECTNESS)
def init_container_reads_too_early(pod: Pod) -> Iterator[Problem]:
    """Yield each read-only mount of an emptyDir in an init container that starts before its first writer."""
    for volume in pod.volumes.values():
        mounts = pod.mounts_by_volume.get(volume.name)
        if not mounts or not volume.is_empty_dir or pod.dangling_mounts:
            continue
        first_writer = next((container for container, mount in mounts if not mount.read_only), None)
        if first_writer is None:  # empty-dir-nobody-fills reports this
            continue
        for container, mount in mounts:
            if container is first_writer:
                break
            if container.role is Role.STEP:
                yield Problem(
                    mount.pointer,
                    f'init container "{container.name}" reads the emptyDir "{volume.name}" before '
                    f'its first writer, "{first_writer.name}", starts',
                    f'Write it in an init container before "{container.name}".',
                    container.name,
                    volume.name,
                )
