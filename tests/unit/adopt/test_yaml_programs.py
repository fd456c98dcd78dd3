"""A program in Pulumi YAML states the same objects, made as the host of the package makes them."""

import json
import re
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest
import yaml

import sidecar_pods
from sidecar_pods.arguments.where import Where
from sidecar_pods.package.inputs import Inputs
from tests.unit.adopt.manifests import deployment
from tests.unit.adopt.programs import by_identity, meaning, objects_in, program_of
from tests.unit.adopt.test_fields import PODS, WORKLOADS
from tests.unit.adopt.test_services import OTHERS, SERVICES, WEB
from tests.unit.pulumi_mocks import run

# Any: the schema and the programs are data.
Args = dict[str, Any]
SCHEMA: Args = json.loads((Path(__file__).parents[3] / "components" / "schema.json").read_text())
INPUTS = Inputs(SCHEMA["types"])


def objects_of_yaml(program: str) -> list[dict[str, Any]]:
    """Return the objects that a program in Pulumi YAML states."""
    resources: dict[str, Any] = yaml.safe_load(program)["resources"]

    def make() -> None:
        made: dict[str, Any] = {}
        for key, resource in resources.items():
            made[key] = _resource(resource.get("name", key), resource, made)

    return [meaning(each.inputs) for each in run(make).objects]


def _resource(name: str, resource: dict[str, Any], made: dict[str, Any]) -> pulumi.Resource:
    kind: str = resource["type"]
    given = _values(resource["properties"], made)
    if kind.startswith("sidecar:"):
        component = kind.partition(":")[2]
        fields = SCHEMA["resources"][f"sidecar:index:{component}"]["inputProperties"]
        args = INPUTS.in_python(given, fields, Where(name), component)
        return getattr(sidecar_pods, component)(name, args)
    version, _, end = kind.removeprefix("kubernetes:").rpartition(":")
    own = {"apiVersion": version.removeprefix("core/"), "kind": end}
    if end == "CustomResource":
        own = {}
    return pulumi.CustomResource(kind, name, {**own, **given})


def _values(value: Any, made: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return a value as Pulumi YAML reads it, with the outputs that its references name."""
    if isinstance(value, dict):
        return {_values(key, made): _values(each, made) for key, each in cast("Args", value).items()}
    if isinstance(value, list):
        return [_values(each, made) for each in cast("list[Any]", value)]
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
