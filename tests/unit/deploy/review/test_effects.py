"""The sentence for each object, and the mark of what may be lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pod_deploy.review.effects import Action
from pod_deploy.stack.manifests import Json
from tests.foreign import JsonObject
from tests.unit.deploy.review.reviews import (
    changed,
    config_map,
    manifest,
    pod,
    sentences,
    service,
    side,
    stack,
    workload,
)

NEW_IMAGE: JsonObject = {"containers": [{"name": "1st", "image": "nginx:2"}]}
CLAIMS: list[Json] = [{"metadata": {"name": "data"}}]
DELETES: JsonObject = {"whenDeleted": "Delete"}


def template(**spec: Json) -> JsonObject:
    return {"spec": {"containers": [{"name": "1st", "image": "nginx:1"}], **spec}}


def rolled(kind: str = "Deployment", name: str = "mc1", **spec: Json) -> list[str]:
    """Return what is said of a workload whose image changes."""
    before = manifest(kind, name, "apps/v1", spec={"template": template(), **spec})
    after = manifest(kind, name, "apps/v1", spec={"template": {"spec": NEW_IMAGE}, **spec})
    return sentences([before], [after])


def gone(kind: str, api: str = "v1", **fields: Json) -> list[str]:
    return sentences([{**manifest(kind, "a", api), **fields}], [])


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"replicas": 3}, "rolls 3 Pods"),
        ({}, "rolls 1 Pod"),
        ({"replicas": 0}, "has a new template, and no Pods"),
        ({"replicas": 3, "paused": True}, "is paused: its new template waits"),
        (
            {"replicas": 3, "strategy": {"type": "Recreate"}},
            "rolls 3 Pods at once: it may be without any for about 30 s [requests]",
        ),
        (
            {"replicas": 2, "strategy": {"rollingUpdate": {"maxUnavailable": "100%"}}},
            "rolls 2 Pods at once: it may be without any for about 30 s [requests]",
        ),
        (
            {"replicas": 1, "strategy": {"rollingUpdate": {"maxSurge": 0}}},
            "rolls 1 Pod at once: it may be without any for about 30 s [requests]",
        ),
        ({"replicas": 4, "strategy": {"rollingUpdate": {"maxUnavailable": "50%"}}}, "rolls 4 Pods"),
    ],
)
def test_deployment_with_a_new_template(spec: JsonObject, said: str) -> None:
    assert rolled(**spec) == [f"Deployment mc1 {said}"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"replicas": 3}, "rolls 3 Pods, one at a time"),
        ({}, "rolls 1 Pod: about 30 s without it [requests]"),
        (
            {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 1}}},
            "rolls 2 of its 3 Pods, one at a time",
        ),
        (
            {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 3}}},
            "has a new template; its partition keeps the old one in all its Pods",
        ),
        (
            {"replicas": 3, "updateStrategy": {"type": "OnDelete"}},
            "has a new template; its Pods keep the old one until they are deleted",
        ),
    ],
)
def test_stateful_set_with_a_new_template(spec: JsonObject, said: str) -> None:
    assert rolled("StatefulSet", **spec) == [f"StatefulSet mc1 {said}"]


def test_daemon_set_with_a_new_template() -> None:
    assert rolled("DaemonSet") == ["DaemonSet mc1 rolls its Pod on every node, one node at a time"]


def test_autoscaler_says_how_many_pods_roll() -> None:
    target: JsonObject = {"kind": "Deployment", "name": "mc1"}
    scaler = manifest(
        "HorizontalPodAutoscaler",
        "mc1",
        "autoscaling/v2",
        "mc1-prod",
        spec={"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 5},
    )
    before = changed(workload(), lambda each: each["spec"].pop("replicas"))
    after = changed(before, lambda each: each["spec"]["template"]["spec"].update(NEW_IMAGE))
    assert sentences([scaler, before], [scaler, after])[0] == "Deployment mc1 rolls 2 to 5 Pods"


def test_order_of_init_containers_is_a_change_of_the_template() -> None:
    steps: list[Json] = [{"name": "a", "image": "a"}, {"name": "b", "image": "b"}]
    before = manifest("Deployment", "mc1", "apps/v1", spec={"template": template(initContainers=steps)})
    after = manifest("Deployment", "mc1", "apps/v1", spec={"template": template(initContainers=steps[::-1])})
    assert sentences([before], [after]) == ["Deployment mc1 rolls 1 Pod"]
    (effect,) = stack("dev", side(before), side(after)).effects
    assert [str(each) for each in effect.change.fields] == [
        "spec.template.spec.initContainers (order): a, b -> b, a"
    ]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (5, "scales from 3 to 5 Pods"),
        (1, "scales from 3 to 1 Pod"),
        (0, "scales from 3 to 0 Pods [requests]"),
    ],
)
def test_scaled_deployment(number: int, said: str) -> None:
    after = workload(replicas=number)
    assert sentences([workload()], [after]) == [f"Deployment mc1 {said}"]


@pytest.mark.parametrize(
    ("policy", "number", "risk"), [("Delete", 1, " [data]"), ("Retain", 1, ""), ("Delete", 5, "")]
)
def test_stateful_set_that_deletes_claims_loses_data_when_it_shrinks(
    policy: str, number: int, risk: str
) -> None:
    kept: JsonObject = {
        "volumeClaimTemplates": CLAIMS,
        "persistentVolumeClaimRetentionPolicy": {"whenScaled": policy},
    }
    before = manifest("StatefulSet", "a", "apps/v1", spec={**kept, "replicas": 3})
    after = manifest("StatefulSet", "a", "apps/v1", spec={**kept, "replicas": number})
    pods = "1 Pod" if number == 1 else f"{number} Pods"
    assert sentences([before], [after]) == [f"StatefulSet a scales from 3 to {pods}{risk}"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"selector": {"app": "other"}}, "sends its requests to other Pods [requests]"),
        (
            {"ports": [{"name": "http", "port": 81}]},
            "is changed in place: requests to its old port fail [requests]",
        ),
        (
            {"ports": [{"name": "new", "port": 81}]},
            "is changed in place: requests to its old port fail [requests]",
        ),
        ({"ports": [{"name": "http", "port": 80}, {"name": "more", "port": 81}]}, "is changed in place"),
        ({"ports": [{"name": "http", "port": 80, "targetPort": 8080}]}, "is changed in place"),
    ],
)
def test_changed_service(spec: JsonObject, said: str) -> None:
    assert sentences([service()], [service(**spec)]) == [f"Service mc1 {said}"]


def test_rolled_and_scaled_deployment() -> None:
    after = changed(workload(replicas=4), lambda each: each["spec"]["template"]["spec"].update(NEW_IMAGE))
    assert sentences([workload()], [after]) == ["Deployment mc1 rolls 4 Pods, and scales from 3 to 4 Pods"]


MADE_ANEW = (
    "is deleted and made anew: about 30 s without it; the files in its volume html are lost"
    " [data and requests]"
)
ANEW_WITH_PULUMI = (
    "; a Pulumi CLI makes the Pod anew instead: about 30 s without it; the files in its volume html are lost"
    " [data and requests]"
)
POD_CHANGES: dict[str, tuple[Callable[[JsonObject], object], str]] = {
    "image": (
        lambda each: each["spec"]["containers"][1].update(image="debian:13"),
        f"restarts its container 2nd with a new image{ANEW_WITH_PULUMI}",
    ),
    "images": (
        lambda each: [one.update(image="x:1") for one in each["spec"]["containers"]],
        f"restarts its containers 1st, 2nd with a new image{ANEW_WITH_PULUMI}",
    ),
    "label": (lambda each: each["metadata"].update(labels={"a": "b"}), "is changed in place"),
    "spec": (lambda each: each["spec"].update(hostNetwork=True), MADE_ANEW),
    "order of containers": (lambda each: each["spec"]["containers"].reverse(), MADE_ANEW),
}


@pytest.mark.parametrize("name", POD_CHANGES)
def test_bare_pod(name: str) -> None:
    change, said = POD_CHANGES[name]
    assert sentences([pod()], [changed(pod(), change)]) == [f"Pod mc1 {said}"]


def test_grace_period_says_how_long_a_bare_pod_is_away() -> None:
    before = manifest("Pod", "mc1", spec={"terminationGracePeriodSeconds": 5})
    after = manifest("Pod", "mc1", spec={"terminationGracePeriodSeconds": 6})
    said = "Pod mc1 is deleted and made anew: about 5 s without it [requests]"
    assert sentences([before], [after]) == [said]


@pytest.mark.parametrize(
    ("kind", "api", "before", "after", "said"),
    [
        (
            "StatefulSet",
            "apps/v1",
            {"serviceName": "a"},
            {"serviceName": "b"},
            "cannot change spec.serviceName: replaced, with its Pods [requests]",
        ),
        (
            "StatefulSet",
            "apps/v1",
            {"serviceName": "a", "volumeClaimTemplates": CLAIMS},
            {"serviceName": "b", "volumeClaimTemplates": CLAIMS},
            "cannot change spec.serviceName: replaced, with its Pods; its volumes stay [requests]",
        ),
        (
            "Deployment",
            "apps/v1",
            {"selector": {"matchLabels": {"app": "a"}}},
            {"selector": {"matchLabels": {"app": "b"}}},
            "cannot change spec.selector.matchLabels: replaced, with its Pods [requests]",
        ),
        (
            "Service",
            "v1",
            {},
            {"clusterIP": "None"},
            "cannot change spec.clusterIP: replaced, and gone for a moment [requests]",
        ),
        (
            "PersistentVolumeClaim",
            "v1",
            {"storageClassName": "a"},
            {"storageClassName": "b"},
            "cannot change spec.storageClassName: replaced, with its data [data]",
        ),
        (
            "Job",
            "batch/v1",
            {"template": {"spec": {"restartPolicy": "Never"}}},
            {"template": {"spec": {"restartPolicy": "OnFailure"}}},
            "cannot change spec.template.spec: replaced, and runs again from the start [data]",
        ),
        (
            "CronJob",
            "batch/v1",
            {"schedule": "a"},
            {"schedule": "b"},
            "is changed in place: its next run has the change",
        ),
        ("NetworkPolicy", "networking.k8s.io/v1", {"a": 1}, {"a": 2}, "is changed in place"),
        ("Widget", "example.com/v1", {"a": 1}, {"a": 2}, "is changed in place"),
    ],
)
def test_change_of_a_spec(kind: str, api: str, before: JsonObject, after: JsonObject, said: str) -> None:
    both = [[manifest(kind, "a", api, spec=each)] for each in (before, after)]
    assert sentences(*both) == [f"{kind} a {said}"]


def test_immutable_config_map_is_replaced() -> None:
    before, after = (config_map("a", text, immutable=True) for text in ("x", "y"))
    assert sentences([before], [after]) == ["ConfigMap a cannot change data.page: replaced"]


def test_config_map_says_when_pods_see_it() -> None:
    said = "is changed in place: running Pods see it in volumes, and in variables after a restart"
    assert sentences([config_map("a", "x")], [config_map("a", "y")]) == [f"ConfigMap a {said}"]


@pytest.mark.parametrize(
    ("kind", "api", "fields", "said"),
    [
        ("PersistentVolumeClaim", "v1", {}, "is deleted, with its data [data]"),
        ("Namespace", "v1", {}, "is deleted, with everything in it [data]"),
        ("Service", "v1", {}, "is deleted: no client reaches its Pods through it [requests]"),
        ("Deployment", "apps/v1", {}, "is deleted, with its Pods [requests]"),
        ("StatefulSet", "apps/v1", {}, "is deleted, with its Pods [requests]"),
        (
            "StatefulSet",
            "apps/v1",
            {"spec": {"volumeClaimTemplates": CLAIMS, "persistentVolumeClaimRetentionPolicy": DELETES}},
            "is deleted, with its Pods; its volumes and their data go too [data and requests]",
        ),
        ("Pod", "v1", {}, "is deleted [requests]"),
        ("Job", "batch/v1", {}, "is deleted; a run that has not ended is stopped [data]"),
        ("ConfigMap", "v1", {}, "is deleted"),
    ],
)
def test_deleted_object(kind: str, api: str, fields: JsonObject, said: str) -> None:
    assert gone(kind, api, **fields) == [f"{kind} a {said}"]


def test_risks_come_first_and_unchanged_objects_last() -> None:
    before = [service("same"), config_map("page", "x"), pod()]
    after = [service("same"), config_map("page", "y"), changed(pod(), lambda each: each["spec"].update(a=1))]
    found = stack("dev", side(*before), side(*after)).effects
    assert [each.action for each in found] == [Action.REPLACED, Action.CHANGED, Action.UNCHANGED]


def test_same_objects_in_another_namespace_are_created_and_deleted() -> None:
    found = sentences([service()], [service(namespace="other")])
    assert found == [
        "Service mc1 is deleted: no client reaches its Pods through it [requests]",
        "Service mc1 is created",
    ]


@pytest.mark.parametrize("spec", ["text", 7, [], {"replicas": "three", "strategy": "fast", "template": []}])
@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet", "Pod", "Job", "Service"])
def test_malformed_object_is_no_reason_to_fail(kind: str, spec: Json) -> None:
    right = manifest(kind, "a", spec={"template": {"spec": {}}})
    wrong = manifest(kind, "a", spec=spec)
    assert len(sentences([right], [wrong])) == len(sentences([wrong], [right])) == 1


@pytest.mark.parametrize("wrong", ["text", 7, [7], {"a": "b"}])
@pytest.mark.parametrize(
    "field", ["tolerations", "schedulingGates", "activeDeadlineSeconds", "containers", "volumes"]
)
def test_malformed_field_is_no_reason_to_fail(field: str, wrong: Json) -> None:
    before, after = pod(), changed(pod(), lambda each: each["spec"].update({field: wrong}))
    assert len(sentences([before], [after])) == len(sentences([after], [before])) == 1
