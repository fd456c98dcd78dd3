"""The Pod component, on mocks."""

import pytest

from sidecar_pods import SidecarPod, WiringError
from tests.unit.components.pods import classic, first
from tests.unit.pulumi_mocks import POD, STASH, Run, run

ADDRESS = {POD: {"status": {"podIP": "10.88.0.7"}}}


@pytest.fixture(scope="module")
def classic_run() -> Run:
    return run(lambda: vars_of(SidecarPod("mc1", classic())), known=ADDRESS)


def vars_of(pod: SidecarPod) -> dict[str, object]:
    """Return the outputs of a Pod."""
    return {"name": pod.name, "namespace": pod.namespace, "pod_ip": pod.pod_ip, "endpoints": pod.endpoints}


def test_it_is_one_pod_inside_the_component(classic_run: Run) -> None:
    assert [registered.urn for registered in classic_run.registered] == [
        "urn:pulumi:test::shop::pulumi:pulumi:Stack$sidecar:index:SidecarPod::mc1",
        "urn:pulumi:test::shop::sidecar:index:SidecarPod$pulumi:index:Stash::mc1",
        "urn:pulumi:test::shop::sidecar:index:SidecarPod$kubernetes:core/v1:Pod::mc1",
    ]


def test_the_pod_is_a_child_of_the_component_and_has_no_other_names(classic_run: Run) -> None:
    component, _, pod = classic_run.registered
    assert pod.request.parent == component.urn
    assert not pod.other_names
    assert not component.other_names


def test_the_pod_is_the_textbooks(classic_run: Run) -> None:
    labels = {
        "app.kubernetes.io/name": "mc1",
        "app.kubernetes.io/instance": "shop-test",
        "app.kubernetes.io/managed-by": "pulumi",
    }
    assert classic_run.resource(POD).inputs == {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "mc1", "labels": labels},
        "spec": {
            "volumes": [{"name": "html", "emptyDir": {}}],
            "containers": [
                {
                    "name": "1st",
                    "image": "nginx",
                    "ports": [{"name": "http", "containerPort": 80}],
                    "volumeMounts": [
                        {"name": "html", "mountPath": "/usr/share/nginx/html", "readOnly": True}
                    ],
                },
                {
                    "name": "2nd",
                    "image": "debian",
                    "command": ["/bin/sh", "-c"],
                    "args": ["while true; do date >> /html/index.html; sleep 1; done"],
                    "volumeMounts": [{"name": "html", "mountPath": "/html"}],
                },
            ],
        },
    }


def test_the_pod_is_deleted_before_it_is_replaced(classic_run: Run) -> None:
    assert classic_run.resource(POD).request.deleteBeforeReplace


def test_a_preview_does_not_know_the_name_of_a_new_pod(classic_run: Run) -> None:
    stash = classic_run.resource(STASH)
    assert list(stash.request.replaceOnChanges) == ["input"]
    assert stash.urn in classic_run.resource(POD).request.propertyDependencies["metadata"].urns
    other = run(lambda: SidecarPod("mc1", first(image="nginx:1.29.3"))).resource(STASH)
    assert other.inputs != stash.inputs


def test_up_waits_five_minutes_for_it_and_not_ten(classic_run: Run) -> None:
    timeouts = classic_run.resource(POD).request.customTimeouts
    assert (timeouts.create, timeouts.update) == ("300s", "300s")


def test_its_outputs_are_its_name_namespace_ip_and_endpoints(classic_run: Run) -> None:
    assert classic_run.returned == {
        "name": "mc1",
        "namespace": "default",
        "pod_ip": "10.88.0.7",
        "endpoints": {
            "selector": {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"},
            "ports": [{"port": 80, "name": "http", "protocol": "TCP"}],
        },
    }


def test_its_outputs_are_registered_once_under_the_names_of_the_schema(classic_run: Run) -> None:
    component = classic_run.registered[0]
    (registered,) = classic_run.outputs[component.urn]
    returned = classic_run.returned
    assert registered == {
        "name": returned["name"],
        "namespace": returned["namespace"],
        "podIP": returned["pod_ip"],
        "endpoints": returned["endpoints"],
    }


def test_name_and_namespace_may_be_stated() -> None:
    made = run(lambda: vars_of(SidecarPod("mc1", classic(name="web", namespace="front"))))
    metadata = made.resource(POD).inputs["metadata"]
    assert (metadata["name"], metadata["namespace"]) == ("web", "front")
    assert metadata["labels"]["app.kubernetes.io/name"] == "mc1"
    assert (made.returned["name"], made.returned["namespace"]) == ("web", "front")
    assert made.returned["endpoints"]["namespace"] == "front"


def test_annotations_are_the_pods() -> None:
    made = run(lambda: SidecarPod("mc1", classic(annotations={"note": "x"})))
    assert made.resource(POD).inputs["metadata"]["annotations"] == {"note": "x"}


def test_the_endpoints_of_a_native_sidecar_come_after_those_of_the_main_containers() -> None:
    sidecar = {"name": "m", "image": "debian", "ports": [{"name": "metrics", "container_port": 9113}]}
    init = {"name": "i", "image": "debian", "ports": [{"name": "early", "container_port": 99}]}
    made = run(lambda: SidecarPod("mc1", classic(sidecars=[sidecar], init_containers=[init])).endpoints)
    assert [port["name"] for port in made.returned["ports"]] == ["http", "metrics"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (None, "mc1: is nothing; expected a map"),
        (["nginx"], "mc1: is a list; expected a map"),
    ],
    ids=["nothing", "list"],
)
def test_arguments_that_are_no_map_are_refused(args: object, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarPod("mc1", args))  # pyright: ignore[reportArgumentType]
    assert str(refusal.value) == sentence


def test_fields_that_are_none_are_ignored() -> None:
    nothing = classic(name=None, namespace=None, instance=None, labels=None, pod_security=None)
    plain = {key: value for key, value in classic().items() if key != "pod_security"}
    with_none, without = (run(lambda args=args: SidecarPod("mc1", args)) for args in (nothing, plain))  # pyright: ignore
    assert with_none.resource(POD).inputs == without.resource(POD).inputs


def test_a_refused_pod_registers_no_object() -> None:
    registered: list[str] = []

    def program() -> None:
        try:
            SidecarPod("mc1", classic(containers=[]))
        finally:
            registered.append("the constructor ended")

    with pytest.raises(WiringError, match="containers is empty"):
        run(program)
    assert registered == ["the constructor ended"]
