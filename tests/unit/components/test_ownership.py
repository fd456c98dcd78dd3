"""Every Kubernetes object of a program is marked as the stack's own."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core.v1 import ConfigMap, ConfigMapPatch
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs, ObjectMetaArgsDict

from sidecar_pods import own_every_object
from sidecar_pods.workloads.ownership import stack_label
from tests.unit.pulumi_mocks import CONFIG_MAP, UNKNOWN, later, run, unknown

ANNOTATIONS = {"pulumi.com/patchFieldManager": "shop-test"}
LABELS = {"pod-deploy/stack": "shop-test"}


def metadata(program: Callable[[], object], *, preview: bool = False) -> dict[str, object]:
    """Return the metadata of the one ConfigMap that a program makes."""

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


def test_object_without_metadata_gets_some() -> None:
    assert metadata(lambda: ConfigMap("a")) == {"annotations": ANNOTATIONS, "labels": LABELS}


def test_metadata_known_later_is_marked_then() -> None:
    marked = metadata(lambda: ConfigMap("a", metadata=later({"name": "a"})))
    assert marked == {"name": "a", "annotations": ANNOTATIONS, "labels": LABELS}


def test_labels_known_later_are_kept() -> None:
    marked = metadata(lambda: ConfigMap("a", metadata={"labels": later({"mine": "yes"})}))
    assert marked["labels"] == {"mine": "yes", **LABELS}


def test_name_unknown_to_a_preview_hides_no_mark() -> None:
    marked = metadata(lambda: ConfigMap("a", metadata={"name": unknown()}), preview=True)
    assert marked == {"name": UNKNOWN, "annotations": ANNOTATIONS, "labels": LABELS}


def test_program_keeps_what_it_states_itself() -> None:
    given: ObjectMetaArgsDict = {
        "annotations": {"pulumi.com/patchFieldManager": "me"},
        "labels": {"mine": "yes"},
    }
    marked = metadata(lambda: ConfigMap("a", metadata=given))
    assert marked["annotations"] == {"pulumi.com/patchFieldManager": "me"}
    assert marked["labels"] == {"mine": "yes", **LABELS}


def test_arguments_of_the_program_stay_as_they_are() -> None:
    given = ObjectMetaArgs(name="a")
    metadata(lambda: ConfigMap("a", metadata=given))
    assert given.annotations is None


def test_retained_object_gets_no_label_so_that_nothing_deletes_it() -> None:
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
def test_object_inherits_from_its_component_that_it_stays(opts: pulumi.ResourceOptions) -> None:
    assert "labels" not in metadata(lambda: Parent(opts))


def test_object_may_go_though_its_component_stays() -> None:
    stays, goes = (pulumi.ResourceOptions(retain_on_delete=each) for each in (True, False))
    goes.protect = False
    assert metadata(lambda: Parent(stays, goes))["labels"] == LABELS


def test_object_to_import_is_not_marked_as_it_must_be_as_it_is() -> None:
    imported = pulumi.ResourceOptions(import_="default/a")
    assert metadata(lambda: ConfigMap("a", metadata={"name": "a"}, opts=imported)) == {"name": "a"}


def test_kind_whose_name_ends_in_patch_is_an_object_like_any_other() -> None:
    def program() -> None:
        own_every_object()
        CustomResource("a", api_version="example.com/v1", kind="RoutePatch", metadata={"name": "a"})

    (made,) = run(program).registered
    assert made.inputs["metadata"]["labels"] == LABELS


def test_patch_of_somebody_elses_object_is_not_marked() -> None:
    def program() -> None:
        own_every_object()
        ConfigMapPatch("a", metadata={"name": "a"})

    (patch,) = run(program).registered
    assert patch.inputs["metadata"] == {"name": "a"}


def test_what_is_no_object_of_kubernetes_stays_as_it_is() -> None:
    def program() -> None:
        own_every_object()
        pulumi.Stash("a", input={"kind": "Pod"})

    (stash,) = run(program).registered
    assert stash.inputs == {"input": {"kind": "Pod"}}


def test_label_of_a_long_name_fits_and_differs_from_its_neighbours() -> None:
    one, other = (stack_label("p" * 90 + end) for end in ("a", "b"))
    assert len(one) == len(other) == 63
    assert one != other
