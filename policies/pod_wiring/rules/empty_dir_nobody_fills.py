"""A container reads an emptyDir, or a folder in one, that no container can write.

Why: the folder starts empty and stays empty. The reader serves nothing, and reports no error.

Source: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir (initially empty; all containers can
read and write it, unless they mount it read-only).

A mount with readOnly is a reader. With subPath, a reader sees one folder of the volume, and a writer must
mount that folder, one in it or one above it. A volume without a source is an emptyDir. The rule stays
silent about a volume without mounts, which volume-nobody-mounts finds, and about a Pod with a mount that
names no volume, because that mount may be the writer.

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

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Container, Mount, Pod, Volume


@pod_rule(Tier.CORRECTNESS)
def empty_dir_nobody_fills(pod: Pod) -> Iterator[Problem]:
    """Yield each mounted emptyDir without a writer, and each reader of a folder without a writer."""
    for volume in pod.volumes.values():
        users = pod.mounts_by_volume.get(volume.name)
        if not users or not volume.is_empty_dir or pod.dangling_mounts:
            continue
        writers = [mount for _, mount in users if not mount.read_only]
        if not writers:
            yield _never_filled(volume, users)
            continue
        for container, reader in users:
            if reader.read_only and not any(reader.meets(writer) for writer in writers):
                yield _never_filled_folder(volume, container, reader, writers)


def _never_filled(volume: Volume, users: list[tuple[Container, Mount]]) -> Problem:
    readers = ", ".join(f'"{name}"' for name in dict.fromkeys(container.name for container, _ in users))
    return Problem(
        volume.pointer,
        f'no container can write the emptyDir "{volume.name}": all its mounts are read-only (in {readers})',
        "Remove readOnly from the mount of the container that writes it.",
        volume=volume.name,
    )


def _never_filled_folder(
    volume: Volume, container: Container, reader: Mount, writers: list[Mount]
) -> Problem:
    written = [each.sub_path for each in writers if each.sub_path]
    nearest = nearest_name(reader.sub_path or "", written)
    folders = ", ".join(f'"{each}"' for each in dict.fromkeys(written))
    return Problem(
        f"{reader.pointer}/subPath",
        f'reads folder "{reader.sub_path}" of the emptyDir "{volume.name}", which no container can write '
        f"(containers write {folders})",
        did_you_mean(nearest, "Use the subPath of the container that writes it."),
        container.name,
        volume.name,
        nearest,
    )
