"""Output of `kubectl get -o yaml`: the program states none of what Kubernetes adds by itself."""

from typing import Any

from sidecar_pods.adopt import adopt
from tests.unit.adopt.manifests import BATCH, POD, pod, workload
from tests.unit.adopt.programs import objects_of, program_of

METADATA = """\
  annotations:
    deployment.kubernetes.io/revision: "7"
    kubectl.kubernetes.io/last-applied-configuration: "{}"
    note: kept
  creationTimestamp: "2026-01-01T00:00:00Z"
  finalizers: [kubernetes.io/pvc-protection]
  generation: 4
  managedFields: [{manager: kubectl, operation: Apply}]
  resourceVersion: "12"
  uid: 5e1f
"""
STATUS = "status: {phase: Running, conditions: [{type: Ready}]}\n"
ACCESS = "kube-api-access-x7k2p"
RUNNING_POD = f"""\
apiVersion: v1
kind: Pod
metadata:
  name: web
{METADATA}spec:
  nodeName: worker-1
  priority: 0
  tolerations:
  - {{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}}
  containers:
  - name: web
    image: nginx
    volumeMounts:
    - {{name: data, mountPath: /data}}
    - {{name: {ACCESS}, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}}
  - name: log
    image: debian
    volumeMounts:
    - {{name: data, mountPath: /data, readOnly: true}}
    - {{name: {ACCESS}, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}}
  volumes:
  - {{name: data, emptyDir: {{}}}}
  - {{name: {ACCESS}, projected: {{defaultMode: 420, sources: [{{serviceAccountToken: {{path: token}}}}]}}}}
{STATUS}"""
UID = "batch.kubernetes.io/controller-uid"
GENERATED = f"{{{UID}: a-b, batch.kubernetes.io/job-name: web, controller-uid: a-b, job-name: web, app: web}}"
RUN_JOB = (
    workload(
        "batch/v1",
        "Job",
        f"completions: 1\nmanualSelector: false\nselector: {{matchLabels: {{{UID}: a-b}}}}\n",
        BATCH,
    )
    .replace("  name: web\n", f"  name: web\n  labels: {GENERATED}\n{METADATA}", 1)
    .replace("metadata: {labels: {app: web}}", f"metadata: {{creationTimestamp: null, labels: {GENERATED}}}")
)


def stated(manifest: str) -> dict[str, Any]:  # Any: a manifest
    """Return the one object that the program of a manifest states."""
    (made,) = objects_of(program_of(manifest))
    return made


def test_metadata_of_the_server_is_left_out() -> None:
    assert stated(RUNNING_POD)["metadata"] == {"name": "web", "annotations": {"note": "kept"}}


def test_node_of_the_scheduler_is_left_out() -> None:
    assert "nodeName" not in stated(RUNNING_POD)["spec"]


def test_node_that_a_manifest_states_is_kept() -> None:
    assert stated(pod(f"nodeName: worker-1\n{POD}"))["spec"]["nodeName"] == "worker-1"


def test_token_of_the_account_is_left_out() -> None:
    spec = stated(RUNNING_POD)["spec"]
    assert [each["name"] for each in spec["volumes"]] == ["data"]
    assert [[mount["name"] for mount in each["volumeMounts"]] for each in spec["containers"]] == [
        ["data"]
    ] * 2


def test_defaulted_fields_stay_stated() -> None:
    spec = stated(RUNNING_POD)["spec"]
    assert spec["priority"] == 0
    assert spec["tolerations"][0]["tolerationSeconds"] == 300


def test_labels_and_selector_of_the_job_controller_are_left_out() -> None:
    job = stated(RUN_JOB)
    assert job["metadata"]["labels"] == {"app": "web"}
    assert job["spec"]["template"]["metadata"] == {"labels": {"app": "web"}}
    assert "selector" not in job["spec"]


def test_old_api_versions_state_the_same_object() -> None:
    old = workload("extensions/v1beta1", "Deployment", "replicas: 1\n", POD)
    program = program_of(old)
    assert "# app.yaml states it by the old API version extensions/v1beta1; here it is apps/v1.\n" in program
    assert stated(old)["spec"]["selector"] == {"matchLabels": {"app": "web"}}


def test_objects_that_their_owners_make_are_refused() -> None:
    owned = RUNNING_POD.replace(
        "  uid: 5e1f\n", "  ownerReferences: [{kind: ReplicaSet, name: web, controller: true}]\n"
    )
    assert adopt({"a": owned}).refusals == [
        "a:1: Pod web: ReplicaSet web has made it, and makes it again; "
        "expected the object that ReplicaSet web stands for"
    ]
