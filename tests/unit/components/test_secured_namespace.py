"""The namespace component, on mocks."""

import pytest

from sidecar_pods import SecuredNamespace, SidecarPod, WiringError
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import NAMESPACE, POD, run


def test_the_api_server_enforces_the_level_and_warns() -> None:
    made = run(lambda: SecuredNamespace("mc1-prod", {"pod_security": "restricted"}).name)
    assert made.resource(NAMESPACE).inputs["metadata"] == {
        "name": "mc1-prod",
        "labels": {
            "app.kubernetes.io/name": "mc1-prod",
            "app.kubernetes.io/instance": "shop-test",
            "app.kubernetes.io/managed-by": "pulumi",
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/audit": "restricted",
        },
    }
    assert made.returned == "mc1-prod"


def test_it_is_a_child_of_the_component() -> None:
    made = run(lambda: SecuredNamespace("mc1-prod", {"pod_security": "baseline"}))
    component, namespace = made.registered
    assert (
        namespace.urn
        == "urn:pulumi:test::shop::sidecar:index:SecuredNamespace$kubernetes:core/v1:Namespace::mc1-prod"
    )
    assert namespace.request.parent == component.urn
    assert made.outputs[component.urn] == [{"name": "mc1-prod"}]


def test_a_pod_in_the_namespace_waits_for_it() -> None:
    def program() -> None:
        namespace = SecuredNamespace("front", {"pod_security": "baseline", "name": "front-end"})
        SidecarPod("mc1", classic(namespace=namespace.name))

    made = run(program)
    pod = made.resource(POD)
    assert pod.inputs["metadata"]["namespace"] == "front-end"
    assert made.resource(NAMESPACE).urn in pod.request.propertyDependencies["metadata"].urns


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (
            {"pod_security": "strict"},
            'mc1-prod: pod_security is "strict"; expected one of privileged, baseline, restricted; '
            "did you mean restricted?",
        ),
        ({}, "mc1-prod: pod_security is missing; expected a string"),
        (
            {"pod_security": "baseline", "name": "MC1"},
            'mc1-prod: name is "MC1"; expected up to 63 lower-case letters, digits and hyphens, '
            "no hyphen first or last; did you mean mc1?",
        ),
    ],
    ids=["level", "no level", "name"],
)
def test_wrong_arguments_of_a_namespace_are_refused(args: object, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SecuredNamespace("mc1-prod", args))  # pyright: ignore[reportArgumentType]
    assert str(refusal.value) == sentence
