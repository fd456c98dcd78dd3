"""A `sh -c` loop neither traps SIGTERM nor replaces the shell by exec.

Why: the shell is process 1 of its container, and the kernel does not end process 1 by a signal that it does
not handle. So deleting or replacing the Pod takes the whole grace period. We measured 31 to 33 seconds, and
less than 2 with a trap.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination

The rule judges endless loops (while true, until false) of containers and native sidecars. It skips Pods
that share their process namespace, containers with a preStop hook or a stopSignal, and scripts that it
cannot parse.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 2nd
        image: debian:13
        command: ["/bin/sh", "-c"]
        args:
        - while true; do date; sleep 1; done

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 2nd
        image: debian:13
        command: ["/bin/sh", "-c"]
        args:
        - trap 'exit 0' TERM; while true; do date; sleep 1 & wait $!; done
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Container, Pod, Role
from pod_wiring.manifests.script import script_of
from pod_wiring.manifests.shell import parse
from pod_wiring.manifests.values import has, mapping


@pod_rule(Tier.PROJECT)
def writer_ignores_sigterm(pod: Pod) -> Iterator[Problem]:
    """Yield each script that loops forever and that only SIGKILL ends."""
    if has(pod.spec, "shareProcessNamespace") and pod.spec["shareProcessNamespace"] is True:
        return
    for container in pod.containers:
        if container.role not in (Role.MAIN, Role.SIDECAR) or _is_stopped_otherwise(container):
            continue
        source, pointer = script_of(container.raw)
        script = parse(source)
        if script and script.loops_for_ever and not script.traps_sigterm and not script.gives_way:
            yield Problem(
                f"{container.pointer}{pointer}",
                "loops forever in a shell that ignores SIGTERM, so stopping it takes the whole grace period",
                "Begin with: trap 'exit 0' TERM; and wait with: sleep 1 & wait $!",
                container.name,
            )


def _is_stopped_otherwise(container: Container) -> bool:
    """Return whether a preStop hook may end the container, or Kubernetes sends another signal."""
    lifecycle = mapping(container.raw.get("lifecycle"))
    return bool(mapping(lifecycle.get("preStop")) or lifecycle.get("stopSignal"))
