"""The inventory of a stack: a label finds its objects, the field manager tells the owner."""

from __future__ import annotations

from pod_deploy.planning.inventory import claims_of, find
from pod_deploy.stack.manifests import Manifest, key_of
from tests.unit.deploy.recorded import RecordedKubectl, by, live, pod

ANNOTATIONS = {"pulumi.com/patchFieldManager": "shop-dev"}
MARKED = {"annotations": ANNOTATIONS, "labels": {"pod-deploy/stack": "shop-dev"}}
THEIRS = by("kubectl-create", "Update", {"f:spec": {}})


def names(objects: list[Manifest]) -> list[str]:
    return [key_of(each).name for each in objects]


def found(*labelled: Manifest, declared: list[Manifest] | None = None) -> tuple[list[str], ...]:
    """Return the names of the stack's objects, of the kept ones, and of foreign ones."""
    kubectl = RecordedKubectl(answers={"api-resources": "pods\n", "get pods": list(labelled)})
    ours, kept, foreign = find(kubectl, "shop-dev", declared or [], declared or [])
    return names(ours), names(kept), names(foreign)


def test_labelled_object_of_our_field_manager_is_ours() -> None:
    assert found(live(pod(), **MARKED)) == (["mc1"], [], [])


def test_labelled_object_of_another_field_manager_is_foreign() -> None:
    assert found(live(pod(), THEIRS, **MARKED)) == ([], [], ["mc1"])


def test_object_of_a_controller_is_ignored() -> None:
    assert found(live(pod(), THEIRS, ownerReferences=[{"uid": "x"}], **MARKED)) == ([], [], [])


def test_declared_object_without_any_label_is_ours() -> None:
    assert found(declared=[live(pod())]) == (["mc1"], [], [])


def test_retained_object_is_kept() -> None:
    retained = live(pod(), annotations=ANNOTATIONS)
    assert found(declared=[retained]) == ([], ["mc1"], [])


def test_generated_pulumi_field_manager_is_ours_only_if_declared() -> None:
    made_up = by("pulumi-kubernetes-0a1b2c3d", "Apply", {"f:spec": {}})
    assert found(declared=[live(pod(), made_up)]) == (["mc1"], [], [])
    assert found(live(pod(), made_up, **MARKED)) == ([], [], ["mc1"])


def test_declared_object_labelled_by_another_stack_is_foreign() -> None:
    theirs = live(pod(), labels={"pod-deploy/stack": "shop-staging"})
    assert found(declared=[theirs]) == ([], [], ["mc1"])


def test_object_with_a_removed_label_is_ours() -> None:
    stated, there = live(pod(), **MARKED), live(pod(), annotations=ANNOTATIONS)
    kubectl = RecordedKubectl(answers={"api-resources": "pods\n"})
    assert find(kubectl, "shop-dev", [stated], [there]).ours == [there]


def test_declared_and_labelled_object_is_listed_once() -> None:
    both = live(pod(), **MARKED)
    assert found(both, declared=[both]) == (["mc1"], [], [])


def test_claims_of_a_stateful_set_are_found_by_its_selector() -> None:
    spec = {
        "selector": {"matchLabels": {"app": "db"}},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}}],
    }
    database = live(
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": spec}
    )
    claim = live({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data-db-0"}})
    kubectl = RecordedKubectl(answers={"get persistentvolumeclaims": [claim]})
    assert names(claims_of(kubectl, [database, live(pod())])) == ["data-db-0"]
    assert kubectl.asked == [
        "get persistentvolumeclaims --namespace=default --selector=app=db -o json",
    ]
