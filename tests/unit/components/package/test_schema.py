"""The schema of the package for other languages."""

import json
from collections.abc import Iterator
from importlib.metadata import version
from inspect import get_annotations
from pathlib import Path
from typing import cast, get_args, is_typeddict

import pulumi
import pytest
import yaml

from sidecar_pods import COMPONENTS
from sidecar_pods.arguments.workload_args import Endpoints
from sidecar_pods.kubernetes.names import python_name
from sidecar_pods.kubernetes.types import fields_of
from sidecar_pods.package import schema as generator
from tests.foreign import JsonObject
from tests.unit.components.package.engine import HOST

SCHEMA: JsonObject = json.loads(generator.SCHEMA.read_text(encoding="utf-8"))
TYPES: JsonObject = SCHEMA["types"]
IN_KUBERNETES = f"/kubernetes/v{version('pulumi-kubernetes')}/schema.json#/types/kubernetes:"


def properties() -> Iterator[tuple[str, JsonObject]]:
    """Yield each property of the schema, with its place."""
    for kind in ("resources", "types"):
        for token, each in SCHEMA[kind].items():
            for group in ("properties", "inputProperties"):
                for name, one in each.get(group, {}).items():
                    yield f"{token}.{name}", one


def parts(value: object) -> Iterator[JsonObject]:
    """Yield each object inside a value."""
    if isinstance(value, dict):
        found = cast("JsonObject", value)
        yield found
        for each in found.values():
            yield from parts(each)
    if isinstance(value, list):
        for each in cast("list[object]", value):
            yield from parts(each)


def arguments_of(component: type) -> type:
    return get_annotations(component.__init__)["args"]


def argument_types() -> dict[str, type]:
    """Return every TypedDict inside of the components' arguments, by its type in the schema."""
    found: dict[str, type] = {"Endpoints": Endpoints}
    waiting: list[object] = [
        *get_annotations(Endpoints).values(),
        *(get_annotations(arguments_of(each)) for each in COMPONENTS),
    ]
    while waiting:
        each = waiting.pop()
        waiting.extend(each.values() if isinstance(each, dict) else get_args(each))  # pyright: ignore
        if isinstance(each, type) and is_typeddict(each) and each not in found.values():
            found[each.__name__.removesuffix("Args").removeprefix("Sidecar")] = each
            waiting.extend(get_annotations(each).values())
    return found


def test_committed_schema_is_current() -> None:
    current = generator.text(generator.schema())
    assert generator.SCHEMA.read_text(encoding="utf-8") == current, (
        "components/schema.json: run `make schema`"
    )


def test_schema_has_every_component() -> None:
    assert set(SCHEMA["resources"]) == {f"sidecar:index:{each.__name__}" for each in COMPONENTS}
    assert all(each["isComponent"] for each in SCHEMA["resources"].values())


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda each: each.__name__)
def test_inputs_of_a_component_are_the_fields_of_its_arguments(component: type) -> None:
    resource, args = SCHEMA["resources"][f"sidecar:index:{component.__name__}"], arguments_of(component)
    assert [python_name(each) for each in resource["inputProperties"]] == list(get_annotations(args))
    assert {python_name(each) for each in resource["requiredInputs"]} == args.__required_keys__  # pyright: ignore


def test_types_are_the_argument_types_without_their_suffix() -> None:
    assert {token.removeprefix("sidecar:index:") for token in TYPES} == {*argument_types(), "Place"}
    assert not [token for token in TYPES if token.endswith("Args")]


@pytest.mark.parametrize("name", argument_types())
def test_type_has_the_fields_of_its_arguments(name: str) -> None:
    kind, declared = TYPES[f"sidecar:index:{name}"], argument_types()[name]
    assert [python_name(each) for each in kind["properties"]] == list(get_annotations(declared))
    assert {python_name(each) for each in kind["required"]} == declared.__required_keys__  # pyright: ignore


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda each: each.__name__)
def test_outputs_of_a_component_are_the_outputs_of_its_class(component: type) -> None:
    outputs = SCHEMA["resources"][f"sidecar:index:{component.__name__}"]["properties"]
    declared = get_annotations(component)
    assert [python_name(each) for each in outputs] == list(declared)
    assert {getattr(each, "__origin__", None) for each in declared.values()} == {pulumi.Output}


def test_every_component_type_and_field_is_described() -> None:
    assert [place for place, one in properties() if not one.get("description")] == []
    assert all(each["description"] for kind in ("resources", "types") for each in SCHEMA[kind].values())


def test_descriptions_name_fields_as_other_languages_do() -> None:
    volume = TYPES["sidecar:index:SharedVolume"]["properties"]["sharedBy"]
    assert "instead of `writtenBy` and `readBy`" in volume["description"]


def test_nothing_is_of_any_type() -> None:
    references = {each["$ref"] for each in parts(SCHEMA) if "$ref" in each}
    assert not [each for each in references if each.startswith("pulumi.json")]
    assert not [place for place, one in properties() if not {"type", "$ref", "oneOf"} & one.keys()]


def test_every_reference_leads_to_a_type() -> None:
    for reference in (each["$ref"] for each in parts(SCHEMA) if "$ref" in each):
        if reference.startswith("#/types/"):
            assert reference.removeprefix("#/types/") in TYPES
        else:
            assert fields_of(reference.removeprefix(IN_KUBERNETES).replace("%2F", "/"))


def test_type_of_kubernetes_is_referred_to() -> None:
    assert TYPES["sidecar:index:Container"]["properties"]["readinessProbe"]["$ref"] == (
        f"{IN_KUBERNETES}core%2Fv1:Probe"
    )


@pytest.mark.parametrize(
    ("kind", "token"), [("PodTemplate", "PodSpec"), ("Container", "Container"), ("Place", "VolumeMount")]
)
def test_fields_of_kubernetes_have_its_own_names(kind: str, token: str) -> None:
    known = fields_of(f"core/v1:{token}")
    names = {python_name(name): name for name in TYPES[f"sidecar:index:{kind}"]["properties"]}
    renamed = [name for name in names.keys() & known.keys() if names[name] != known[name].name]
    assert renamed == []


def test_place_is_a_path_or_an_object_or_a_list_of_both() -> None:
    place = [{"type": "string"}, {"$ref": "#/types/sidecar:index:Place"}]
    places = TYPES["sidecar:index:SharedVolume"]["properties"]["writtenBy"]["additionalProperties"]
    assert places == {"oneOf": [*place, {"type": "array", "items": {"oneOf": place}}]}


def test_field_that_takes_no_output_is_plain() -> None:
    pod = SCHEMA["resources"]["sidecar:index:SidecarPod"]["inputProperties"]
    assert pod["networkPolicy"]["plain"]
    assert "plain" not in pod["containers"]
    assert SCHEMA["resources"]["sidecar:index:SidecarDeployment"]["inputProperties"]["template"]["plain"]


def test_output_of_a_component_is_an_input_of_the_service() -> None:
    resources = SCHEMA["resources"]
    served = resources["sidecar:index:SidecarService"]["inputProperties"]["workload"]["$ref"]
    assert served == resources["sidecar:index:SidecarPod"]["properties"]["endpoints"]["$ref"]
    assert not [each for each in parts(TYPES["sidecar:index:Endpoints"]) if "plain" in each]


def test_types_of_outputs_read_the_same_in_python() -> None:
    """The host returns them as they are."""
    for kind in ("Endpoints", "EndpointPort"):
        names = list(TYPES[f"sidecar:index:{kind}"]["properties"])
        assert names == [python_name(each) for each in names]


def test_sdk_of_every_language_depends_on_that_of_kubernetes() -> None:
    language, release = SCHEMA["language"], version("pulumi-kubernetes")
    assert language["nodejs"]["dependencies"]["@pulumi/kubernetes"] == f"^{release}"
    assert language["python"]["requires"]["pulumi-kubernetes"].startswith(f">={release},")
    assert language["csharp"]["packageReferences"]["Pulumi.Kubernetes"] == "4.*"
    assert language["java"]["dependencies"]["com.pulumi:kubernetes"] == release
    assert "go" in language  # its SDK imports the module that Kubernetes' own schema names
    assert SCHEMA["dependencies"] == [{"name": "kubernetes", "version": release}]


def test_schema_says_what_the_distribution_says() -> None:
    assert SCHEMA["version"] == version("sidecar-pods")
    assert SCHEMA["license"] == "MIT"
    assert SCHEMA["publisher"] == "The multi-container-pods authors"
    assert {"kubernetes", "sidecar", "category/cloud", "kind/component"} <= set(SCHEMA["keywords"])
    assert SCHEMA["description"].startswith("Pulumi components for multi-container Pods")


def test_package_has_a_namespace_of_its_own() -> None:
    assert SCHEMA["namespace"] == "sidecar-pods"


def test_addresses_come_from_the_urls_of_the_distribution(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stated = (generator.FOLDER / "pyproject.toml").read_text()
    urls = {
        "Homepage": "https://a.example",
        "Repository": "https://b.example",
        "Logo": "https://c.example/l.svg",
    }
    table = "".join(f'{label} = "{url}"\n' for label, url in urls.items())
    (tmp_path / "pyproject.toml").write_text(f"{stated}\n[project.urls]\n{table}")
    monkeypatch.setattr(generator, "FOLDER", tmp_path)
    made = generator.schema()
    assert [made[field] for field in ("homepage", "repository", "logoUrl")] == list(urls.values())


def test_pulumi_installs_the_plugin_into_an_environment_of_its_own() -> None:
    runtime = yaml.safe_load((HOST / "PulumiPlugin.yaml").read_text())["runtime"]
    assert runtime == {"name": "python", "options": {"toolchain": "pip", "virtualenv": ".venv"}}
    assert not (
        HOST / "requirements.txt"
    ).exists()  # it would be installed twice, after the distribution itself
