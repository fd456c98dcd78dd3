"""Objects are registered exactly as the classes of Pulumi's SDK register them."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pulumi
import pulumi_kubernetes as k8s
import pytest
from google.protobuf.json_format import MessageToDict

from sidecar_pods import SidecarDeployment
from sidecar_pods.kubernetes import objects
from tests.foreign import JsonObject
from tests.unit.components.kubernetes.manifests import OURS, SDK, Make, inputs
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import DEPLOYMENT, SERVICE, Run, run

each_kind = pytest.mark.parametrize("kind", SDK)


def requests(program: Callable[[], object], *, preview: bool = False) -> list[JsonObject]:
    """Run a program; return its requests to the engine, without the lines of code that they come from."""
    found: list[JsonObject] = []
    for each in run(program, preview=preview).registered:
        request = MessageToDict(each.request)
        found.append(
            {key: part for key, part in request.items() if key not in ("sourcePosition", "stackTrace")}
        )
    return found


def test_every_kind_is_compared() -> None:
    assert set(SDK) == set(OURS)


@each_kind
@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
def test_an_object_is_registered_as_by_the_sdks_class(kind: str, preview: bool) -> None:
    ours = requests(lambda: OURS[kind]("web", **inputs(kind)), preview=preview)
    assert ours == requests(lambda: SDK[kind]("web", **inputs(kind)), preview=preview)


def with_options(make: Make) -> Callable[[], None]:
    """Return a program that registers an object with many options."""

    def program() -> None:
        provider = k8s.Provider("east", context="east")
        other = k8s.core.v1.ConfigMap("other")
        options = pulumi.ResourceOptions(
            provider=provider,
            version="4.30.0",
            aliases=[
                pulumi.Alias(name="older"),
                "urn:pulumi:test::shop::kubernetes:apps/v1:Deployment::oldest",
            ],
            depends_on=[other],
            protect=True,
            ignore_changes=["spec.template", "api_version"],
            replace_on_changes=["metadata"],
            additional_secret_outputs=["spec", "api_version"],
            delete_before_replace=True,
            custom_timeouts=pulumi.CustomTimeouts(create="1m"),
        )
        make("web", **inputs("Deployment"), opts=options)

    return program


def test_options_are_those_of_the_sdks_class() -> None:
    assert requests(with_options(OURS["Deployment"])) == requests(with_options(SDK["Deployment"]))


def test_the_providers_version_is_that_of_the_installed_sdk() -> None:
    made = run(lambda: SidecarDeployment("mc1", {"template": classic()})).resource(DEPLOYMENT)
    assert (
        made.request.version == Path(k8s.__file__).with_name("pulumi-plugin.json").read_text().split('"')[-2]
    )


# Options of a component


def deployed(opts: Callable[[], pulumi.ResourceOptions]) -> Run:
    """Run a program that is one Deployment with options."""
    return run(lambda: SidecarDeployment("mc1", {"template": classic()}, opts()))


@pytest.mark.parametrize("several", [False, True], ids=["provider", "providers"])
def test_a_provider_of_the_component_is_that_of_its_object(several: bool) -> None:
    def opts() -> pulumi.ResourceOptions:
        east = k8s.Provider("east", context="east")
        return pulumi.ResourceOptions(providers=[east]) if several else pulumi.ResourceOptions(provider=east)

    assert "::east::" in deployed(opts).resource(DEPLOYMENT).request.provider


def test_a_provider_of_a_parent_is_that_of_the_object() -> None:
    class Parent(pulumi.ComponentResource):
        def __init__(self) -> None:
            east = k8s.Provider("east", context="east")
            super().__init__("tests:index:Parent", "parent", {}, pulumi.ResourceOptions(providers=[east]))

    made = deployed(lambda: pulumi.ResourceOptions(parent=Parent())).resource(DEPLOYMENT)
    assert "::east::" in made.request.provider


def test_an_object_is_a_child_of_its_component_which_may_have_older_names() -> None:
    made = deployed(lambda: pulumi.ResourceOptions(aliases=[pulumi.Alias(name="web")]))
    component, deployment = made.resource("sidecar:index:SidecarDeployment"), made.resource(DEPLOYMENT)
    assert component.other_names == ["web"]
    # The engine adds the older names of the parent to those that an object has by its older types.
    assert deployment.request.parent == component.urn
    assert "kubernetes:extensions/v1beta1:Deployment" in str(MessageToDict(deployment.request)["aliases"])


def seen_by_a_transformation(program: Callable[[], object]) -> JsonObject:
    """Run a program; return the props that a transformation of the stack sees, by type."""
    seen: JsonObject = {}

    def note(args: pulumi.ResourceTransformationArgs) -> None:
        seen[args.type_] = args.props

    def noted() -> None:
        pulumi.runtime.register_stack_transformation(note)
        program()

    run(noted)
    return seen


def test_a_transformation_sees_the_inputs_that_it_saw_of_the_sdks_class() -> None:
    made: JsonObject = {"metadata": {"name": "web"}, "spec": {"external_ips": ["10.0.0.1"]}}
    ours = seen_by_a_transformation(lambda: objects.Service("web", **made))
    assert ours == seen_by_a_transformation(lambda: k8s.core.v1.Service("web", **made))
    assert ours[SERVICE]["spec"] == {"external_ips": ["10.0.0.1"]}


def test_a_transformation_changes_inputs_and_options() -> None:
    def change(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != DEPLOYMENT:
            return None
        props = cast("JsonObject", args.props)
        spec: JsonObject = {**props["spec"], "min_ready_seconds": 3}
        spec["template"] = {**spec["template"], "metadata": k8s.meta.v1.ObjectMetaArgs(generate_name="x-")}
        opts = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(version="4.30.0"))
        return pulumi.ResourceTransformationResult({**props, "spec": spec}, opts)

    made = deployed(lambda: pulumi.ResourceOptions(transformations=[change])).resource(DEPLOYMENT)
    assert made.inputs["spec"]["minReadySeconds"] == 3
    assert made.inputs["spec"]["template"]["metadata"] == {"generateName": "x-"}
    assert made.request.version == "4.30.0"
