"""Outputs of objects are those of the SDK's output classes."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, cast

import pulumi
import pytest

from sidecar_pods import SidecarDeployment, SidecarPod
from sidecar_pods.kubernetes import objects
from sidecar_pods.kubernetes.outputs import Fields
from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, Type, fields_of
from tests.foreign import JsonObject
from tests.unit.components.kubernetes.manifests import OURS, SDK, Make, inputs
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import DEPLOYMENT, POD, SERVICE, UNKNOWN, run, unknown

STATUS: Mapping[str, JsonObject] = {
    "Deployment": {
        "replicas": 2,
        "conditions": [{"type": "Available", "status": "True", "lastUpdateTime": "2026-11-26T02:00:00Z"}],
    },
    "Pod": {"podIP": "10.1.2.3", "podIPs": [{"ip": "10.1.2.3"}], "hostIP": "10.99.0.1"},
    "Service": {"loadBalancer": {"ingress": [{"ip": "1.2.3.4", "ports": [{"port": 80, "protocol": "TCP"}]}]}},
}


def outputs(make: Make, kind: str, *, preview: bool = False) -> JsonObject:
    """Return all outputs of an object, each as a value."""
    token = cast("str", getattr(OURS[kind], "token"))  # noqa: B009
    known = {f"kubernetes:{token}": {"status": STATUS[kind]}} if kind in STATUS else {}
    found: JsonObject = {}

    def program() -> None:
        made = make("web", **inputs(kind))
        for name in fields_of(token):
            # Any: outputs of any kind
            cast("pulumi.Output[Any]", getattr(made, name)).apply(
                lambda value, name=name: found.update({name: value})
            )

    run(program, preview=preview, known=known)
    return found


def assert_same(ours: object, theirs: object, declared: Type) -> None:
    """Compare two outputs to the last nested field, as a program reads them."""
    match declared:
        case Object(token) if theirs is not None:
            assert isinstance(ours, Fields)
            for name, field in fields_of(token).items():
                assert_same(getattr(ours, name), getattr(theirs, name), field.type)
                if getattr(theirs, name) is not None:
                    assert ours[name] is getattr(ours, name)
        case ListOf(item) if theirs is not None:
            pairs = zip(cast("Sequence[object]", ours), cast("Sequence[object]", theirs), strict=True)
            for one, other in pairs:
                assert_same(one, other, item)
        case MapOf() if theirs is not None:
            assert dict(cast("Mapping[str, object]", ours)) == theirs
        case _:
            assert (type(ours), ours) == (type(theirs), theirs)


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
@pytest.mark.parametrize("kind", SDK)
def test_outputs_are_those_of_the_sdks_class(kind: str, preview: bool) -> None:
    ours, theirs = outputs(OURS[kind], kind, preview=preview), outputs(SDK[kind], kind, preview=preview)
    assert set(ours) == set(theirs)
    assert set(ours) >= {"api_version", "kind", "metadata"}
    for name, field in fields_of(cast("str", getattr(OURS[kind], "token"))).items():  # noqa: B009
        if name in ours:
            assert_same(ours[name], theirs[name], field.type)


def test_a_components_object_is_an_attribute_with_the_sdks_type() -> None:
    def program() -> dict[str, object]:
        component = SidecarDeployment("mc1", {"template": classic()})
        metadata: pulumi.Output[str] = component.deployment.metadata.name
        return {"name": metadata, "image": component.deployment.spec.template.spec.containers[0].image}

    assert run(program).returned == {"name": "mc1", "image": "nginx"}


def test_fields_that_a_preview_does_not_know_leave_the_others_known() -> None:
    def program() -> dict[str, object]:
        service = objects.Service("web", metadata={"name": unknown(), "namespace": "front"})
        return {
            "name": service.metadata.name,
            "namespace": service.metadata.namespace,
            "status": service.status,
        }

    returned = run(program, preview=True).returned
    assert returned == {"name": UNKNOWN, "namespace": "front", "status": UNKNOWN}


def test_absent_fields_are_none() -> None:
    def program() -> dict[str, object]:
        pod = SidecarPod("mc1", classic()).pod
        by_item = cast("pulumi.Output[dict[str, object]]", pod.metadata)["generate_name"]
        return {"status": pod.status, "attribute": pod.metadata.generate_name, "item": by_item}

    assert run(program).returned == {"status": None, "attribute": None, "item": None}


def test_a_list_and_a_map_keep_their_own_keys() -> None:
    known = {SERVICE: {"status": STATUS["Service"]}}

    def program() -> dict[str, object]:
        labels = {"not_camel_case": "1", "camelCase": "2"}
        service = objects.Service("web", metadata={"labels": labels})
        ingress = service.status.load_balancer.ingress
        return {"labels": service.metadata.labels, "ip": ingress[0].ip, "port": ingress[0].ports[0].port}

    returned = run(program, known=known).returned
    assert returned == {"labels": {"not_camel_case": "1", "camelCase": "2"}, "ip": "1.2.3.4", "port": 80}
    assert isinstance(returned["port"], int)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (["metdata"], "Deployment has no field metdata; did you mean metadata?"),
        (["metadata", "nam"], "ObjectMeta has no field nam; did you mean name?"),
        (["metadata", "generateName"], "ObjectMeta has no field generateName; did you mean generate_name?"),
        (["metadata", "zzz"], "ObjectMeta has no field zzz"),
    ],
    ids=["of the object", "of a part", "in Kubernetes' own case", "like no other"],
)
def test_a_field_that_does_not_exist_is_refused(path: list[str], sentence: str) -> None:
    def program() -> object:
        made: object = SidecarDeployment("mc1", {"template": classic()}).deployment
        return reduce(getattr, path, made)

    with pytest.raises(AttributeError) as refusal:
        run(program)
    assert str(refusal.value) == sentence


def test_an_item_that_does_not_exist_is_refused() -> None:
    def program() -> object:
        made = SidecarDeployment("mc1", {"template": classic()}).deployment
        return cast("pulumi.Output[dict[str, object]]", made.metadata)["nam"]

    with pytest.raises(KeyError, match="ObjectMeta has no field nam; did you mean name"):
        run(program)


def test_a_secret_input_stays_secret_in_the_output() -> None:
    def program() -> pulumi.Output[bool]:
        data = objects.ConfigMap("web", data={"password": pulumi.Output.secret("s3cret")}).data
        return pulumi.Output.from_input(data.is_secret())

    assert run(program).returned is True


def test_objects_of_one_kind_share_a_class() -> None:
    def program() -> None:
        one, other = SidecarPod("a", classic()).pod, SidecarPod("b", classic()).pod
        assert type(one) is type(other) is objects.Pod

    assert run(program).kinds.count(POD) == 2
    assert DEPLOYMENT not in run(program).kinds
