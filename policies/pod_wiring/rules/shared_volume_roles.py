"""A shared volume has no writer or no reader, or its reader can write it.

Why: mounts show which containers write a volume. If every mount is writable, a reader of the manifest
cannot know the writer, and a broken or compromised server can overwrite its own page.

Source: the wiring that this project builds (docs of SidecarPod: written_by, read_by); bitnami's nginx chart
does the same.

A volume is shared if two containers mount it. The rule judges volumes that containers write: emptyDir and
claims. A claim with only read-only mounts is filled elsewhere. Writer and reader of a claim must also share
a folder: with subPath, one must contain the other. For an emptyDir, empty-dir-nobody-fills checks this. A
web server that we know must only read the folder that it serves.

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
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Container, Mount, Pod
from pod_wiring.manifests.server import covers, document_root


@pod_rule(Tier.PROJECT)
def shared_volume_roles(pod: Pod) -> Iterator[Problem]:
    """Yield each shared volume without a reader, each server that can write, each reader without a writer."""
    for volume in pod.shared_volumes:
        users = pod.mounts_by_volume[volume.name]
        writers = [mount for _, mount in users if not mount.read_only]
        readers = [mount for _, mount in users if mount.read_only]
        if not readers:
            yield Problem(
                volume.pointer,
                f'volume "{volume.name}" has no reader: all its mounts are writable',
                "Set readOnly: true on the mounts of the containers that only read it.",
                volume=volume.name,
            )
        for container, mount in servers_that_write(users) if readers else ():
            yield Problem(
                mount.pointer,
                f'can overwrite volume "{volume.name}", which it serves and another container writes',
                "Set readOnly: true on this mount.",
                container.name,
                volume.name,
            )
        for reader in readers if writers and not volume.is_empty_dir else ():
            if not any(reader.meets(writer) for writer in writers):
                yield Problem(
                    f"{reader.pointer}/subPath",
                    f'reads folder "{reader.sub_path}" of volume "{volume.name}", which no container writes',
                    "Use the subPath of the container that writes it.",
                    volume=volume.name,
                )


def servers_that_write(users: list[tuple[Container, Mount]]) -> Iterator[tuple[Container, Mount]]:
    """Yield each web server that can write the folder that it serves, if another container writes it too."""
    writers = [(container, mount) for container, mount in users if not mount.read_only]
    for container, mount in writers if len({id(container) for container, _ in writers}) > 1 else ():
        root = document_root(container)
        if root and covers(mount.path, root):
            yield container, mount
