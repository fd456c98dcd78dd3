"""The readiness of an object, its progress, and the point where waiting is hopeless."""

from __future__ import annotations

import pytest

from pod_deploy.stack.manifests import Manifest
from pod_deploy.without_cli.readiness import Surroundings, failure, lasting_trouble, newest_pods, standing_of
from tests.foreign import JsonObject

NOBODY = Surroundings()


Section = JsonObject


def thing(
    kind: str, spec: Section | None = None, status: Section | None = None, **metadata: object
) -> Manifest:
    named = {"name": "web", "namespace": "default", "uid": f"{kind}-uid", "generation": 2, **metadata}
    return {"kind": kind, "apiVersion": "v1", "metadata": named, "spec": spec or {}, "status": status or {}}


def conditions(**states: str) -> list[dict[str, str]]:
    return [{"type": name, "status": status} for name, status in states.items()]


def waiting(name: str, reason: str, restarts: int = 0) -> JsonObject:
    return {"name": name, "ready": False, "restartCount": restarts, "state": {"waiting": {"reason": reason}}}


TWO = {"containers": [{"name": "1st"}, {"name": "2nd"}]}
ROLLED = {
    "observedGeneration": 2,
    "replicas": 2,
    "updatedReplicas": 2,
    "availableReplicas": 2,
    "readyReplicas": 2,
}
SPREAD = {
    "observedGeneration": 2,
    "desiredNumberScheduled": 2,
    "updatedNumberScheduled": 2,
    "numberAvailable": 2,
}


@pytest.mark.parametrize(
    ("live", "text"),
    [
        pytest.param(thing("Pod", TWO, {"conditions": conditions(Ready="True")}), "ready", id="Pod"),
        pytest.param(thing("Pod", TWO, {"phase": "Succeeded"}), "ready", id="Pod that has ended well"),
        pytest.param(
            thing("Deployment", {"replicas": 2}, ROLLED), "2 of 2 replicas available", id="Deployment"
        ),
        pytest.param(
            thing("StatefulSet", {"replicas": 2}, ROLLED), "2 of 2 replicas available", id="StatefulSet"
        ),
        pytest.param(
            thing(
                "StatefulSet",
                {"replicas": 2, "updateStrategy": {"type": "OnDelete"}},
                {**ROLLED, "updatedReplicas": 0},
            ),
            "2 of 2 replicas available",
            id="StatefulSet whose old Pods somebody deletes",
        ),
        pytest.param(thing("DaemonSet", {}, SPREAD), "2 of 2 Pods available", id="DaemonSet"),
        pytest.param(
            thing("Job", {"completions": 4}, {"succeeded": 1, "conditions": conditions(Complete="True")}),
            "4 of 4 completions",
            id="Job with a success policy",
        ),
        pytest.param(
            thing("Job", {}, {"succeeded": 1, "conditions": conditions(Complete="True")}),
            "1 of 1 completions",
            id="Job",
        ),
        pytest.param(thing("Job", {"suspend": True}), "suspended", id="Job that is suspended"),
        pytest.param(thing("Namespace", {}, {"phase": "Active"}), "active", id="Namespace"),
        pytest.param(thing("Service", {"type": "ExternalName"}), "there", id="Service by a name"),
        pytest.param(thing("Service", {}), "there", id="Service without a selector"),
        pytest.param(thing("ConfigMap"), "there", id="ConfigMap"),
        pytest.param(
            thing("Deployment", {"replicas": 2}, annotations={"pulumi.com/skipAwait": "true"}),
            "not waited for (pulumi.com/skipAwait)",
            id="told not to wait",
        ),
    ],
)
def test_ready(live: Manifest, text: str) -> None:
    assert standing_of(live, NOBODY) == (True, text)


@pytest.mark.parametrize(
    ("live", "text"),
    [
        pytest.param(
            thing(
                "Pod",
                TWO,
                {"containerStatuses": [{"name": "1st", "ready": True}, waiting("2nd", "ContainerCreating")]},
            ),
            "1 of 2 containers ready",
            id="Pod that starts",
        ),
        pytest.param(
            thing("Pod", TWO, {"initContainerStatuses": [waiting("load", "CrashLoopBackOff")]}),
            "0 of 2 containers ready: load CrashLoopBackOff",
            id="Pod with an init container in trouble",
        ),
        pytest.param(
            thing("Pod", TWO, {"conditions": conditions(PodScheduled="False")}),
            "0 of 2 containers ready: not scheduled yet",
            id="Pod without a node",
        ),
        pytest.param(
            thing("Deployment", {"replicas": 2}, {**ROLLED, "availableReplicas": 1}),
            "1 of 2 replicas available",
            id="Deployment with one replica",
        ),
        pytest.param(
            thing("Deployment", {"replicas": 2}, {**ROLLED, "observedGeneration": 1}),
            "2 of 2 replicas available, old ones still terminating",
            id="Deployment whose controller has not seen the change",
        ),
        pytest.param(
            thing("Deployment", {"replicas": 2}, {**ROLLED, "replicas": 3}),
            "2 of 2 replicas available, old ones still terminating",
            id="Deployment with an old replica left",
        ),
        pytest.param(
            thing("Deployment", {"replicas": 2}, {**ROLLED, "replicas": 3, "updatedReplicas": 1}),
            "1 of 2 replicas available",
            id="Deployment whose old replicas are still available",
        ),
        pytest.param(
            thing("DaemonSet", {}, {**SPREAD, "numberAvailable": 0}), "0 of 2 Pods available", id="DaemonSet"
        ),
        pytest.param(thing("Job", {"completions": 3}, {"succeeded": 2}), "2 of 3 completions", id="Job"),
        pytest.param(thing("Service", {"selector": {"a": "b"}}), "0 ready endpoints", id="Service"),
        pytest.param(thing("ConfigMap", deletionTimestamp="now"), "being deleted", id="going"),
    ],
)
def test_not_ready_yet(live: Manifest, text: str) -> None:
    assert standing_of(live, NOBODY) == (False, text)


def endpoint_slice(ready: bool, service: str = "web") -> Manifest:
    labels = {"kubernetes.io/service-name": service}
    return {**thing("EndpointSlice", labels=labels), "endpoints": [{"conditions": {"ready": ready}}]}


def test_service_is_ready_with_its_first_ready_endpoint() -> None:
    around = Surroundings(endpoint_slices=[endpoint_slice(ready=False), endpoint_slice(ready=True)])
    assert standing_of(thing("Service", {"selector": {"a": "b"}}), around) == (True, "1 ready endpoint")


def test_endpoints_of_another_service_do_not_count() -> None:
    around = Surroundings(endpoint_slices=[endpoint_slice(ready=True, service="other")])
    assert not standing_of(thing("Service", {"selector": {"a": "b"}}), around).done


REVISION = "deployment.kubernetes.io/revision"


def rollout(old: Manifest, new: Manifest) -> tuple[Manifest, Surroundings]:
    """Return a Deployment at revision 2, and its surroundings with one Pod of each revision."""
    sets = [
        thing(
            "ReplicaSet",
            uid=f"rs{n}",
            ownerReferences=[{"uid": "Deployment-uid"}],
            annotations={REVISION: str(n)},
        )
        for n in (1, 2)
    ]
    pods = [
        {**pod, "metadata": {**pod["metadata"], "ownerReferences": [{"uid": f"rs{n}"}]}}
        for n, pod in ((1, old), (2, new))
    ]
    return thing("Deployment", {"replicas": 1}, annotations={REVISION: "2"}), Surroundings(pods, sets)


CRASHED = thing("Pod", TWO, {"containerStatuses": [waiting("1st", "CrashLoopBackOff", restarts=3)]})
FINE = thing("Pod", TWO, {"conditions": conditions(Ready="True")})


def test_only_pods_of_the_newest_template_count() -> None:
    live, around = rollout(old=CRASHED, new=FINE)
    assert [pod["metadata"]["ownerReferences"] for pod in newest_pods(live, around)] == [[{"uid": "rs2"}]]
    assert failure(live, around) == ""


def test_newest_pod_that_keeps_crashing_is_hopeless() -> None:
    live, around = rollout(old=FINE, new=CRASHED)
    assert failure(live, around) == "container 1st has crashed 3 times"


@pytest.mark.parametrize(
    ("live", "reason"),
    [
        pytest.param(CRASHED, "container 1st has crashed 3 times", id="crash loop"),
        pytest.param(
            thing("Pod", TWO, {"initContainerStatuses": [waiting("side", "InvalidImageName")]}),
            "container side: InvalidImageName",
            id="image name of a sidecar",
        ),
        pytest.param(
            thing("Pod", TWO, {"phase": "Failed", "reason": "Evicted"}),
            "the Pod has ended: Evicted",
            id="evicted",
        ),
        pytest.param(
            thing("Job", {}, {"conditions": conditions(Failed="True")}), "the Job has failed", id="Job"
        ),
        pytest.param(
            thing("Deployment", {}, {"conditions": conditions(Progressing="False")}),
            "the rollout makes no progress",
            id="Deployment past its deadline",
        ),
    ],
)
def test_hopeless(live: Manifest, reason: str) -> None:
    assert failure(live, NOBODY) == reason


@pytest.mark.parametrize(
    "live",
    [
        pytest.param(
            thing("Pod", TWO, {"containerStatuses": [waiting("1st", "CrashLoopBackOff", 2)]}),
            id="second crash",
        ),
        pytest.param(thing("Pod", TWO, {"conditions": conditions(PodScheduled="False")}), id="no node"),
        pytest.param(
            thing("Pod", TWO, {"containerStatuses": [waiting("1st", "ContainerCreating")]}), id="starting"
        ),
    ],
)
def test_not_hopeless(live: Manifest) -> None:
    assert (failure(live, NOBODY), lasting_trouble(live, NOBODY)) == ("", "")


def test_failing_image_pull_is_hopeless_only_if_it_lasts() -> None:
    live = thing("Pod", TWO, {"containerStatuses": [waiting("1st", "ImagePullBackOff")]})
    assert (failure(live, NOBODY), lasting_trouble(live, NOBODY)) == ("", "container 1st: ImagePullBackOff")
