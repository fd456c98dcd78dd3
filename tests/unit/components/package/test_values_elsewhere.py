"""Secret and unknown values deep in the inputs reach the objects of each component, as in Python."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import pulumi
import pytest

import sidecar_pods
from sidecar_pods import COMPONENTS
from sidecar_pods.kubernetes.names import python_name
from tests.foreign import Json, JsonObject
from tests.unit.components.package import engine
from tests.unit.components.package.engine import URN, Host, plain
from tests.unit.pulumi_mocks import UNKNOWN, Registration, run
from tests.unit.pulumi_mocks import unknown as unknown_in_python

Inputs = Callable[[object], dict[str, object]]
"""The inputs of a component with a value somewhere inside, as another language spells them."""

SECRET = "s3cret"  # noqa: S105 (the text that must be hidden)
TOKEN = f"{URN}kubernetes:core/v1:Secret::token"


def secret() -> pulumi.Output[Json]:
    return pulumi.Output.secret(SECRET)


def pod(value: object) -> dict[str, object]:
    return {
        "containers": [{"name": "web", "image": "nginx", "env": [{"name": "TOKEN", "value": value}]}],
        "podSecurity": "privileged",
    }


def claiming(value: object) -> dict[str, object]:
    storage = {"requests": {"storage": "1Gi"}}
    claim = {"spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": value, "resources": storage}}
    volume = {"name": "data", "writtenBy": {"web": "/data"}, "readBy": {"2nd": "/data"}}
    two = [{"name": "web", "image": "nginx"}, {"name": "2nd", "image": "debian"}]
    return {
        "template": {"containers": two, "sharedVolumes": [{**volume, "volumeClaimTemplate": claim}]},
        "replicas": 1,
    }


ENDPOINTS = {"selector": {"app": "web"}, "ports": [{"port": 80, "name": "http", "protocol": "TCP"}]}
INPUTS: Mapping[str, Inputs] = {
    "SidecarPod": pod,
    "SidecarDeployment": lambda value: {"template": pod(value)},
    "SidecarDaemonSet": lambda value: {"template": pod(value)},
    "SidecarStatefulSet": claiming,
    "SidecarJob": lambda value: {"template": pod(value)},
    "SidecarCronJob": lambda value: {"schedule": "@daily", "jobTemplate": {"template": pod(value)}},
    "SidecarService": lambda value: {"workload": ENDPOINTS, "annotations": {"token": value}},
    "SecuredNamespace": lambda value: {"name": value, "podSecurity": "restricted"},
}
each_component = pytest.mark.parametrize("component", [each.__name__ for each in COMPONENTS])


def in_python(
    component: str, value: Callable[[], pulumi.Output[Json]], *, preview: bool = False
) -> Sequence[Registration]:
    """Return the objects of a component that a program in Python states."""
    made = getattr(sidecar_pods, component)
    return run(lambda: made("mc1", _spelled(INPUTS[component](value()))), preview=preview).objects


def _spelled(value: Json) -> Json:
    """Return inputs with the names that they have in Python."""
    if isinstance(value, dict):
        return {python_name(key): _spelled(each) for key, each in cast("JsonObject", value).items()}
    if isinstance(value, list):
        return [_spelled(each) for each in cast("list[Json]", value)]
    return value


def without_secrets(value: Json, shown: str | None = None) -> Json:
    """Return a value in which each secret is a text; without the text, in which it is itself."""
    if isinstance(value, list):
        return [without_secrets(each, shown) for each in cast("list[Json]", value)]
    if not isinstance(value, dict):
        return value
    known = cast("JsonObject", value)
    if "secret" in known:
        return without_secrets(known["secret"]) if shown is None else shown
    return {key: without_secrets(each, shown) for key, each in known.items()}


@each_component
def test_secret_reaches_the_objects_and_stays_secret(package: Host, component: str) -> None:
    value = engine.output(SECRET, secret=True)
    made = package.construct(component, INPUTS[component](value)).registered
    assert SECRET not in str(without_secrets(made, "***"))
    expected = {each.type: each.inputs for each in in_python(component, secret)}
    assert SECRET in str(expected)
    assert {kind: without_secrets(made[kind]) for kind in expected} == expected


@each_component
@pytest.mark.parametrize("value", [engine.unknown(), engine.computed()], ids=["output", "computed"])
def test_unknown_value_stays_unknown_and_all_else_is_known(
    package: Host, component: str, value: object
) -> None:
    made = package.construct(component, INPUTS[component](value), preview=True).registered
    expected = {each.type: each.inputs for each in in_python(component, unknown_in_python, preview=True)}
    assert UNKNOWN in str(expected)
    assert {kind: plain(made[kind]) for kind in expected} == expected


@each_component
def test_value_of_another_resource_makes_the_objects_depend_on_it(package: Host, component: str) -> None:
    inputs = INPUTS[component](engine.output("hello", of=[TOKEN]))
    # The engine names the resources that each input depends on beside the inputs, too.
    depending = {name: [TOKEN] for name, each in inputs.items() if "hello" in str(each)}
    package.construct(component, inputs, dependencies=depending)
    found = [urns for fields in package.engine.dependencies.values() for urns in fields.values()]
    assert [TOKEN] in found
