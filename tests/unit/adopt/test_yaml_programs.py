"""A program in Pulumi YAML states the same objects, made as the host of the package makes them."""

import re
from inspect import get_annotations
from typing import cast

import pulumi
import pytest
import yaml

import sidecar_pods
from sidecar_pods.arguments.where import Where
from sidecar_pods.package.inputs import in_python
from tests.foreign import Json, JsonObject
from tests.unit.adopt.manifests import deployment
from tests.unit.adopt.programs import by_identity, meaning, objects_in, program_of
from tests.unit.adopt.test_fields import PODS, WORKLOADS
from tests.unit.adopt.test_services import OTHERS, SERVICES, WEB
from tests.unit.pulumi_mocks import run

# Any: the schema and the programs are data.
Args = JsonObject


def objects_of_yaml(program: str) -> list[JsonObject]:
    """Return the objects that a program in Pulumi YAML states."""
    resources: JsonObject = yaml.safe_load(program)["resources"]

    def make() -> None:
        made: JsonObject = {}
        for key, resource in resources.items():
            made[key] = _resource(resource.get("name", key), resource, made)

    return [meaning(each.inputs) for each in run(make).objects]


def _resource(name: str, resource: JsonObject, made: JsonObject) -> pulumi.Resource:
    kind: str = resource["type"]
    given = _values(resource["properties"], made)
    if kind.startswith("sidecar:"):
        component: type = getattr(sidecar_pods, kind.partition(":")[2])
        arguments = get_annotations(component.__init__)["args"]
        return component(name, in_python(given, arguments, Where(name), component.__name__))
    version, _, end = kind.removeprefix("kubernetes:").rpartition(":")
    own = {"apiVersion": version.removeprefix("core/"), "kind": end}
    if end == "CustomResource":
        own = {}
    return pulumi.CustomResource(kind, name, {**own, **given})


def _values(value: Json, made: JsonObject) -> Json:
    """Return a value as Pulumi YAML reads it, with the outputs that its references name."""
    if isinstance(value, dict):
        return {_values(key, made): _values(each, made) for key, each in cast("Args", value).items()}
    if isinstance(value, list):
        return [_values(each, made) for each in cast("list[Json]", value)]
    if isinstance(value, str) and (reference := re.fullmatch(r"\$\{(\w+)\.(\w+)\}", value)):
        return getattr(made[reference[1]], reference[2])
    return value.replace("$$", "$") if isinstance(value, str) else value


MANIFESTS = {
    **WORKLOADS,
    **{name: deployment(spec) for name, spec in PODS.items()},
    **{f"service: {name}": f"{manifest}---\n{WEB}" for name, manifest in SERVICES.items()},
    **{f"other: {name}": manifest for name, manifest in OTHERS.items() if "without a spec" not in name},
}


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_program_in_yaml_states_the_objects(manifest: str) -> None:
    expected = by_identity(objects_in(manifest))
    for each in expected.values():
        each.get("spec", {}).pop("exec", None)  # null
    assert by_identity(objects_of_yaml(program_of(manifest, "yaml"))) == expected
