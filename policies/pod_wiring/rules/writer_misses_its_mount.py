"""A writer's script writes outside the volume that it mounts.

Why: `date >> /htm/index.html` writes to a folder that only this container sees. The volume stays empty, and
the container's disk fills up.

Source:
https://kubernetes.io/docs/tasks/access-application-cluster/communicate-containers-same-pod-shared-volume/

The rule judges `sh -c` scripts of containers with a writable mount of a shared volume. It knows
redirections, tee, cp, mv, and -o of curl, wget and sort. A target is wrong if it looks like a typo of a
mount path. It is also wrong if no target of the script lies under a mount, and all targets and commands are
known. The rule stays silent about paths with variables, relative paths after cd, unknown commands and
scripts that it cannot parse.

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
        command: ["/bin/sh", "-c"]
        args:
        - while true; do date >> /htm/index.html; sleep 1; done

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
        command: ["/bin/sh", "-c"]
        args:
        - while true; do date >> /html/index.html; sleep 1; done
"""

import re
from collections.abc import Iterator
from posixpath import join, normpath

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.names import did_you_mean, looks_like_a_typo
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.path import is_under
from pod_wiring.manifests.pod import Container, Pod
from pod_wiring.manifests.script import Script, script_of
from pod_wiring.manifests.shell import parse
from pod_wiring.manifests.values import text

_OF_THE_SYSTEM = re.compile(r"/(dev|etc|home|opt|proc|root|run|sys|tmp|usr|var)(/|$)")


@pod_rule(Tier.PROJECT)
def writer_misses_its_mount(pod: Pod) -> Iterator[Problem]:
    """Yield each target of a writer's script that lies outside its volumes."""
    shared = {volume.name for volume in pod.shared_volumes}
    for container in pod.containers:
        written = [mount for mount in container.mounts if mount.volume in shared and not mount.read_only]
        source, pointer = script_of(container.raw) if written else ("", "")
        script = parse(source)
        for target, nearest in _strays(container, script) if script else ():
            yield Problem(
                f"{container.pointer}{pointer}",
                f'writes {target}, but mounts volume "{written[0].volume}" on {written[0].path}',
                did_you_mean(nearest, f"Write under {written[0].path}."),
                container.name,
                written[0].volume,
                nearest,
            )


def _strays(container: Container, script: Script) -> Iterator[tuple[str, str | None]]:
    """Yield each target outside the container's mounts, with the path that was probably meant."""
    targets = [_absolute(container, script, target) for target in script.targets]
    known = [each for each in dict.fromkeys(targets) if each and not each.startswith(("/dev/", "/proc/"))]
    stray = [each for each in known if not any(is_under(each, mount.path) for mount in container.mounts)]
    all_miss = stray == known and None not in targets and script.is_transparent
    for target in stray:
        meant = next((path for mount in container.mounts if (path := _meant(target, mount.path))), None)
        if meant or all_miss:
            yield target, meant


def _absolute(container: Container, script: Script, target: str | None) -> str | None:
    """Return a target as an absolute path; None if only the shell knows it."""
    folder = "" if "cd" in script.names else text(container.raw.get("workingDir"))
    path = normpath(join(folder, target)) if target else ""
    return path if path.startswith("/") else None


def _meant(target: str, folder: str) -> str | None:
    """Return the path of a target under a mount, if it begins with a typo of the mount's path."""
    depth = len(folder.split("/"))
    parts = target.split("/")
    start, rest = "/".join(parts[:depth]), parts[depth:]
    if _OF_THE_SYSTEM.match(start) and not _OF_THE_SYSTEM.match(folder):
        return None
    return "/".join([folder, *rest]) if looks_like_a_typo(start, folder) else None
