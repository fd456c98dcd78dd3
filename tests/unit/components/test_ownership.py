"""Every Kubernetes object of a program gets the stack's label and field manager."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core.v1 import ConfigMap, ConfigMapPatch
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs, ObjectMetaArgsDict

from sidecar_pods import own_every_object
from sidecar_pods.kubernetes.ownership import stack_label
from tests.unit.pulumi_mocks import CONFIG_MAP, UNKNOWN, later, run, unknown

ANNOTATIONS = {"pulumi.com/patchFieldManager": "shop-test"}
LABELS = {"pod-deploy/stack": "shop-test"}


def metadata(program: Callable[[], object], *, preview: bool = False) -> dict[str, object]:
    """Run a program that creates one ConfigMap; return its metadata."""

    def owned() -> None:
        own_every_object()
        program()

    return run(owned, preview=preview).resource(CONFIG_MAP).inputs["metadata"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"name": "a"}, id="a dict"),
        pytest.param(ObjectMetaArgs(name="a"), id="an Args object"),
        pytest.param({"name": "a", "labels": {}, "annotations": None}, id="empty maps"),
    ],
)
def test_object_gets_the_annotation_and_the_label(given: ObjectMetaArgs | ObjectMetaArgsDict) -> None:
    assert metadata(lambda: ConfigMap("a", metadata=given)) == {
        "name": "a",
        "annotations": ANNOTATIONS,
        "labels": LABELS,
    }


def test_object_without_metadata_gets_the_annotation_and_the_label() -> None:
    assert metadata(lambda: ConfigMap("a")) == {"annotations": ANNOTATIONS, "labels": LABELS}


def test_metadata_of_an_output_is_marked() -> None:
    marked = metadata(lambda: ConfigMap("a", metadata=later({"name": "a"})))
    assert marked == {"name": "a", "annotations": ANNOTATIONS, "labels": LABELS}


def test_labels_of_an_output_are_kept() -> None:
    marked = metadata(lambda: ConfigMap("a", metadata={"labels": later({"mine": "yes"})}))
    assert marked["labels"] == {"mine": "yes", **LABELS}


def test_object_with_an_unknown_name_is_marked_in_a_preview() -> None:
    marked = metadata(lambda: ConfigMap("a", metadata={"name": unknown()}), preview=True)
    assert marked == {"name": UNKNOWN, "annotations": ANNOTATIONS, "labels": LABELS}


def test_own_annotation_and_labels_of_the_program_are_kept() -> None:
    given: ObjectMetaArgsDict = {
        "annotations": {"pulumi.com/patchFieldManager": "me"},
        "labels": {"mine": "yes"},
    }
    marked = metadata(lambda: ConfigMap("a", metadata=given))
    assert marked["annotations"] == {"pulumi.com/patchFieldManager": "me"}
    assert marked["labels"] == {"mine": "yes", **LABELS}


def test_arguments_of_the_program_are_not_modified() -> None:
    given = ObjectMetaArgs(name="a")
    metadata(lambda: ConfigMap("a", metadata=given))
    assert given.annotations is None


def test_retained_object_gets_no_label() -> None:
    retained = pulumi.ResourceOptions(retain_on_delete=True)
    marked = metadata(lambda: ConfigMap("a", metadata={"name": "a"}, opts=retained))
    assert marked == {"name": "a", "annotations": ANNOTATIONS}


class Parent(pulumi.ComponentResource):
    """A component with one ConfigMap."""

    def __init__(self, opts: pulumi.ResourceOptions, child: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tests:index:Parent", "parent", {}, opts)
        own = pulumi.ResourceOptions.merge(pulumi.ResourceOptions(parent=self), child)
        ConfigMap("a", metadata={"name": "a"}, opts=own)


@pytest.mark.parametrize(
    "opts",
    [
        pytest.param(pulumi.ResourceOptions(retain_on_delete=True), id="retained"),
        pytest.param(pulumi.ResourceOptions(protect=True), id="protected"),
    ],
)
def test_object_of_a_retained_or_protected_component_gets_no_label(opts: pulumi.ResourceOptions) -> None:
    assert "labels" not in metadata(lambda: Parent(opts))


def test_object_may_override_its_retained_component() -> None:
    stays, goes = (pulumi.ResourceOptions(retain_on_delete=each) for each in (True, False))
    goes.protect = False
    assert metadata(lambda: Parent(stays, goes))["labels"] == LABELS


def test_imported_object_is_not_marked() -> None:
    imported = pulumi.ResourceOptions(import_="default/a")
    assert metadata(lambda: ConfigMap("a", metadata={"name": "a"}, opts=imported)) == {"name": "a"}


def test_custom_kind_that_ends_in_patch_is_marked() -> None:
    def program() -> None:
        own_every_object()
        CustomResource("a", api_version="example.com/v1", kind="RoutePatch", metadata={"name": "a"})

    (made,) = run(program).registered
    assert made.inputs["metadata"]["labels"] == LABELS


def test_patch_resource_is_not_marked() -> None:
    def program() -> None:
        own_every_object()
        ConfigMapPatch("a", metadata={"name": "a"})

    (patch,) = run(program).registered
    assert patch.inputs["metadata"] == {"name": "a"}


def test_resource_outside_kubernetes_is_not_changed() -> None:
    def program() -> None:
        own_every_object()
        pulumi.Stash("a", input={"kind": "Pod"})

    (stash,) = run(program).registered
    assert stash.inputs == {"input": {"kind": "Pod"}}


def test_labels_of_long_names_fit_and_are_unique() -> None:
    one, other = (stack_label("p" * 90 + end) for end in ("a", "b"))
    assert len(one) == len(other) == 63
    assert one != other
