"""The Service component, on mocks."""

from collections.abc import Callable
from typing import cast

import pulumi
import pytest

from sidecar_pods import PodTemplateArgs, SidecarDeployment, SidecarPod, SidecarService, WiringError
from sidecar_pods.arguments.workload_args import SidecarServiceArgs
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic, first
from tests.unit.pulumi_mocks import POD, SERVICE, UNKNOWN, Run, later, run

SELECTOR = {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"}


KNOWN = {SERVICE: {"spec": {"clusterIP": "10.96.4.2"}}}


def serving(pod: PodTemplateArgs, **more: object) -> Callable[[], dict[str, object]]:
    """Return a program that is one Pod and its Service, and returns the Service's outputs."""

    def program() -> dict[str, object]:
        args = cast("SidecarServiceArgs", {"workload": SidecarPod("mc1", pod).endpoints, **more})
        service = SidecarService("mc1", args)
        return {
            "name": service.name,
            "namespace": service.namespace,
            "cluster_ip": service.cluster_ip,
            "url": service.url,
        }

    return program


def serve(pod: PodTemplateArgs, **more: object) -> Run:
    """Run such a program on a cluster that gives the Service an address."""
    return run(serving(pod, **more), known=KNOWN)


def ports_of(made: Run) -> list[JsonObject]:
    """Return the ports of the created Service."""
    return made.resource(SERVICE).inputs["spec"]["ports"]


@pytest.fixture(scope="module")
def classic_run() -> Run:
    return serve(classic(namespace="front"), name="mc1-staging")


def test_it_states_no_namespace_if_its_workload_states_none() -> None:
    made = serve(classic())
    assert "namespace" not in made.resource(SERVICE).inputs["metadata"]
    assert made.returned["namespace"] == "default"


def test_it_is_one_service_inside_the_component(classic_run: Run) -> None:
    service = classic_run.resource(SERVICE)
    assert (
        service.urn == "urn:pulumi:test::shop::sidecar:index:SidecarService$kubernetes:core/v1:Service::mc1"
    )
    assert service.request.parent.endswith("sidecar:index:SidecarService::mc1")
    assert not service.other_names


def test_its_selector_namespace_and_ports_are_the_workloads(classic_run: Run) -> None:
    inputs = classic_run.resource(SERVICE).inputs
    assert inputs["spec"] == {
        "selector": SELECTOR,
        "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}],
    }
    assert inputs["metadata"] == {
        "name": "mc1-staging",
        "namespace": "front",
        "labels": {**SELECTOR, "app.kubernetes.io/managed-by": "pulumi"},
        "annotations": {"pulumi.com/waitFor": "jsonpath={.spec.clusterIP}"},
    }


def test_it_waits_for_its_workload(classic_run: Run) -> None:
    pod = classic_run.resource(POD)
    service = classic_run.resource(SERVICE)
    assert pod.urn in service.request.dependencies


def test_no_property_depends_on_the_pod_so_that_a_new_pod_keeps_the_service(
    classic_run: Run,
) -> None:
    pod = classic_run.resource(POD)
    properties = classic_run.resource(SERVICE).request.propertyDependencies
    assert not [name for name, depended in properties.items() if pod.urn in depended.urns]
    assert classic_run.kinds.index(POD) < classic_run.kinds.index(SERVICE)


def test_its_outputs_are_its_name_namespace_ip_and_url(classic_run: Run) -> None:
    assert classic_run.returned == {
        "name": "mc1-staging",
        "namespace": "front",
        "cluster_ip": "10.96.4.2",
        "url": "http://mc1-staging.front.svc.cluster.local/",
    }


def test_address_that_a_dry_run_makes_up_is_unknown_to_the_preview() -> None:
    returned = run(serving(classic(namespace="front")), preview=True, known=KNOWN).returned
    assert returned["cluster_ip"] == UNKNOWN
    assert returned["url"] == "http://mc1.front.svc.cluster.local/"


def test_its_outputs_are_registered_once_under_the_names_of_the_schema(classic_run: Run) -> None:
    component = classic_run.resource("sidecar:index:SidecarService")
    (registered,) = classic_run.outputs[component.urn]
    assert registered == {
        "name": "mc1-staging",
        "namespace": "front",
        "clusterIP": "10.96.4.2",
        "url": "http://mc1-staging.front.svc.cluster.local/",
    }


def test_its_port_may_differ_from_the_pods() -> None:
    made = serve(first(ports=[{"name": "http", "container_port": 8080}]), port=80)
    assert ports_of(made) == [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}]
    assert made.returned["url"] == "http://mc1.default.svc.cluster.local/"


def test_a_port_without_a_name_is_targeted_by_its_number() -> None:
    made = serve(first(ports=[{"container_port": 8080, "protocol": "TCP"}]))
    assert ports_of(made) == [{"port": 8080, "targetPort": 8080, "protocol": "TCP"}]
    assert made.returned["url"] == "http://mc1.default.svc.cluster.local:8080/"


def test_the_ports_after_the_first_keep_their_number() -> None:
    metrics = {"name": "m", "image": "debian", "ports": [{"name": "metrics", "container_port": 9113}]}
    made = serve(classic(sidecars=[metrics]), port=8000)
    assert [(port["name"], port["port"]) for port in ports_of(made)] == [("http", 8000), ("metrics", 9113)]


DNS = first(
    ports=[
        {"name": "dns", "container_port": 53, "protocol": "UDP"},
        {"name": "dns-tcp", "container_port": 53, "protocol": "TCP"},
    ]
)


@pytest.mark.parametrize("port", [{}, {"port": 53}, {"port": 5353}], ids=["its own", "stated", "another"])
def test_one_number_may_serve_two_protocols(port: dict[str, int]) -> None:
    assert [
        (each["port"], each["targetPort"], each["protocol"]) for each in ports_of(serve(DNS, **port))
    ] == [
        (port.get("port", 53), "dns", "UDP"),
        (53, "dns-tcp", "TCP"),
    ]


def test_it_serves_a_deployment_as_it_serves_a_pod() -> None:
    def program() -> None:
        workload = SidecarDeployment("mc1", {"template": classic()})
        SidecarService("mc1", {"workload": workload.endpoints})

    pod, deployment = serve(classic()), run(program)
    assert deployment.resource(SERVICE).inputs == pod.resource(SERVICE).inputs


def test_its_port_may_be_an_output() -> None:
    def program() -> None:
        SidecarService("mc1", {"workload": SidecarPod("mc1", classic()).endpoints, "port": later(8000)})

    assert ports_of(run(program))[0]["port"] == 8000


def test_its_ports_follow_from_the_workload_if_an_output_of_them_holds_nothing() -> None:
    def program() -> None:
        SidecarService("mc1", {"workload": SidecarPod("mc1", classic()).endpoints, "ports": later(None)})

    assert ports_of(run(program)) == ports_of(serve(classic()))


METRICS = {"name": "m", "image": "debian", "ports": [{"name": "metrics", "container_port": 9113}]}


@pytest.mark.parametrize(
    ("pod", "more", "sentence"),
    [
        (
            first(ports=[]),
            {},
            "mc1: workload opens no port; expected a container with ports",
        ),
        (
            first(ports=[{"container_port": 80}, {"container_port": 81}]),
            {},
            "mc1: workload opens several ports of which one has no name; expected a name for each",
        ),
        (
            classic(sidecars=[METRICS]),
            {"port": 9113},
            "mc1: port is 9113, which port metrics of the workload has; expected another number",
        ),
        (classic(), {"port": 0}, "mc1: port is 0; expected a number from 1 to 65535"),
        (
            classic(),
            {"name": "1st"},
            'mc1: name is "1st"; expected up to 63 lower-case letters, digits and hyphens, a letter first, '
            "no hyphen last",
        ),
        (
            classic(),
            {"prt": 80},
            "mc1: prt is not a field that exists; expected a field of SidecarService; did you mean port?",
        ),
    ],
    ids=["no port", "no name", "taken", "out of range", "name", "unknown field"],
)
def test_wrong_arguments_of_a_service_are_refused(
    pod: PodTemplateArgs, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(WiringError) as refusal:
        serve(pod, **more)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("workload", "sentence"),
    [
        (
            lambda: SidecarPod("mc1", classic()),
            "mc1: workload is the component itself; expected its endpoints",
        ),
        (lambda: "mc1", "mc1: workload is a string; expected a map"),
        (
            lambda: later({"namespace": "default", "selector": {}}),
            "mc1: workload.ports is missing; expected a list",
        ),
    ],
    ids=["component", "name", "incomplete"],
)
def test_wrong_endpoints_are_refused(workload: Callable[[], Json], sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarService("mc1", {"workload": workload()}))
    assert str(refusal.value) == sentence


def test_missing_endpoints_are_named_as_such() -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarService("mc1", cast("SidecarServiceArgs", {"port": 80})))
    assert str(refusal.value) == "mc1: workload is missing; expected the endpoints of a workload"


def test_a_component_name_that_is_no_service_name_is_refused() -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarService("1st", {"workload": SidecarPod("mc1", classic()).endpoints}))
    assert str(refusal.value) == (
        '1st: the component\'s name is "1st"; expected up to 63 lower-case letters, digits and hyphens, '
        "a letter first, no hyphen last"
    )


def test_a_component_with_such_a_name_may_name_its_service_otherwise() -> None:
    def program() -> None:
        workload = SidecarPod("mc1", classic()).endpoints
        SidecarService("1st", {"workload": workload, "name": "first"})

    assert run(program).resource(SERVICE).inputs["metadata"]["name"] == "first"


def test_options_reach_the_child_through_the_component() -> None:
    def program() -> None:
        protect = pulumi.ResourceOptions(protect=True)
        SidecarService("mc1", {"workload": SidecarPod("mc1", classic()).endpoints}, protect)

    assert run(program).resource(SERVICE).request.protect
