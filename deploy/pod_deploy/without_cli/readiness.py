"""Tell from an object and its dependents whether it is ready; pure functions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pod_deploy.shown.progress import Standing
from pod_deploy.stack.manifests import Manifest, condition, entries, section

CRASHES_BEFORE_HOPELESS = 3
"""The number of crashes of a container after which we stop waiting for it."""

_HOPELESS_AT_ONCE = frozenset({"InvalidImageName", "ErrImageNeverPull"})
_HOPELESS_IF_IT_LASTS = frozenset(
    {
        "ImagePullBackOff",
        "ErrImagePull",
        "CreateContainerConfigError",
        "CreateContainerError",
        "RunContainerError",
    }
)
_STARTS = frozenset({"", "PodInitializing", "ContainerCreating"})


@dataclass(frozen=True)
class Surroundings:
    """The objects that controllers made for a stack's objects."""

    pods: list[Manifest] = field(default_factory=list[Manifest])
    """The Pods of its workloads."""
    replica_sets: list[Manifest] = field(default_factory=list[Manifest])
    """The ReplicaSets of its Deployments."""
    endpoint_slices: list[Manifest] = field(default_factory=list[Manifest])
    """The EndpointSlices of its Services."""


def standing_of(live: Manifest, around: Surroundings) -> Standing:
    """Return the progress of an object; a kind that has no readiness is done once it exists."""
    status, spec = section(live, "status"), section(live, "spec")
    if live["metadata"].get("deletionTimestamp"):
        return Standing(done=False, text="being deleted")
    if section(live, "metadata", "annotations").get("pulumi.com/skipAwait") == "true":
        return Standing(done=True, text="not waited for (pulumi.com/skipAwait)")
    match live["kind"]:
        case "Pod":
            return _pod(live)
        case "Service":
            return _service(live, around)
        case "Deployment" | "StatefulSet":
            updated = status.get("updatedReplicas", 0)
            ready = status.get("availableReplicas" if live["kind"] == "Deployment" else "readyReplicas", 0)
            if section(spec, "updateStrategy").get("type") == "OnDelete":
                updated = status.get("replicas", 0)  # somebody deletes the old Pods, in their own time
            ready, settled = min(ready, updated), updated == status.get("replicas", 0)
            return _count(live, around, "replicas available", ready, spec.get("replicas", 1), settled=settled)
        case "DaemonSet":
            wanted, ready = status.get("desiredNumberScheduled", 0), status.get("numberAvailable", 0)
            updated = status.get("updatedNumberScheduled", 0)
            ready, settled = min(ready, updated), updated == wanted
            return _count(live, around, "Pods available", ready, wanted, settled=settled)
        case "Job":
            settled, wanted = condition(live, "Complete") == "True", spec.get("completions", 1)
            # A success policy completes a Job early, and one without `completions` may have more successes.
            succeeded = wanted if settled else status.get("succeeded", 0)
            return _count(live, around, "completions", succeeded, wanted, settled=settled)
        case "Namespace":
            return Standing(status.get("phase") == "Active", str(status.get("phase")).lower())
        case _:
            return Standing(done=True, text="there")


def _pod(pod: Manifest) -> Standing:
    if section(pod, "status").get("phase") == "Succeeded" or condition(pod, "Ready") == "True":
        return Standing(done=True, text="ready")
    ready = sum(bool(status.get("ready")) for status in entries(pod, "status", "containerStatuses"))
    total = len(entries(pod, "spec", "containers"))
    return Standing(done=False, text=f"{ready} of {total} containers ready{_trouble([pod])}")


def _trouble(pods: list[Manifest]) -> str:
    """Return `: 2nd CrashLoopBackOff` for the first failing container, or that a Pod is not scheduled."""
    for name, reason, _ in _waiting(pods):
        if reason not in _STARTS:
            return f": {name} {reason}"
    return ": not scheduled yet" if any(condition(p, "PodScheduled") == "False" for p in pods) else ""


def _waiting(pods: Iterable[Manifest]) -> Iterator[tuple[str, str, int]]:
    """Yield name, reason and restarts of each waiting container, init containers and sidecars included."""
    for pod in pods:
        for name in ("initContainerStatuses", "containerStatuses"):
            for status in entries(pod, "status", name):
                reason = str(section(status, "state", "waiting").get("reason") or "")
                if reason:
                    yield str(status["name"]), reason, int(status.get("restartCount", 0))


def _service(service: Manifest, around: Surroundings) -> Standing:
    spec, metadata = section(service, "spec"), service["metadata"]
    if spec.get("type") == "ExternalName" or not spec.get("selector"):
        return Standing(done=True, text="there")
    ready = sum(
        section(endpoint, "conditions").get("ready") is not False
        for part in around.endpoint_slices
        if part["metadata"].get("namespace") == metadata.get("namespace")
        and section(part, "metadata", "labels").get("kubernetes.io/service-name") == metadata["name"]
        for endpoint in entries(part, "endpoints")
    )
    return Standing(ready > 0, f"{ready} ready endpoint{'' if ready == 1 else 's'}")


def _count(
    live: Manifest, around: Surroundings, of_what: str, ready: int, wanted: int, *, settled: bool
) -> Standing:
    """Return the progress of a workload: done if all its Pods have the newest template and are ready."""
    seen = section(live, "status").get("observedGeneration", 0) >= live["metadata"].get("generation", 0)
    suspended = bool(section(live, "spec").get("suspend"))
    done = suspended or (settled and ready == wanted and (seen or live["kind"] == "Job"))
    text = "suspended" if suspended else f"{ready} of {wanted} {of_what}"
    if not done and ready == wanted:
        text += ", old ones still terminating"
    return Standing(done, text if done else text + _trouble(newest_pods(live, around)))


def newest_pods(live: Manifest, around: Surroundings) -> list[Manifest]:
    """Return the Pods of a workload's newest template that are not being deleted."""
    if live["kind"] == "Pod":
        return [live]
    owners = {live["metadata"]["uid"]}
    if live["kind"] == "Deployment":
        name = "deployment.kubernetes.io/revision"
        newest = section(live, "metadata", "annotations").get(name)
        owners = {
            replica_set["metadata"]["uid"]
            for replica_set in _owned_by(around.replica_sets, owners)
            if section(replica_set, "metadata", "annotations").get(name) == newest
        }
    generation = section(live, "metadata", "annotations").get("deprecated.daemonset.template.generation")
    return [
        pod
        for pod in _owned_by(around.pods, owners)
        if not pod["metadata"].get("deletionTimestamp")
        and generation in (None, section(pod, "metadata", "labels").get("pod-template-generation"))
    ]


def _owned_by(objects: Iterable[Manifest], owners: set[str]) -> list[Manifest]:
    return [
        item
        for item in objects
        if any(owner["uid"] in owners for owner in entries(item, "metadata", "ownerReferences"))
    ]


def failure(live: Manifest, around: Surroundings) -> str:
    """Return why an object cannot become ready by itself; empty if it still may."""
    if live["kind"] == "Job" and condition(live, "Failed") == "True":
        return "the Job has failed"
    if live["kind"] == "Pod" and section(live, "status").get("phase") == "Failed":
        return f"the Pod has ended: {live['status'].get('reason') or 'Failed'}"
    if live["kind"] == "Deployment" and condition(live, "Progressing") == "False":
        return "the rollout makes no progress"
    for name, reason, crashes in _waiting(newest_pods(live, around)):
        if reason in _HOPELESS_AT_ONCE:
            return f"container {name}: {reason}"
        if reason == "CrashLoopBackOff" and crashes >= CRASHES_BEFORE_HOPELESS:
            return f"container {name} has crashed {crashes} times"
    return ""


def lasting_trouble(live: Manifest, around: Surroundings) -> str:
    """Return a problem that is hopeless only if it lasts; an image pull may succeed on the next try."""
    for name, reason, _ in _waiting(newest_pods(live, around)):
        if reason in _HOPELESS_IF_IT_LASTS:
            return f"container {name}: {reason}"
    return ""
