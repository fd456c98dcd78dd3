"""The companions of a workload: files, a network policy, a disruption budget, an autoscaler."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sidecar_pods import PodTemplateArgs, SidecarDeployment, SidecarPod, WiringError
from sidecar_pods.arguments.workload_args import SidecarDeploymentArgs
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic, first
from tests.unit.pulumi_mocks import (
    AUTOSCALER,
    CONFIG_MAP,
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    NETWORK_POLICY,
    POD,
    Run,
    later,
    run,
)

SELECTOR = {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"}


def deploy(args: SidecarDeploymentArgs) -> Run:
    return run(lambda: SidecarDeployment("mc1", args))


# Files


def with_files(files: Json, **more: object) -> PodTemplateArgs:
    volume = {"name": "conf", "mount_path": "/etc/nginx/conf.d", "files": files}
    container = {"name": "1st", "image": "nginx", "volumes": [volume]}
    return classic(containers=[container, {"name": "2nd", "image": "debian"}], **more)


def config_map_of(template: Callable[[], PodTemplateArgs]) -> tuple[str, JsonObject]:
    """Return the name of the ConfigMap that a Pod mounts, and the ConfigMap."""
    made = run(lambda: SidecarPod("mc1", template()))
    mounted = next(each for each in made.resource(POD).inputs["spec"]["volumes"] if each["name"] == "conf")
    return mounted["configMap"]["name"], made.resource(CONFIG_MAP).inputs


def config_map(files: Json, **more: object) -> tuple[str, JsonObject]:
    return config_map_of(lambda: with_files(files, **more))


def test_files_become_a_config_map_that_the_pod_mounts() -> None:
    mounted, inputs = config_map({"a.conf": "# a\n"}, namespace="front")
    assert inputs["data"] == {"a.conf": "# a\n"}
    assert inputs["metadata"]["name"] == mounted
    assert inputs["metadata"]["namespace"] == "front"
    assert inputs["metadata"]["labels"].items() >= SELECTOR.items()


def test_files_are_mounted_read_only() -> None:
    made = run(lambda: SidecarPod("mc1", with_files({"a.conf": ""}))).resource(POD).inputs["spec"]
    mount = next(each for each in made["containers"][0]["volumeMounts"] if each["name"] == "conf")
    assert mount == {"name": "conf", "mountPath": "/etc/nginx/conf.d", "readOnly": True}


def test_a_changed_file_makes_a_new_config_map_so_that_the_pods_roll() -> None:
    names = [config_map({"a.conf": text})[0] for text in ("one", "one", "two")]
    assert names[0] == names[1]
    assert names[0] != names[2]


def test_two_workloads_of_one_component_name_have_config_maps_of_their_own() -> None:
    assert config_map({"a.conf": ""}, name="mc1-staging")[0] != config_map({"a.conf": ""})[0]


@pytest.mark.parametrize(
    "template",
    [
        lambda: with_files({"a.conf": later("text")}),
        lambda: with_files(later({"a.conf": "text"})),
        lambda: with_files({"a.conf": "text"}, name=later("mc1")),
    ],
    ids=["text", "files", "name of the Pod"],
)
def test_files_may_be_known_later(template: Callable[[], PodTemplateArgs]) -> None:
    assert config_map_of(template) == config_map({"a.conf": "text"})


def test_the_pod_depends_on_its_config_map() -> None:
    made = run(lambda: SidecarPod("mc1", with_files({"a.conf": ""})))
    assert made.resource(CONFIG_MAP).urn in made.resource(POD).request.dependencies


def test_the_new_config_map_is_created_before_the_old_one_is_deleted() -> None:
    made = run(lambda: SidecarPod("mc1", with_files({"a.conf": ""})))
    assert not made.resource(CONFIG_MAP).request.deleteBeforeReplace


def test_files_in_a_list_that_is_known_later_are_refused() -> None:
    volume = {"name": "conf", "mount_path": "/etc/nginx/conf.d", "files": {"a.conf": ""}}
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarPod("mc1", first(volumes=later([volume]))))
    assert str(refusal.value) == (
        "mc1: containers[1st].volumes[conf].files is in a list that is known only later; "
        "expected a plain list"
    )


# NetworkPolicy


def test_the_network_policy_admits_connections_to_the_open_ports_and_no_others() -> None:
    sidecar = {"name": "metrics", "image": "exporter", "ports": [{"name": "metrics", "container_port": 9113}]}
    template = classic(sidecars=[sidecar], network_policy=True)
    assert deploy({"template": template}).resource(NETWORK_POLICY).inputs["spec"] == {
        "podSelector": {"matchLabels": SELECTOR},
        "policyTypes": ["Ingress"],
        "ingress": [{"ports": [{"port": 80, "protocol": "TCP"}, {"port": 9113, "protocol": "TCP"}]}],
    }


def test_the_network_policy_of_pods_without_ports_admits_nothing() -> None:
    made = run(lambda: SidecarPod("mc1", {**first(), "network_policy": True}))
    assert made.resource(NETWORK_POLICY).inputs["spec"]["ingress"] == []


WORKLOADS: dict[str, Callable[[PodTemplateArgs], object]] = {
    "mc1: network_policy": lambda pod: SidecarPod("mc1", pod),
    "mc1: template.network_policy": lambda pod: SidecarDeployment("mc1", {"template": pod}),
}


@pytest.mark.parametrize(("where", "make"), WORKLOADS.items(), ids=["Pod", "Deployment"])
def test_a_network_policy_that_is_known_only_later_is_refused(
    where: str, make: Callable[[PodTemplateArgs], object]
) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: make(classic(network_policy=later(True))))
    assert str(refusal.value) == (
        f"{where} is known only later; expected a plain value, because it decides which objects exist"
    )


# PodDisruptionBudget


def test_the_disruption_budget_allows_one_eviction_and_any_of_an_unready_pod() -> None:
    made = deploy({"template": classic(), "pod_disruption_budget": True})
    assert made.resource(DISRUPTION_BUDGET).inputs["spec"] == {
        "selector": {"matchLabels": SELECTOR},
        "maxUnavailable": 1,
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    }


# HorizontalPodAutoscaler


def busy(*asking: Json, **more: object) -> PodTemplateArgs:
    """Return a Pod with one container for each of these resources."""
    containers = [
        {"name": f"c{index}", "image": "debian", "resources": resources}
        for index, resources in enumerate(asking or ({"requests": {"cpu": "1"}},))
    ]
    return classic(containers=containers, shared_volumes=[], **more)


def test_a_deployment_with_an_autoscaler_states_no_replicas() -> None:
    made = deploy({"template": busy(name="web"), "replicas": 3, "max_replicas": 9})
    assert "replicas" not in made.resource(DEPLOYMENT).inputs["spec"]
    spec = made.resource(AUTOSCALER).inputs["spec"]
    assert (spec["minReplicas"], spec["maxReplicas"]) == (3, 9)
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    (metric,) = spec["metrics"]
    assert metric["resource"] == {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        (
            lambda: 2,
            "mc1: max_replicas is 2, fewer than replicas; expected 3 or more, or 0 for no autoscaler",
        ),
        (lambda: 501, "mc1: max_replicas is 501; expected a number from 0 to 500"),
        (
            lambda: later(5),
            "mc1: max_replicas is known only later; "
            "expected a plain value, because it decides which objects exist",
        ),
    ],
    ids=["fewer than the fewest", "huge", "known later"],
)
def test_a_wrong_number_for_the_autoscaler_is_refused(most: Callable[[], Json], sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarDeployment("mc1", {"template": busy(), "replicas": 3, "max_replicas": most()}))
    assert str(refusal.value) == sentence


REQUESTS, LIMITS = {"requests": {"cpu": "50m", "memory": "1Mi"}}, {"limits": {"cpu": "1"}}
NO_CPU: dict[str, Callable[[], PodTemplateArgs]] = {
    "nothing": lambda: busy(LIMITS, None),
    "memory": lambda: busy(LIMITS, {"requests": {"memory": "1Mi"}}),
    "known later": lambda: busy(LIMITS, later({"requests": later({"memory": later("1Mi")})})),
    "structure known later": lambda: classic(
        containers=later([{"name": "c1", "image": "debian", "resources": later({})}]), shared_volumes=[]
    ),
    "sidecar": lambda: busy(LIMITS, sidecars=[{"name": "c1", "image": "debian"}]),
}


@pytest.mark.parametrize("template", NO_CPU.values(), ids=NO_CPU)
def test_an_autoscaler_is_refused_if_a_container_requests_no_cpu(
    template: Callable[[], PodTemplateArgs],
) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarDeployment("mc1", {"template": template(), "max_replicas": 9}))
    assert str(refusal.value) == (
        "mc1: max_replicas is 9, and container c1 requests no cpu, which the autoscaler measures; "
        "expected resources.requests[cpu] of each container, or 0 for no autoscaler"
    )


@pytest.mark.parametrize(
    "asked", [REQUESTS, LIMITS, {**REQUESTS, **LIMITS}], ids=["request", "limit", "both"]
)
def test_a_request_or_a_limit_of_cpu_is_enough_for_the_autoscaler(asked: JsonObject) -> None:
    plain = deploy({"template": busy(asked), "max_replicas": 9}).resource(AUTOSCALER).inputs
    deferred = run(lambda: SidecarDeployment("mc1", {"template": busy(later(asked)), "max_replicas": 9}))
    assert plain["spec"]["maxReplicas"] == 9
    assert deferred.resource(AUTOSCALER).inputs == plain


def test_an_init_container_needs_no_cpu_request_for_the_autoscaler() -> None:
    template = busy(init_containers=[{"name": "load", "image": "debian"}])
    assert deploy({"template": template, "max_replicas": 9}).resource(AUTOSCALER)


# All of them


def test_a_workload_has_no_companions_by_default() -> None:
    assert deploy({"template": classic(), "replicas": 2}).kinds == [
        "sidecar:index:SidecarDeployment",
        DEPLOYMENT,
    ]


def test_a_companion_is_a_child_of_the_component_with_its_name_and_labels() -> None:
    made = deploy({"template": busy(network_policy=True), "pod_disruption_budget": True, "max_replicas": 4})
    component, *others = made.registered
    assert {each.type for each in others} == {DEPLOYMENT, NETWORK_POLICY, DISRUPTION_BUDGET, AUTOSCALER}
    for each in others:
        assert each.request.parent == component.urn
        assert each.inputs["metadata"] == made.resource(DEPLOYMENT).inputs["metadata"]
