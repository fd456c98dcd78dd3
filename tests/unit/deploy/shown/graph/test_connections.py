"""The diagram of objects: the Service that leads to a port, and the clients that may connect."""

import pytest

from pod_deploy.shown.graph.mermaid import mermaid
from tests.foreign import Json, JsonObject
from tests.unit.deploy.shown.graph.objects import classic, container, network_policy, pod, service, workload
from tests.unit.deploy.shown.graph.reading import Read, read

HTTP = {"containerPort": 80, "name": "http"}
METRICS = {"containerPort": 9113}


def drawn(*objects: JsonObject) -> Read:
    return read(mermaid(objects))


def from_services(found: Read) -> set[tuple[str, str]]:
    return {(text, end) for start, _, text, end in found.arrows if start.startswith("Service")}


@pytest.mark.parametrize(
    ("port", "text"),
    [
        pytest.param({"port": 8080, "targetPort": 80}, "8080 → 80", id="number"),
        pytest.param({"port": 8080, "targetPort": "http"}, "8080 → 80", id="name"),
        pytest.param({"port": 80}, "80", id="same"),
        pytest.param({"port": 80, "nodePort": 30080}, "80 | node port 30080", id="node port"),
    ],
)
def test_service_leads_to_the_container_that_opens_the_port(port: JsonObject, text: str) -> None:
    assert from_services(drawn(classic(), service(port))) == {(text, "server")}


def test_service_for_a_port_that_no_container_states_leads_to_the_pod() -> None:
    assert from_services(drawn(classic(), service({"port": 443}))) == {("443", "Pod web")}


def test_protocol_is_part_of_a_port() -> None:
    dns = pod(
        container("tcp", {"containerPort": 53}), container("udp", {"containerPort": 53, "protocol": "UDP"})
    )
    found = drawn(dns, service({"port": 53}, {"port": 53, "protocol": "UDP"}))
    assert from_services(found) == {("53", "tcp"), ("53 → 53/UDP", "udp")}


def test_port_of_an_init_container_gets_no_requests() -> None:
    step = container("step", HTTP)
    assert from_services(drawn(pod(container("app"), initContainers=[step]), service({"port": 80}))) == {
        ("80", "Pod web")
    }


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"type": "ClusterIP"}, "Service web"),
        ({"type": "LoadBalancer"}, "Service web | LoadBalancer"),
        ({"clusterIP": "None"}, "Service web | headless"),
    ],
)
def test_service_says_how_it_is_reached(spec: JsonObject, text: str) -> None:
    assert text in drawn(classic(), service({"port": 80}, **spec)).texts()


@pytest.mark.parametrize("selector", [{"app": "shop"}, {"app": "web", "tier": "x"}, {}, None])
def test_service_that_selects_no_pod_leads_nowhere(selector: Json) -> None:
    found = drawn(classic(), service({"port": 80}, selector=selector))
    assert "Service web" in found.texts()
    assert from_services(found) == set()


def test_service_selects_only_in_its_namespace() -> None:
    other = service({"port": 80})
    other["metadata"]["namespace"] = "other"
    assert from_services(drawn(classic(), other)) == set()
    other["metadata"]["namespace"] = "default"
    assert from_services(drawn(classic(), other)) == {("80", "server")}


def test_service_selects_the_pods_of_a_workload_by_their_labels() -> None:
    deployment = workload("Deployment", classic())
    assert from_services(drawn(deployment, service({"port": 80}))) == {("80", "server")}


def clients(found: Read) -> set[tuple[str, str, str, str]]:
    names = {text.partition(" | ")[0] for text in found.texts() if "NetworkPolicy" in text}
    return {arrow for arrow in found.arrows if arrow[0] in names}


def test_without_a_network_policy_anyone_may_connect() -> None:
    found = drawn(classic())
    assert "anyone | no NetworkPolicy" in found.texts()
    assert clients(found) == {("anyone", "-->", "", "server")}


def test_pod_that_serves_nothing_has_no_clients() -> None:
    assert clients(drawn(pod(container("job")))) == set()


@pytest.mark.parametrize(
    ("peer", "words"),
    [
        ({"podSelector": {"matchLabels": {"app": "shop"}}}, "Pods app=shop"),
        ({"podSelector": {}}, "all Pods of the namespace"),
        ({"namespaceSelector": {}}, "all Pods of the cluster"),
        ({"namespaceSelector": {"matchLabels": {"team": "x"}}}, "all Pods in namespaces team=x"),
        (
            {"namespaceSelector": {"matchLabels": {"team": "x"}}, "podSelector": {"matchLabels": {"a": "b"}}},
            "Pods a=b in namespaces team=x",
        ),
        (
            {
                "podSelector": {
                    "matchExpressions": [{"key": "tier", "operator": "In", "values": ["web", "api"]}]
                }
            },
            "Pods tier In web or api",
        ),
        (
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}},
            "addresses 10.0.0.0/8 without 10.1.0.0/16",
        ),
    ],
)
def test_network_policy_names_its_clients(peer: JsonObject, words: str) -> None:
    found = drawn(classic(), network_policy({"from": [peer]}))
    assert f"{words} | NetworkPolicy allow" in found.texts()
    assert clients(found) == {(words, "-->", "every port", "Pod web")}


def test_rule_without_clients_admits_anyone_to_its_ports() -> None:
    found = drawn(
        pod(container("server", HTTP), container("exporter", METRICS)),
        network_policy({"ports": [{"port": 80}, {"port": 9113}]}),
    )
    assert clients(found) == {("anyone", "-->", "", "server"), ("anyone", "-->", "", "exporter")}


def test_arrow_names_the_admitted_ports_of_a_container_with_others() -> None:
    found = drawn(pod(container("server", HTTP, METRICS)), network_policy({"ports": [{"port": "http"}]}))
    assert clients(found) == {("anyone", "-->", "80", "server")}


def test_range_of_ports_leads_to_the_pod() -> None:
    found = drawn(classic(), network_policy({"ports": [{"port": 8000, "endPort": 8010}]}))
    assert clients(found) == {("anyone", "-->", "8000 to 8010", "Pod web")}


@pytest.mark.parametrize("spec", ["[unknown]", {"podSelector": "[unknown]"}, {"ingress": "[unknown]"}])
def test_policy_that_only_the_cluster_knows_is_not_drawn(spec: Json) -> None:
    policy = {**network_policy(), "spec": spec}
    assert mermaid([classic(), policy]) == mermaid([classic()])


def test_policy_without_rules_admits_nobody() -> None:
    assert clients(drawn(classic(), network_policy())) == {("nobody", "--x", "", "Pod web")}


@pytest.mark.parametrize(
    ("expression", "selects"),
    [
        ({"key": "app", "operator": "In", "values": ["web"]}, True),
        ({"key": "app", "operator": "In", "values": ["shop"]}, False),
        ({"key": "app", "operator": "NotIn", "values": ["web"]}, False),
        ({"key": "tier", "operator": "NotIn", "values": ["web"]}, True),
        ({"key": "app", "operator": "Exists"}, True),
        ({"key": "app", "operator": "DoesNotExist"}, False),
    ],
    ids=str,
)
def test_policy_selects_pods_as_kubernetes_does(expression: JsonObject, selects: bool) -> None:
    policy = network_policy(podSelector={"matchExpressions": [expression]})
    assert ("nobody" in str(clients(drawn(classic(), policy)))) is selects


def test_policy_for_outgoing_connections_alone_admits_anyone() -> None:
    policy = network_policy(policyTypes=["Egress"])
    assert clients(drawn(classic(), policy)) == {("anyone", "-->", "", "server")}


def test_clients_of_several_policies_may_all_connect() -> None:
    web, shop = ({"podSelector": {"matchLabels": {"app": app}}} for app in ("web", "shop"))
    found = drawn(
        classic(), network_policy({"from": [web]}), network_policy({"from": [shop], "ports": [{"port": 80}]})
    )
    assert {client for client, *_ in clients(found)} == {"Pods app=web", "Pods app=shop"}
