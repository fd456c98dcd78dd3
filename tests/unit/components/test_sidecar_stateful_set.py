"""The StatefulSet component: its headless Service, its claims, its timeouts."""

from collections.abc import Callable
from typing import cast

import pytest

from sidecar_pods import PodTemplateArgs, SidecarService, SidecarStatefulSet, WiringError
from sidecar_pods.arguments.workload_args import SidecarStatefulSetArgs
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic, first, html
from tests.unit.pulumi_mocks import (
    DISRUPTION_BUDGET,
    POD,
    SERVICE,
    STASH,
    STATEFUL_SET,
    UNKNOWN,
    Run,
    later,
    run,
    unknown,
)

SELECTOR = {"app.kubernetes.io/name": "db", "app.kubernetes.io/instance": "shop-test"}
CLAIM = {"spec": {"access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}


def stateful(template: PodTemplateArgs | None = None, *, preview: bool = False, **more: object) -> Run:
    """Run a program that is one StatefulSet."""
    args = {"template": classic() if template is None else template, **more}
    return run(lambda: SidecarStatefulSet("db", cast("SidecarStatefulSetArgs", args)), preview=preview)


def spec_of(made: Run) -> JsonObject:
    return made.resource(STATEFUL_SET).inputs["spec"]


# The headless Service


def test_its_pods_have_their_names_by_a_headless_service() -> None:
    made = stateful(classic(namespace="data"))
    service = made.resource(SERVICE)
    assert spec_of(made)["serviceName"] == "db-headless"
    assert service.inputs["metadata"] == {
        "name": "db-headless",
        "namespace": "data",
        "labels": {**SELECTOR, "app.kubernetes.io/managed-by": "pulumi"},
        "annotations": {"pulumi.com/waitFor": "jsonpath={.spec.clusterIP}"},
    }
    assert service.inputs["spec"] == {
        "clusterIP": "None",
        "publishNotReadyAddresses": True,
        "selector": SELECTOR,
        "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}],
    }


def test_it_is_created_after_its_headless_service_and_is_not_replaced_with_it() -> None:
    made = stateful()
    service, stateful_set = made.resource(SERVICE), made.resource(STATEFUL_SET)
    assert service.urn in stateful_set.request.dependencies
    depended = [urn for each in stateful_set.request.propertyDependencies.values() for urn in each.urns]
    assert service.urn not in depended


def test_a_service_that_exists_is_used_instead() -> None:
    made = stateful(service_name="peers")
    assert spec_of(made)["serviceName"] == "peers"
    assert SERVICE not in made.kinds


def test_a_service_for_clients_may_have_the_name_of_the_component() -> None:
    def program() -> None:
        SidecarService("db", {"workload": SidecarStatefulSet("db", {"template": classic()}).endpoints})

    names = [each.inputs["metadata"]["name"] for each in run(program).registered if each.type == SERVICE]
    assert sorted(names) == ["db", "db-headless"]


def test_ports_without_names_get_some_because_kubernetes_wants_them() -> None:
    made = stateful(first(ports=[{"container_port": 5432}, {"container_port": 53, "protocol": "UDP"}]))
    ports = made.resource(SERVICE).inputs["spec"]["ports"]
    assert [(each["name"], each["targetPort"]) for each in ports] == [("tcp-5432", 5432), ("udp-53", 53)]


def test_pods_without_ports_have_their_names_too() -> None:
    assert stateful(first(ports=[])).resource(SERVICE).inputs["spec"]["ports"] == []


def test_a_name_that_no_headless_service_can_have_is_refused() -> None:
    with pytest.raises(WiringError) as refusal:
        stateful(classic(name="1st"))
    assert str(refusal.value) == (
        'db: the name of its headless Service is "1st-headless"; '
        "expected up to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last"
    )


# Claims


def test_a_claim_template_is_a_shared_volume_like_any_other() -> None:
    spec = spec_of(stateful(html(volume_claim_template=CLAIM)))
    (claim,) = spec["volumeClaimTemplates"]
    assert claim["metadata"]["name"] == "html"
    assert claim["spec"] == {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    pod = spec["template"]["spec"]
    assert "volumes" not in pod
    assert [each["volumeMounts"][0]["name"] for each in pod["containers"]] == ["html", "html"]


@pytest.mark.parametrize("claim", [lambda: later(CLAIM), unknown], ids=["known later", "unknown"])
def test_a_claim_template_may_be_an_output(claim: Callable[[], Json]) -> None:
    def program() -> None:
        SidecarStatefulSet("mc1", {"template": html(volume_claim_template=claim())})

    claims = spec_of(run(program, preview=True))["volumeClaimTemplates"]
    assert claims in (UNKNOWN, spec_of(stateful(html(volume_claim_template=CLAIM)))["volumeClaimTemplates"])


def test_a_claim_of_a_set_that_exists_may_take_the_place_of_a_volume() -> None:
    template = html(volume_claim_template=CLAIM, persistent_volume_claim={"claim_name": "site"})
    spec = spec_of(stateful({**template, "standard_labels": False, "labels": {"app": "mc1"}}))
    assert spec["template"]["spec"]["volumes"] == [
        {"name": "html", "persistentVolumeClaim": {"claimName": "site"}}
    ]
    assert [claim["metadata"]["name"] for claim in spec["volumeClaimTemplates"]] == ["html"]
    refused = r"shared_volumes\[html\] has volume_claim_template and persistent_volume_claim; expected one of"
    with pytest.raises(WiringError, match=refused):
        stateful(template)


def test_without_claims_it_states_none() -> None:
    assert "volumeClaimTemplates" not in spec_of(stateful())


@pytest.mark.parametrize(
    ("path", "claims"),
    [(lambda: later("/html"), ["html"]), (unknown, UNKNOWN)],
    ids=["known later", "unknown"],
)
def test_claims_may_be_known_later(path: Callable[[], Json], claims: object) -> None:
    def program() -> None:
        template = html(volume_claim_template=CLAIM, written_by={"2nd": path()})
        SidecarStatefulSet("db", {"template": template})

    spec = spec_of(run(program, preview=True))
    made = spec["volumeClaimTemplates"]
    assert (made if made == UNKNOWN else [each["metadata"]["name"] for each in made]) == claims
    assert spec["serviceName"] == "db-headless"


# Replacements


def fixed_part(more: JsonObject) -> str:
    """Return the digest of the fields that cannot be changed without a replacement."""
    return stateful(**more).resource(STASH).inputs["input"]


@pytest.mark.parametrize(
    "more",
    [
        {"pod_management_policy": "Parallel"},
        {"service_name": "peers"},
        {"template": classic(instance="blue")},
        {"template": html(volume_claim_template=CLAIM)},
    ],
    ids=["policy", "Service", "selector", "claims"],
)
def test_a_change_that_replaces_it_replaces_its_stash(more: JsonObject) -> None:
    assert fixed_part(more) != fixed_part({})


@pytest.mark.parametrize(
    "more",
    [{"replicas": 2}, {"min_ready_seconds": 1}, {"template": classic(annotations={"note": "x"})}],
    ids=["number", "seconds", "template"],
)
def test_a_change_in_place_keeps_its_stash(more: JsonObject) -> None:
    assert fixed_part(more) == fixed_part({})


def test_the_preview_of_a_new_one_does_not_know_its_name() -> None:
    made = stateful(preview=True)
    assert made.resource(STATEFUL_SET).inputs["metadata"]["name"] == UNKNOWN
    assert spec_of(made)["serviceName"] == "db-headless"


# Updates


@pytest.mark.parametrize(
    ("more", "create"),
    [
        ({}, "300s"),
        ({"replicas": 3}, "900s"),
        ({"replicas": 3, "min_ready_seconds": 60}, "1080s"),
        ({"replicas": 0}, "300s"),
    ],
)
def test_up_waits_for_one_pod_after_the_other(more: JsonObject, create: str) -> None:
    timeouts = stateful(**more).resource(STATEFUL_SET).request.customTimeouts
    assert (timeouts.create, timeouts.update) == (create, create)


def test_up_waits_an_hour_for_a_number_that_is_known_later() -> None:
    def program() -> None:
        SidecarStatefulSet("db", {"template": classic(), "replicas": later(3)})

    assert run(program).resource(STATEFUL_SET).request.customTimeouts.create == "3600s"


def test_it_keeps_five_revisions() -> None:
    assert spec_of(stateful())["revisionHistoryLimit"] == 5


def test_a_disruption_budget_is_made_on_request() -> None:
    budget = stateful(pod_disruption_budget=True).resource(DISRUPTION_BUDGET)
    assert budget.inputs["spec"]["selector"] == {"matchLabels": SELECTOR}
    assert DISRUPTION_BUDGET not in stateful().kinds


@pytest.mark.parametrize(
    ("replicas", "problem"),
    [(-1, "is -1; expected a number from 0 to 500"), (501, "is 501; expected a number from 0 to 500")],
)
def test_replicas_out_of_range_are_refused(replicas: int, problem: str) -> None:
    with pytest.raises(WiringError, match=problem):
        stateful(replicas=replicas)


def test_its_outputs_are_what_a_service_needs() -> None:
    def program() -> dict[str, object]:
        made = SidecarStatefulSet("db", {"template": classic(namespace="data")})
        return {"name": made.name, "namespace": made.namespace, "endpoints": made.endpoints}

    found = run(program)
    assert found.returned == {
        "name": "db",
        "namespace": "data",
        "endpoints": {
            "namespace": "data",
            "selector": SELECTOR,
            "ports": [{"port": 80, "name": "http", "protocol": "TCP"}],
        },
    }
    assert found.outputs[found.registered[0].urn] == [found.returned]
    assert POD not in found.kinds
