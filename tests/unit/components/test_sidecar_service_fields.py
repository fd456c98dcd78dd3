"""The fields of a Service: each is passed on, and what they cannot be is refused."""

from collections.abc import Callable
from typing import cast

import pytest

from sidecar_pods import PodTemplateArgs, SidecarPod, SidecarService, WiringError
from sidecar_pods.arguments.workload_args import SidecarServiceArgs
from sidecar_pods.kubernetes.types import fields_of
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic, first
from tests.unit.components.test_sidecar_service import SELECTOR, serve
from tests.unit.pulumi_mocks import SERVICE, later, run


def inputs_of(pod: PodTemplateArgs | None = None, **more: object) -> JsonObject:
    """Return the inputs of the Service of a Pod."""
    return serve(classic() if pod is None else pod, **more).resource(SERVICE).inputs


FIELDS: JsonObject = {
    "allocate_load_balancer_node_ports": False,
    "external_ips": ["10.0.0.1"],
    "external_traffic_policy": "Local",
    "health_check_node_port": 30000,
    "internal_traffic_policy": "Local",
    "ip_families": ["IPv4"],
    "ip_family_policy": "SingleStack",
    "load_balancer_class": "example.com/lb",
    "load_balancer_ip": "10.0.0.2",
    "load_balancer_source_ranges": ["10.0.0.0/8"],
    "publish_not_ready_addresses": True,
    "session_affinity": "ClientIP",
    "session_affinity_config": {"client_ip": {"timeout_seconds": 60}},
    "traffic_distribution": "PreferSameZone",
    "type": "LoadBalancer",
    "cluster_ip": "10.96.0.9",
    "cluster_ips": ["10.96.0.9"],
}


def test_every_field_is_passed_on() -> None:
    derived = {"ports", "selector"}
    assert set(FIELDS) | derived | {"external_name"} == set(fields_of("core/v1:ServiceSpec"))
    spec = inputs_of(**FIELDS)["spec"]
    names = {name: field.name for name, field in fields_of("core/v1:ServiceSpec").items()}
    passed = {name: spec[names[name]] for name in FIELDS}
    assert passed == {**FIELDS, "session_affinity_config": {"clientIP": {"timeoutSeconds": 60}}}
    assert spec["selector"] == SELECTOR
    assert [each["targetPort"] for each in spec["ports"]] == ["http"]


def test_its_labels_and_annotations_are_added_to_those_that_it_has() -> None:
    metadata = inputs_of(labels={"team": "web"}, annotations={"example.com/lb": "internal"})["metadata"]
    assert metadata["labels"] == {**SELECTOR, "app.kubernetes.io/managed-by": "pulumi", "team": "web"}
    assert metadata["annotations"] == {
        "pulumi.com/waitFor": "jsonpath={.spec.clusterIP}",
        "example.com/lb": "internal",
    }


def test_the_labels_and_annotations_of_a_service_that_exists_stay_as_they_are() -> None:
    assert inputs_of(standard_labels=False)["metadata"] == {"name": "mc1"}
    stated = inputs_of(standard_labels=False, labels={"app": "web"}, annotations={"note": "x"})["metadata"]
    assert stated == {"name": "mc1", "labels": {"app": "web"}, "annotations": {"note": "x"}}


@pytest.mark.parametrize(
    "kind", [lambda: "LoadBalancer", lambda: later("LoadBalancer")], ids=["now", "later"]
)
def test_a_load_balancer_is_waited_for_until_it_has_an_address(kind: Callable[[], Json]) -> None:
    def program() -> None:
        args = {"workload": SidecarPod("mc1", classic()).endpoints, "type": kind()}
        SidecarService("mc1", cast("SidecarServiceArgs", args))

    annotations = run(program).resource(SERVICE).inputs["metadata"]["annotations"]
    assert annotations == {"pulumi.com/waitFor": "jsonpath={.status.loadBalancer.ingress}"}


def test_a_headless_service_needs_no_port() -> None:
    made = serve(first(ports=[]), cluster_ip="None")
    assert made.resource(SERVICE).inputs["spec"] == {"clusterIP": "None", "selector": SELECTOR, "ports": []}
    assert made.returned["url"] == "http://mc1.default.svc.cluster.local/"


def test_its_selector_may_be_another_one() -> None:
    assert inputs_of(selector={"app": "web"})["spec"]["selector"] == {"app": "web"}


def test_its_ports_may_be_stated_in_full() -> None:
    ports = [
        {"name": "web", "port": 8000, "target_port": "http", "node_port": 30080},
        {"name": "debug", "port": 8001, "target_port": 5005, "app_protocol": "http"},
    ]
    assert inputs_of(ports=ports)["spec"]["ports"] == [
        {"name": "web", "port": 8000, "targetPort": "http", "nodePort": 30080},
        {"name": "debug", "port": 8001, "targetPort": 5005, "appProtocol": "http"},
    ]


REFUSED: dict[str, tuple[JsonObject, str]] = {
    "an external name": (
        {"external_name": "example.com"},
        "external_name is given, and a Service with an external name selects no Pods; "
        "expected a Service of pulumi_kubernetes",
    ),
    "the type of an external name": (
        {"type": "ExternalName"},
        'type is "ExternalName"; expected one of ClusterIP, NodePort, LoadBalancer',
    ),
    "port and ports": (
        {"port": 80, "ports": [{"port": 80}]},
        "port is given, and ports too; expected one of the two",
    ),
    "a headless load balancer": (
        {"type": "LoadBalancer", "cluster_ip": "None"},
        "cluster_ip is None, so the Service is headless, and its type is LoadBalancer; "
        "expected the type ClusterIP",
    ),
    "an unknown target": (
        {"ports": [{"port": 80, "target_port": "htpp"}]},
        'ports[0].target_port is "htpp", which is no port of the workload; '
        "expected a name or a number of a port; did you mean http?",
    ),
    "a port without a name": (
        {"ports": [{"port": 80}, {"name": "b", "port": 81}]},
        "ports[0].name is missing, and there are several ports; expected a name for each",
    ),
    "one number twice": (
        {"ports": [{"name": "a", "port": 80}, {"name": "b", "port": 80, "protocol": "TCP"}]},
        "ports[b].port is 80, as in another port; expected another number",
    ),
    "a typo": (
        {"externalTraficPolicy": "Local"},
        "externalTraficPolicy is not a field that exists; expected a field of SidecarService; "
        "did you mean external_traffic_policy?",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_field_is_refused(case: str) -> None:
    more, sentence = REFUSED[case]
    with pytest.raises(WiringError) as refusal:
        serve(classic(), **more)
    assert str(refusal.value) == f"mc1: {sentence}"


def test_a_workload_whose_pods_have_no_labels_is_refused() -> None:
    with pytest.raises(WiringError) as refusal:
        serve(classic(standard_labels=False))
    assert str(refusal.value) == "mc1: workload has Pods without labels; expected a label, which selects them"


@pytest.mark.parametrize("defer", [False, True], ids=["now", "later"])
def test_a_component_in_the_place_of_its_endpoints_is_refused_as_that_mistake(defer: bool) -> None:
    def program() -> None:
        pod = SidecarPod("mc1", classic())
        args = {"workload": later(pod) if defer else pod}
        SidecarService("mc1", cast("SidecarServiceArgs", args))

    with pytest.raises(WiringError) as refusal:
        run(program)
    assert str(refusal.value) == "mc1: workload is the component itself; expected its endpoints"
