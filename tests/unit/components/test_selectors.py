"""Selectors and labels of workloads that exist: everything around a workload follows them."""

from typing import cast

import pytest

from sidecar_pods import PodTemplateArgs, SidecarDeployment, SidecarService, WiringError
from sidecar_pods.arguments.workload_args import SidecarDeploymentArgs
from tests.foreign import JsonObject
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import (
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    NETWORK_POLICY,
    SERVICE,
    later,
    run,
)


def deploy(template: PodTemplateArgs, **more: object) -> SidecarDeployment:
    """Return a Deployment with fields of its own."""
    return SidecarDeployment("mc1", cast("SidecarDeploymentArgs", {"template": template, **more}))


def existing(**more: object) -> PodTemplateArgs:
    """Return the template of a workload that exists, with labels of its own."""
    return classic(standard_labels=False, labels={"app": "web", "track": "stable"}, **more)


def test_an_existing_selector_is_that_of_everything_around_the_workload() -> None:
    def program() -> None:
        made = deploy(
            existing(network_policy=True),
            selector={"match_labels": {"app": "web"}},
            pod_disruption_budget=True,
        )
        SidecarService("mc1", {"workload": made.endpoints})

    found = run(program)
    expected = {"matchLabels": {"app": "web"}}
    spec = found.resource(DEPLOYMENT).inputs["spec"]
    assert spec["selector"] == expected
    assert spec["template"]["metadata"] == {"labels": {"app": "web", "track": "stable"}}
    assert "labelSelector" not in spec["template"]["spec"]["topologySpreadConstraints"][0]  # as it was
    assert found.resource(NETWORK_POLICY).inputs["spec"]["podSelector"] == expected
    assert found.resource(DISRUPTION_BUDGET).inputs["spec"]["selector"] == expected
    assert found.resource(SERVICE).inputs["spec"]["selector"] == {"app": "web"}


def test_a_spread_constraint_counts_the_pods_of_the_selector() -> None:
    spread = {"topology_key": "zone", "max_skew": 1, "when_unsatisfiable": "DoNotSchedule"}
    template = classic(labels={"app": "web"}, topology_spread_constraints=[spread])
    made = run(lambda: deploy(template, selector={"match_labels": {"app": "web"}}))
    (constraint,) = made.resource(DEPLOYMENT).inputs["spec"]["template"]["spec"]["topologySpreadConstraints"]
    assert constraint["labelSelector"] == {"matchLabels": {"app": "web"}}


def test_without_standard_labels_the_pods_own_labels_select_them() -> None:
    found = run(lambda: deploy(existing())).resource(DEPLOYMENT)
    labels = {"app": "web", "track": "stable"}
    assert found.inputs["spec"]["selector"] == {"matchLabels": labels}
    assert found.inputs["spec"]["template"]["metadata"] == {"labels": labels}
    assert found.inputs["metadata"] == {"name": "mc1"}, "its own labels are those that it states"


def test_a_selector_of_expressions_leaves_services_the_labels_of_the_pods() -> None:
    def program() -> None:
        expression = {"key": "app", "operator": "In", "values": ["web", "api"]}
        made = deploy(existing(), selector={"match_expressions": [expression]})
        SidecarService("mc1", {"workload": made.endpoints})

    found = run(program)
    assert list(found.resource(DEPLOYMENT).inputs["spec"]["selector"]) == ["matchExpressions"]
    assert found.resource(SERVICE).inputs["spec"]["selector"] == {"app": "web", "track": "stable"}


def expression(key: str, operator: str, *values: str) -> JsonObject:
    """Return a selector of one expression."""
    listed = {"values": list(values)} if values else {}
    return {"match_expressions": [{"key": key, "operator": operator, **listed}]}


@pytest.mark.parametrize(
    "selector",
    [
        expression("app", "In", "web", "api"),
        expression("app", "NotIn", "api"),
        expression("app", "Exists"),
        expression("tier", "DoesNotExist"),
        expression("tier", "NotIn", "api"),
    ],
    ids=["In", "NotIn", "Exists", "DoesNotExist", "NotIn, absent"],
)
def test_an_expression_that_the_pods_meet_is_accepted(selector: JsonObject) -> None:
    run(lambda: deploy(existing(), selector=selector))


REFUSED: dict[str, tuple[JsonObject, str]] = {
    "another value": (
        {"match_labels": {"app": "api"}},
        'mc1: selector.match_labels[app] is "api", and the Pods have "web"; expected a label of the template',
    ),
    "no such label": (
        {"match_labels": {"apps": "web"}},
        "mc1: selector.match_labels[apps] is no label of the Pods; expected a label of the template; "
        "did you mean app?",
    ),
    "an expression": (
        expression("app", "In", "api"),
        "mc1: selector.match_expressions[0] says app In, and the Pods do not meet it; "
        "expected labels that do",
    ),
    "absence": (
        expression("app", "DoesNotExist"),
        "mc1: selector.match_expressions[0] says app DoesNotExist, and the Pods do not meet it; "
        "expected labels that do",
    ),
    "a typo": (
        {"match_label": {"app": "web"}},
        "mc1: selector.match_label is not a field that exists; "
        "expected one of match_expressions, match_labels; did you mean match_labels?",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("defer", [False, True], ids=["now", "later"])
def test_a_selector_that_does_not_select_the_pods_is_refused(case: str, defer: bool) -> None:
    selector, sentence = REFUSED[case]

    def program() -> None:
        labels = {"app": later("web") if defer else "web"}
        template = classic(standard_labels=False, labels=labels)
        deploy(template, selector=selector)

    with pytest.raises(WiringError) as refusal:
        run(program)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("whole", [True, False], ids=["the selector", "its labels"])
def test_a_selector_that_is_known_only_later_is_refused(whole: bool) -> None:
    labels = {"app": "web"}

    def program() -> None:
        deploy(
            existing(), selector=later({"match_labels": labels}) if whole else {"match_labels": later(labels)}
        )

    with pytest.raises(WiringError) as refusal:
        run(program)
    assert str(refusal.value) == (
        "mc1: selector is known only later; "
        "expected a plain map, because Services and policies select by it; its values may be Outputs"
    )
