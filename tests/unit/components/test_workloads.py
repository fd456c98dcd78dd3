"""One template, every workload; and what all workloads have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from sidecar_pods import (
    PodTemplateArgs,
    SidecarCronJob,
    SidecarDaemonSet,
    SidecarDeployment,
    SidecarJob,
    SidecarPod,
    SidecarStatefulSet,
    WiringError,
    log_watcher,
    nginx,
    nginx_exporter,
    page_writer,
    with_sidecars,
)
from sidecar_pods.arguments.workload_args import SidecarJobArgs
from sidecar_pods.kubernetes.types import fields_of
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import (
    CRON_JOB,
    DAEMON_SET,
    DEPLOYMENT,
    JOB,
    POD,
    STATEFUL_SET,
    Run,
    later,
    run,
)

SELECTOR = {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"}
MAKE: dict[str, Callable[[PodTemplateArgs], object]] = {
    POD: lambda template: SidecarPod("mc1", template),
    DEPLOYMENT: lambda template: SidecarDeployment("mc1", {"template": template}),
    JOB: lambda template: SidecarJob("mc1", {"template": template}),
    DAEMON_SET: lambda template: SidecarDaemonSet("mc1", {"template": template}),
    STATEFUL_SET: lambda template: SidecarStatefulSet("mc1", {"template": template}),
    CRON_JOB: lambda template: SidecarCronJob(
        "mc1", {"schedule": "@daily", "job_template": {"template": template}}
    ),
}
TEMPLATES: dict[str, Callable[[], PodTemplateArgs]] = {
    "classic": classic,
    "every sidecar": lambda: with_sidecars(
        {"containers": [nginx("web", "nginx")], "pod_security": "restricted", "network_policy": True},
        page_writer("writer", "debian", server="web"),
        log_watcher("watcher", "debian", server="web"),
        nginx_exporter("metrics", "exporter", server="web"),
    ),
    "known later": lambda: classic(
        containers=later([{"name": "1st", "image": "a"}, {"name": "2nd", "image": "b"}])
    ),
}
each_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


def made(kind: str, template: Callable[[], PodTemplateArgs]) -> Run:
    return run(lambda: MAKE[kind](template()))


def template_in(kind: str, template: Callable[[], PodTemplateArgs]) -> JsonObject:
    """Return the template in a workload; for a bare Pod, the parts of it that a template would hold."""
    inputs = made(kind, template).resource(kind).inputs
    if kind == CRON_JOB:
        return inputs["spec"]["jobTemplate"]["spec"]["template"]
    if kind != POD:
        return inputs["spec"]["template"]
    metadata = {key: value for key, value in inputs["metadata"].items() if key not in ("name", "namespace")}
    return {"metadata": metadata, "spec": inputs["spec"]}


@each_template
def test_the_template_is_the_same_inside_every_workload(template: Callable[[], PodTemplateArgs]) -> None:
    expected = template_in(POD, template)
    for kind in (DEPLOYMENT, DAEMON_SET, STATEFUL_SET):
        assert template_in(kind, template) == expected
    for kind in (JOB, CRON_JOB):
        once = template_in(kind, template)
        assert once["spec"].pop("restartPolicy") == "OnFailure", "Kubernetes demands one of a Job"
        assert once == expected


@pytest.mark.parametrize("kind", MAKE)
def test_every_workload_creates_the_companions_of_its_pod(kind: str) -> None:
    kinds = {each.type for each in made(kind, TEMPLATES["every sidecar"]).registered}
    assert {"kubernetes:core/v1:ConfigMap", "kubernetes:networking.k8s.io/v1:NetworkPolicy"} <= kinds


@pytest.mark.parametrize("kind", MAKE)
def test_every_workload_is_a_child_that_is_deleted_before_it_is_replaced(kind: str) -> None:
    found = made(kind, classic)
    resource = found.resource(kind)
    assert resource.request.parent == found.registered[0].urn
    assert resource.request.deleteBeforeReplace
    assert resource.inputs["metadata"]["name"] == "mc1"


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize(
    ("grace", "delete"),
    [(lambda: None, "150s"), (lambda: 600, "720s"), (lambda: later(600), "3720s")],
    ids=["Kubernetes' own", "given", "known later"],
)
def test_the_deletion_timeout_is_the_grace_period_and_two_minutes(
    kind: str, grace: Callable[[], Json], delete: str
) -> None:
    found = made(kind, lambda: classic(termination_grace_period_seconds=grace()))
    assert found.resource(kind).request.customTimeouts.delete == delete


# Labels and annotations of a workload's own

OWN: dict[str, tuple[Callable[[str, Json], object], Callable[[], JsonObject]]] = {
    DEPLOYMENT: (SidecarDeployment, lambda: {"template": classic()}),
    STATEFUL_SET: (SidecarStatefulSet, lambda: {"template": classic()}),
    DAEMON_SET: (SidecarDaemonSet, lambda: {"template": classic()}),
    JOB: (SidecarJob, lambda: {"template": classic()}),
    CRON_JOB: (SidecarCronJob, lambda: {"schedule": "@daily", "job_template": {"template": classic()}}),
}


def inputs_of(kind: str, own: Callable[[], JsonObject]) -> JsonObject:
    """Return the inputs of a workload with fields of its own."""
    component, args = OWN[kind]
    return run(lambda: component("mc1", {**args(), **own()})).resource(kind).inputs


STANDARD = {**SELECTOR, "app.kubernetes.io/managed-by": "pulumi"}


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize(
    "labels", [lambda: {"tier": "web"}, lambda: later({"tier": "web"})], ids=["now", "later"]
)
def test_labels_and_annotations_of_a_workload_are_its_own(kind: str, labels: Callable[[], Json]) -> None:
    own = {"annotations": {"note": "x"}}
    inputs = inputs_of(kind, lambda: {"labels": labels(), **own})
    assert inputs["metadata"] == {"name": "mc1", "labels": {**STANDARD, "tier": "web"}, **own}
    assert "tier" not in str(inputs["spec"])
    assert "note" not in str(inputs["spec"])


# Labels of the Pods


@pytest.mark.parametrize("kind", [DEPLOYMENT, STATEFUL_SET, DAEMON_SET])
def test_a_workload_whose_pods_have_no_labels_is_refused(kind: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: MAKE[kind](classic(standard_labels=False)))
    assert str(refusal.value) == (
        "mc1: template.labels is missing, and nothing else selects the Pods; expected a label"
    )


def test_a_network_policy_of_pods_without_labels_is_refused() -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarPod("mc1", classic(standard_labels=False, network_policy=True)))
    assert str(refusal.value) == "mc1: labels is missing, and nothing else selects the Pods; expected a label"


@pytest.mark.parametrize("kind", [POD, JOB, CRON_JOB])
def test_a_workload_that_selects_no_pods_needs_no_labels(kind: str) -> None:
    assert "labels" not in template_in(kind, lambda: classic(standard_labels=False))["metadata"]


@pytest.mark.parametrize(
    ("kind", "policy", "expected"),
    [
        (DEPLOYMENT, "Never", "Always"),
        (STATEFUL_SET, "OnFailure", "Always"),
        (DAEMON_SET, "Never", "Always"),
        (JOB, "Always", "one of OnFailure, Never"),
        (CRON_JOB, "Always", "one of OnFailure, Never"),
    ],
)
def test_a_restart_policy_that_kubernetes_refuses_is_refused(kind: str, policy: str, expected: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: MAKE[kind](classic(restart_policy=policy)))
    path = "job_template.template" if kind == CRON_JOB else "template"
    assert str(refusal.value) == f'mc1: {path}.restart_policy is "{policy}"; expected {expected}'


# Objects that wait for somebody

HELD_BACK: dict[str, tuple[str, JsonObject]] = {
    "a paused Deployment": (DEPLOYMENT, {"paused": True}),
    "a suspended Job": (JOB, {"suspend": True}),
    "a DaemonSet whose Pods somebody deletes": (DAEMON_SET, {"update_strategy": {"type": "OnDelete"}}),
    "a partition": (STATEFUL_SET, {"update_strategy": {"rolling_update": {"partition": 1}}}),
}


@pytest.mark.parametrize("case", HELD_BACK)
def test_nobody_waits_for_an_object_that_waits_for_somebody(case: str) -> None:
    kind, own = HELD_BACK[case]
    metadata = inputs_of(kind, lambda: own)["metadata"]
    assert metadata["annotations"] == {"pulumi.com/skipAwait": "true"}


@pytest.mark.parametrize("suspended", [True, False])
def test_whether_a_job_is_suspended_may_be_known_later(suspended: bool) -> None:
    own = {"annotations": {"note": "x"}}
    metadata = inputs_of(JOB, lambda: {"suspend": later(suspended), **own})["metadata"]
    assert metadata["annotations"] == {"note": "x", "pulumi.com/skipAwait": str(suspended).lower()}


@pytest.mark.parametrize("kind", OWN)
def test_every_other_object_is_waited_for(kind: str) -> None:
    assert "annotations" not in inputs_of(kind, dict)["metadata"]


# Every field

FIELDS: dict[str, JsonObject] = {
    DEPLOYMENT: {
        "min_ready_seconds": 1,
        "paused": False,
        "progress_deadline_seconds": 400,
        "replicas": 3,
        "revision_history_limit": 2,
        "strategy": {"type": "Recreate"},
    },
    STATEFUL_SET: {
        "min_ready_seconds": 1,
        "ordinals": {"start": 1},
        "persistent_volume_claim_retention_policy": {"when_deleted": "Delete", "when_scaled": "Retain"},
        "pod_management_policy": "Parallel",
        "replicas": 3,
        "revision_history_limit": 2,
        "service_name": "web",
        "update_strategy": {"type": "OnDelete"},
    },
    DAEMON_SET: {
        "min_ready_seconds": 1,
        "revision_history_limit": 2,
        "update_strategy": {"type": "RollingUpdate", "rolling_update": {"max_unavailable": "10%"}},
    },
    JOB: {
        "active_deadline_seconds": 60,
        "backoff_limit": 3,
        "backoff_limit_per_index": 1,
        "completion_mode": "Indexed",
        "completions": 4,
        "managed_by": "example.com/queue",
        "manual_selector": True,
        "max_failed_indexes": 1,
        "parallelism": 2,
        "pod_failure_policy": {
            "rules": [{"action": "FailJob", "on_exit_codes": {"operator": "In", "values": [42]}}]
        },
        "pod_replacement_policy": "Failed",
        "selector": {"match_labels": {"app.kubernetes.io/name": "mc1"}},
        "success_policy": {"rules": [{"succeeded_indexes": "0-2", "succeeded_count": 1}]},
        "suspend": False,
        "ttl_seconds_after_finished": 5,
    },
    CRON_JOB: {
        "schedule": "*/5 * * * *",
        "concurrency_policy": "Forbid",
        "failed_jobs_history_limit": 2,
        "starting_deadline_seconds": 30,
        "successful_jobs_history_limit": 1,
        "suspend": True,
        "time_zone": "Europe/Rome",
    },
}
BY_OTHER_MEANS = {"template", "selector", "job_template", "volume_claim_templates"}


def camel(value: Json) -> Json:
    """Return a value with names in Kubernetes' own case; the keys of maps here have a slash."""
    if isinstance(value, list):
        return [camel(each) for each in cast("list[Json]", value)]
    if isinstance(value, dict):
        return {
            key if "/" in key else in_camel_case(key): camel(each)
            for key, each in cast("JsonObject", value).items()
        }
    return value


def in_camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_of_a_spec_is_passed_on(kind: str) -> None:
    own = FIELDS[kind]
    assert set(own) | BY_OTHER_MEANS >= set(fields_of(f"{kind.removeprefix('kubernetes:')}Spec"))
    spec = inputs_of(kind, lambda: own)["spec"]
    assert {key: spec.get(key) for key in camel(own)} == camel(own)


# Jobs


def job(args: SidecarJobArgs) -> JsonObject:
    return run(lambda: SidecarJob("mc1", args)).resource(JOB).inputs["spec"]


def test_a_job_passes_on_its_failure_handling() -> None:
    spec = job(
        {
            "template": classic(),
            "restart_policy": "Never",
            "backoff_limit": 2,
            "active_deadline_seconds": 60,
            "ttl_seconds_after_finished": 0,
        }
    )
    assert spec["template"]["spec"]["restartPolicy"] == "Never"
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"], spec["ttlSecondsAfterFinished"]) == (
        2,
        60,
        0,
    )


def test_a_job_without_failure_handling_leaves_it_to_kubernetes() -> None:
    assert set(job({"template": classic()})) == {"template"}


@pytest.mark.parametrize(
    ("deadline", "create"),
    [(lambda: None, "86700s"), (lambda: 3600, "3900s"), (lambda: later(3600), "86700s")],
    ids=["none", "given", "known later"],
)
def test_up_waits_for_a_job_longer_than_its_deadline(deadline: Callable[[], Json], create: str) -> None:
    found = run(
        lambda: SidecarJob("mc1", {"template": classic(), "active_deadline_seconds": deadline()})
    ).resource(JOB)
    assert (found.request.customTimeouts.create, found.request.customTimeouts.update) == (create, create)


def test_a_jobs_outputs_are_its_name_and_namespace() -> None:
    def program() -> dict[str, object]:
        made = SidecarJob("mc1", {"template": classic(name="load", namespace="front")})
        return {"name": made.name, "namespace": made.namespace}

    found = run(program)
    assert found.returned == {"name": "load", "namespace": "front"}
    assert found.outputs[found.registered[0].urn] == [found.returned]


# DaemonSets


def test_a_daemon_set_selects_its_pods_by_the_two_labels_that_never_change() -> None:
    assert made(DAEMON_SET, classic).resource(DAEMON_SET).inputs["spec"]["selector"] == {
        "matchLabels": SELECTOR
    }


def test_a_daemon_sets_outputs_are_what_a_service_needs() -> None:
    def program() -> dict[str, object]:
        made = SidecarDaemonSet("mc1", {"template": classic(namespace="front")})
        return {"name": made.name, "namespace": made.namespace, "endpoints": made.endpoints}

    found = run(program)
    assert found.returned["endpoints"] == {
        "namespace": "front",
        "selector": SELECTOR,
        "ports": [{"port": 80, "name": "http", "protocol": "TCP"}],
    }
    assert found.outputs[found.registered[0].urn] == [found.returned]
