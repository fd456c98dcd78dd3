"""The plan of each object, from recorded answers of the API server."""

from __future__ import annotations

from pathlib import Path

import pytest

from pod_deploy.cluster.kubectl import KubectlError
from pod_deploy.planning.plan import Change, Plan, make_plan
from pod_deploy.refusal import BadInput
from pod_deploy.stack.manifests import Manifest, key_of
from pod_deploy.stack.project import StackConfig
from tests.unit.deploy.recorded import MANAGER, Answer, RecordedKubectl, by, live, pod

CONFIG = StackConfig(Path(), "shop", "dev", Path("stacks/Pulumi.dev.yaml"), {})
NAMESPACE: Manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "prod"}}
CLAIM: Manifest = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "data"},
    "spec": {},
}
IMMUTABLE = 'The Pod "mc1" is invalid: spec: Forbidden: pod updates may not change fields\n'
BUSYBOX = {"containers": [{"name": "1st", "image": "busybox"}]}


def stored(manifests: list[Manifest]) -> list[Manifest]:
    """Answer a dry run as a server that accepts everything unchanged."""
    return [live(manifest) for manifest in manifests]


def made(manifests: list[Manifest]) -> list[Manifest]:
    """Answer a dry run of a creation with a name made up from generateName."""
    return [
        live({**manifest, "metadata": {**metadata, "name": f"{metadata['generateName']}x1"}})
        for manifest in manifests
        for metadata in [manifest["metadata"]]
    ]


def plan_of(*wanted: Manifest, there: list[Manifest] | None = None, **answers: Answer) -> Plan:
    """Return the plan for wanted objects on a cluster with others; `answers` replace the usual answers."""
    there = there or []
    keys = {key_of(manifest) for manifest in wanted}
    kubectl = RecordedKubectl(
        answers={
            "get --filename": [item for item in there if key_of(item) in keys],
            "api-resources": "pods\nnamespaces\npersistentvolumeclaims\n",
            "api-resources --namespaced=false": "clusterissuers   example.com/v1   false   ClusterIssuer\n",
            "get pods,": there,
            "apply": stored,
            "create": made,
            **answers,
        }
    )
    return make_plan(kubectl, CONFIG, list(wanted))


def the_only(plan: Plan) -> Change:
    (change,) = plan.changes
    return change


def test_missing_object_is_created() -> None:
    assert the_only(plan_of(pod())).action == "create"


def test_object_without_a_namespace_gets_the_clusters_namespace() -> None:
    wanted = the_only(plan_of(pod(metadata={"name": "mc1"}))).manifest
    assert wanted["metadata"] == {"name": "mc1", "namespace": "default"}


def test_object_that_the_server_would_store_alike_is_unchanged() -> None:
    assert the_only(plan_of(pod(), there=[live(pod())])).action == "unchanged"


def test_status_and_server_metadata_are_ignored() -> None:
    there = live(pod(status={"phase": "Running"}), generation=9, creationTimestamp="2026-11-22T16:00:00Z")
    assert the_only(plan_of(pod(), there=[there])).action == "unchanged"


def test_change_that_the_server_accepts_in_place_is_an_update() -> None:
    assert the_only(plan_of(pod(spec=BUSYBOX), there=[live(pod())])).action == "update"


def test_equal_object_of_another_manager_is_updated() -> None:
    foreign = live(pod(), by("kube-controller-manager", "Update", {}))
    assert the_only(plan_of(pod(), there=[foreign])).action == "update"


def test_object_that_cannot_be_changed_in_place_is_replaced() -> None:
    change = the_only(plan_of(pod(spec=BUSYBOX), there=[live(pod())], apply=IMMUTABLE))
    assert (change.action, change.why) == ("replace", "cannot be changed in place")
    assert change.after is not None
    assert (change.after["metadata"]["name"], change.after["spec"]) == ("mc1", BUSYBOX)


def test_object_that_is_invalid_even_as_a_new_one_is_refused() -> None:
    wrong = 'The Pod "mc1-x1" is invalid: spec.containers: Required value\n'
    with pytest.raises(BadInput) as refusal:
        plan_of(pod(), there=[live(pod())], apply=IMMUTABLE, create=wrong)
    assert str(refusal.value) == f"Pod mc1 (default): {wrong.strip()}"


def test_object_that_holds_data_is_not_replaced() -> None:
    immutable = 'The PersistentVolumeClaim "data" is invalid: spec: Forbidden: spec is immutable\n'
    with pytest.raises(BadInput) as refusal:
        plan_of(CLAIM, there=[live(CLAIM)], apply=immutable)
    assert str(refusal.value) == (
        "PersistentVolumeClaim data (default) cannot be changed in place, and replacing it would lose "
        f"its data; delete it first if that is acceptable: {immutable.strip()}"
    )


@pytest.mark.parametrize(
    ("there", "why"),
    [
        pytest.param(live(pod(), deletionTimestamp="2026-11-22T16:00:00Z"), "is being deleted", id="going"),
        pytest.param(
            live(pod(status={"phase": "Failed", "reason": "Evicted"})), "has ended: Evicted", id="evicted"
        ),
        pytest.param(
            live(pod(status={"phase": "Succeeded"})), "has ended: Succeeded", id="ended though it must run"
        ),
    ],
)
def test_pod_that_has_ended_or_is_being_deleted_is_replaced(there: Manifest, why: str) -> None:
    change = the_only(plan_of(pod(), there=[there]))
    assert (change.action, change.why) == ("replace", why)


def test_pod_that_completed_as_intended_stays() -> None:
    once = pod(spec={**BUSYBOX, "restartPolicy": "Never"})
    assert (
        the_only(plan_of(once, there=[live({**once, "status": {"phase": "Succeeded"}})])).action
        == "unchanged"
    )


def test_failed_job_is_replaced() -> None:
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "load"}, "spec": {}}
    failed = {**job, "status": {"conditions": [{"type": "Failed", "status": "True"}]}}
    assert the_only(plan_of(job, there=[live(failed)])).why == "has failed"


def test_object_that_left_the_program_is_deleted_last() -> None:
    plan = plan_of(pod("a"), there=[live(pod("a")), live(pod("b"))])
    assert [(change.action, change.key.name) for change in plan.changes] == [
        ("unchanged", "a"),
        ("delete", "b"),
    ]


def test_object_with_our_label_that_others_applied_is_left_alone_and_named() -> None:
    foreign = live(pod("b"), by("helm", "Apply", {}))
    plan = plan_of(pod("a"), there=[live(pod("a")), foreign])
    assert ([change.key.name for change in plan.changes], plan.foreign) == (["a"], [foreign])


def test_object_that_a_controller_made_is_neither_deleted_nor_named() -> None:
    child = live(pod("a-1"), by("kube-controller-manager", "Update", {}), ownerReferences=[{"uid": "uid-a"}])
    plan = plan_of(pod("a"), there=[live(pod("a")), child])
    assert ([change.key.name for change in plan.changes], plan.foreign) == (["a"], [])


def test_object_of_a_new_namespace_is_tried_in_another_one() -> None:
    there = pod(metadata={"name": "mc1", "namespace": "prod"})
    asked: list[Manifest] = []

    def create(manifests: list[Manifest]) -> list[Manifest]:
        asked.extend(manifests)
        return made(manifests)

    plan = plan_of(NAMESPACE, there, create=create)
    assert [(change.action, str(change.key)) for change in plan.changes] == [
        ("create", "Namespace prod"),
        ("create", "Pod mc1 (prod)"),
    ]
    assert [m["metadata"] for m in asked] == [{"generateName": "mc1-", "namespace": "default"}]


def test_objects_of_a_namespace_that_is_being_deleted_are_created_anew() -> None:
    inside = pod(metadata={"name": "mc1", "namespace": "prod"})
    going = live(NAMESPACE, deletionTimestamp="2026-11-22T16:00:00Z")
    plan = plan_of(NAMESPACE, inside, there=[going, live(inside)])
    assert [(change.action, change.why) for change in plan.changes] == [("replace", "is being deleted")] * 2


def test_object_that_needs_another_object_of_the_program_is_accepted() -> None:
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web"}}
    missing = 'Error from server (Forbidden): pods "mc1" is forbidden: serviceaccount "web" not found\n'
    plan = plan_of(account, pod(), apply=lambda m: missing if m[-1]["kind"] == "Pod" else stored(m))
    assert [change.action for change in plan.changes] == ["create", "create"]


def test_object_of_an_unknown_kind_is_bad_input() -> None:
    strict = 'Error from server (BadRequest): Pod in version "v1" cannot be handled: unknown field "spec.x"\n'
    with pytest.raises(BadInput) as refusal:
        plan_of(pod(), apply=strict)
    assert (
        str(refusal.value)
        == 'Pod mc1 (default): Pod in version "v1" cannot be handled: unknown field "spec.x"'
    )


def test_denial_is_reported_as_a_denial() -> None:
    denied = (
        'Error from server (Forbidden): pods "mc1" is forbidden: User "jane" cannot patch resource "pods" '
        'in API group "" in the namespace "default"\n'
    )
    with pytest.raises(KubectlError, match=r'^"jane" may not patch pods in namespace default'):
        plan_of(pod(), apply=denied)


def test_kinds_that_cannot_be_listed_cluster_wide_are_listed_in_the_programs_namespaces() -> None:
    denied = (
        'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" '
        'in API group "" at the cluster scope\n'
    )
    kubectl = RecordedKubectl(
        answers={
            "api-resources": "pods\n",
            "get pods --all-namespaces": denied,
            "get pods --namespace=default": [live(pod("b"))],
            "apply": stored,
        }
    )
    plan = make_plan(kubectl, CONFIG, [pod("a")])
    assert [(change.action, change.key.name) for change in plan.changes] == [("create", "a"), ("delete", "b")]


def test_every_dry_run_is_strict_and_uses_our_field_manager() -> None:
    kubectl = RecordedKubectl(answers={"api-resources": "pods\n", "apply": stored})
    make_plan(kubectl, CONFIG, [pod()])
    (apply,) = [line for line in kubectl.asked if line.startswith("apply")]
    assert apply.split() == [
        *("apply", "--server-side", "--force-conflicts", f"--field-manager={MANAGER}", "--dry-run=server"),
        *("--validate=strict", "--show-managed-fields", "-o", "json", "--filename=-"),
    ]


def test_plan_writes_nothing() -> None:
    kubectl = RecordedKubectl(
        answers={"api-resources": "pods\n", "apply": IMMUTABLE, "create": made, "get": [live(pod())]}
    )
    make_plan(kubectl, CONFIG, [pod(spec=BUSYBOX)])
    writes = [line for line in kubectl.asked if line.split()[0] not in ("get", "api-resources")]
    assert writes
    assert all("--dry-run=server" in line for line in writes)


# kinds that are not Kubernetes' own

ISSUER: Manifest = {
    "apiVersion": "example.com/v1",
    "kind": "ClusterIssuer",
    "metadata": {"name": "ca", "labels": {"pod-deploy/stack": "shop-dev"}},
}
CRD: Manifest = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "clusterissuers.example.com"},
    "spec": {"names": {"kind": "ClusterIssuer"}},
}
NO_MATCH = 'The error: no matches for kind "ClusterIssuer" in version "example.com/v1"\n'


def test_cluster_scoped_object_of_another_kind_is_not_taken_for_one_that_left_the_program() -> None:
    plan = plan_of(ISSUER, there=[live(ISSUER)])
    assert [(change.action, change.manifest["metadata"]) for change in plan.changes] == [
        ("unchanged", ISSUER["metadata"])
    ]


def test_object_whose_kind_the_program_itself_defines_is_created() -> None:
    def unknown(manifests: list[Manifest]) -> str | list[Manifest]:
        return NO_MATCH if any(each["kind"] == "ClusterIssuer" for each in manifests) else []

    def dry_run(manifests: list[Manifest]) -> str | list[Manifest]:
        return unknown(manifests) or stored(manifests)

    answers: dict[str, Answer] = {"get --filename": unknown, "apply": dry_run, "create": dry_run}
    plan = plan_of(CRD, ISSUER, there=None, **answers)
    assert [change.action for change in plan.changes] == ["create", "create"]


def test_object_of_a_kind_that_nobody_defines_is_refused() -> None:
    with pytest.raises(KubectlError, match="no matches for kind"):
        plan_of(ISSUER, there=None, apply=NO_MATCH, create=NO_MATCH)


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(live(pod(status={"phase": "Failed"})), id="a Pod that has ended"),
        pytest.param(live(pod(), deletionTimestamp="now"), id="an object that is being deleted"),
    ],
)
def test_object_that_will_not_run_again_must_go_whatever_the_program_says(manifest: Manifest) -> None:
    (change,) = plan_of(pod(), there=[manifest]).changes
    assert (change.action, change.must_go) == ("replace", True)
