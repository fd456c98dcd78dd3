"""Why a workload did not become ready: the events and the last log lines of its Pods."""

from collections.abc import Iterator

from pod_deploy.cluster.kubectl import Kubectl
from pod_deploy.stack.manifests import Manifest, condition, entries, key_of, section
from pod_deploy.without_cli.readiness import newest_pods
from pod_deploy.without_cli.wait import NotReady

LOG_LINES = 10
"""The number of lines that are shown of each container."""

_MOST_PODS = 3


def diagnosis(kubectl: Kubectl, failure: NotReady) -> Iterator[str]:
    """Yield lines: each workload's events, then each of its unready Pods' events and logs."""
    for workload in failure.workloads:
        if workload["kind"] != "Pod":
            yield from _events(kubectl, workload)
        pods = newest_pods(workload, failure.around) if workload["kind"] != "Service" else []
        unready = [pod for pod in pods if condition(pod, "Ready") != "True"]
        for pod in unready[:_MOST_PODS]:
            yield from _events(kubectl, pod)
            yield from _logs(kubectl, pod)


def _events(kubectl: Kubectl, live: Manifest) -> Iterator[str]:
    """Yield the events of an object, oldest first."""
    namespace = f"--namespace={key_of(live).namespace or 'default'}"
    only = f"--field-selector=involvedObject.uid={live['metadata']['uid']}"
    done = kubectl.attempt("get", "events", namespace, only, "--sort-by=.lastTimestamp", "--no-headers")
    yield f"Events of {key_of(live)}:"
    lines = (done.stdout or done.stderr).splitlines() or ["none"]
    yield from (f"  {line}" for line in lines)


def _logs(kubectl: Kubectl, pod: Manifest) -> Iterator[str]:
    """Yield the last lines of each container and sidecar; for a crashed one, those of its last run."""
    restarts = {
        status["name"]: status.get("restartCount", 0)
        for name in ("initContainerStatuses", "containerStatuses")
        for status in entries(pod, "status", name)
        if not section(status, "state", "running")
    }
    for container in (*entries(pod, "spec", "initContainers"), *entries(pod, "spec", "containers")):
        name = container["name"]
        previous = ("--previous",) if restarts.get(name) else ()
        namespace = f"--namespace={pod['metadata']['namespace']}"
        tail = f"--tail={LOG_LINES}"
        done = kubectl.attempt(
            "logs", pod["metadata"]["name"], f"--container={name}", namespace, tail, *previous
        )
        which = f"container {name}{' (before its restart)' if previous else ''}"
        yield f"Last log lines of {which}:"
        lines = (done.stdout or done.stderr).splitlines() or ["none"]
        yield from (f"  {line}" for line in lines)
