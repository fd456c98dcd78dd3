"""A web server mounts a shared volume outside the folder that it serves.

Why: the server answers with its own welcome page, or with 403. It never serves the writer's page.

Source: https://hub.docker.com/_/nginx (content belongs in /usr/share/nginx/html), and those of httpd and
caddy.

The rule judges the images of nginx, httpd, caddy and openresty without a command, arguments or a
configuration of their own. A mount above or inside the served folder is fine.

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
          mountPath: /usr/share/nginx/htm
          readOnly: true
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
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod, Role
from pod_wiring.manifests.server import covers, document_root


@pod_rule(Tier.PROJECT)
def document_root_not_mounted(pod: Pod) -> Iterator[Problem]:
    """Yield each server that reads a shared volume, but has no mount at its document root."""
    shared = {volume.name for volume in pod.shared_volumes}
    for container in pod.containers:
        reads = [mount for mount in container.mounts if mount.volume in shared and mount.read_only]
        root = document_root(container) if reads and container.role is Role.MAIN else None
        if root and not any(covers(mount.path, root) for mount in container.mounts):
            nearest = root if nearest_name(reads[0].path, [root]) else None
            yield Problem(
                f"{reads[0].pointer}/mountPath",
                f'mounts volume "{reads[0].volume}" on {reads[0].path}, but serves {root}',
                did_you_mean(nearest, f"Mount it on {root}."),
                container.name,
                reads[0].volume,
                nearest,
            )
