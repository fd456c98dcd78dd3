"""The Deployment component, on mocks."""

import pytest

from sidecar_pods import PodTemplateArgs, SidecarDeployment, SidecarPod, WiringError
from sidecar_pods.arguments.workload_args import SidecarDeploymentArgs
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import DEPLOYMENT, POD, Run, later, run

SELECTOR = {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"}


def deploy(args: SidecarDeploymentArgs) -> Run:
    """Run a program that is one Deployment, and return its outputs."""

    def program() -> dict[str, object]:
        made = SidecarDeployment("mc1", args)
        return {"name": made.name, "namespace": made.namespace, "endpoints": made.endpoints}

    return run(program)


@pytest.fixture(scope="module")
def classic_run() -> Run:
    return deploy({"replicas": 3, "template": classic(name="mc1-staging", namespace="front")})


def test_it_is_one_deployment_inside_the_component(classic_run: Run) -> None:
    component, deployment = classic_run.registered
    assert (
        deployment.urn
        == "urn:pulumi:test::shop::sidecar:index:SidecarDeployment$kubernetes:apps/v1:Deployment::mc1"
    )
    assert deployment.request.parent == component.urn
    assert not deployment.other_names


def test_it_has_the_stated_number_of_pods(classic_run: Run) -> None:
    assert classic_run.resource(DEPLOYMENT).inputs["spec"]["replicas"] == 3


def test_without_a_number_it_states_no_replicas() -> None:
    assert "replicas" not in deploy({"template": classic()}).resource(DEPLOYMENT).inputs["spec"]


def test_its_selector_is_the_two_labels_that_never_change(classic_run: Run) -> None:
    assert classic_run.resource(DEPLOYMENT).inputs["spec"]["selector"] == {"matchLabels": SELECTOR}


def test_its_pods_have_the_labels_that_it_selects(classic_run: Run) -> None:
    labels = classic_run.resource(DEPLOYMENT).inputs["spec"]["template"]["metadata"]["labels"]
    assert labels.items() >= SELECTOR.items()


@pytest.mark.parametrize(
    "template",
    [
        classic(),
        classic(
            pod_security="restricted",
            sidecars=[{"name": "s", "image": "debian"}],
            init_containers=[{"name": "i", "image": "debian"}],
            annotations={"note": "x"},
        ),
    ],
    ids=["classic", "all of it"],
)
def test_its_template_is_the_pod_of_the_same_arguments(template: PodTemplateArgs) -> None:
    pod = run(lambda: SidecarPod("mc1", template)).resource(POD).inputs
    made = deploy({"replicas": 2, "template": template}).resource(DEPLOYMENT).inputs["spec"]["template"]
    metadata = {key: value for key, value in pod["metadata"].items() if key != "name"}
    assert made == {"metadata": metadata, "spec": pod["spec"]}


def test_its_name_and_namespace_are_the_templates(classic_run: Run) -> None:
    metadata = classic_run.resource(DEPLOYMENT).inputs["metadata"]
    assert (metadata["name"], metadata["namespace"]) == ("mc1-staging", "front")
    assert (classic_run.returned["name"], classic_run.returned["namespace"]) == ("mc1-staging", "front")


def test_its_endpoints_are_its_pods(classic_run: Run) -> None:
    assert classic_run.returned["endpoints"] == {
        "namespace": "front",
        "selector": SELECTOR,
        "ports": [{"port": 80, "name": "http", "protocol": "TCP"}],
    }


def test_its_outputs_are_registered_once(classic_run: Run) -> None:
    assert classic_run.outputs[classic_run.registered[0].urn] == [classic_run.returned]


def test_a_new_selector_deletes_the_deployment_before_it_is_replaced(classic_run: Run) -> None:
    assert classic_run.resource(DEPLOYMENT).request.deleteBeforeReplace


@pytest.mark.parametrize("replicas", [0, 1, 500])
def test_a_sensible_number_of_replicas_is_accepted(replicas: int) -> None:
    made = run(lambda: SidecarDeployment("mc1", {"replicas": later(replicas), "template": classic()}))
    assert made.resource(DEPLOYMENT).inputs["spec"]["replicas"] == replicas


@pytest.mark.parametrize("replicas", [-1, 501, 10**12])
def test_replicas_out_of_range_are_refused(replicas: int) -> None:
    for given in (lambda: replicas, lambda: later(replicas)):
        with pytest.raises(WiringError) as refusal:
            run(lambda given=given: SidecarDeployment("mc1", {"replicas": given(), "template": classic()}))
        assert str(refusal.value) == f"mc1: replicas is {replicas}; expected a number from 0 to 500"


def test_a_refusal_of_the_template_names_its_path() -> None:
    with pytest.raises(WiringError) as refusal:
        deploy({"template": classic(sidecars=[{"name": "1st", "image": "debian"}])})
    assert str(refusal.value) == (
        "mc1: template.containers[1st].name is the name of another container, in sidecars; "
        "expected a name of its own"
    )
