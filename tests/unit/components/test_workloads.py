"""One template, every workload: Pod, Deployment, Job and DaemonSet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sidecar_pods import (
    PodTemplateArgs,
    SidecarDaemonSet,
    SidecarDeployment,
    SidecarJob,
    SidecarPod,
    log_watcher,
    nginx,
    nginx_exporter,
    page_writer,
    with_sidecars,
)
from sidecar_pods.arguments.workload_args import SidecarJobArgs
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import DAEMON_SET, DEPLOYMENT, JOB, POD, Run, later, run

SELECTOR = {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"}
MAKE: dict[str, Callable[[PodTemplateArgs], object]] = {
    POD: lambda template: SidecarPod("mc1", template),
    DEPLOYMENT: lambda template: SidecarDeployment("mc1", {"template": template}),
    JOB: lambda template: SidecarJob("mc1", {"template": template}),
    DAEMON_SET: lambda template: SidecarDaemonSet("mc1", {"template": template}),
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
    if kind != POD:
        return inputs["spec"]["template"]
    metadata = {key: value for key, value in inputs["metadata"].items() if key not in ("name", "namespace")}
    return {"metadata": metadata, "spec": inputs["spec"]}


@each_template
def test_the_template_is_the_same_inside_every_workload(template: Callable[[], PodTemplateArgs]) -> None:
    expected = template_in(POD, template)
    assert template_in(DEPLOYMENT, template) == expected
    assert template_in(DAEMON_SET, template) == expected
    job = template_in(JOB, template)
    assert job["spec"].pop("restartPolicy") == "OnFailure", "Kubernetes demands one of a Job"
    assert job == expected


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
