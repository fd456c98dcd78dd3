"""The corpus is as wide as the world: every workload, and every field that a Pod can have."""

from collections import Counter
from typing import Final

import pytest

from tests.adopt_corpus import key, manifests, name_of, objects, refused
from tests.unit.adopt.occurrences import Use, below, count

TEXTS: Final = {name_of(path): path.read_text(encoding="utf-8") for path in manifests()}
OBJECTS: Final = [each for text in TEXTS.values() for each in objects(text)]

SPECS: Final = (
    "apps/v1:DaemonSetSpec",
    "apps/v1:DeploymentSpec",
    "apps/v1:StatefulSetSpec",
    "batch/v1:CronJobSpec",
    "batch/v1:JobSpec",
    "core/v1:PodSpec",
    "core/v1:ServiceSpec",
)

CANNOT_OCCUR: Final = {
    "core/v1:ClusterTrustBundleProjection": "behind a feature gate that is off: the API server drops it",
    "core/v1:EphemeralContainer": "the API server refuses ephemeral containers in a new Pod",
    "core/v1:ModifyVolumeStatus": "the status of a claim: Kubernetes writes it",
    "core/v1:PersistentVolumeClaimCondition": "the status of a claim: Kubernetes writes it",
    "core/v1:PersistentVolumeClaimStatus": "the status of a claim: Kubernetes writes it",
    "core/v1:PodCertificateProjection": "behind a feature gate that is off: the API server drops it",
    "core/v1:PodSchedulingGroup": "behind a feature gate that is off: the API server drops it",
    Use("core/v1:PodSpec", "ephemeralContainers"): "the API server refuses them in a new Pod",
    Use("core/v1:PodSpec", "schedulingGroup"): "behind a feature gate that is off",
    Use("core/v1:TypedObjectReference", "namespace"): "behind a feature gate that is off",
    Use("core/v1:VolumeProjection", "clusterTrustBundle"): "behind a feature gate that is off",
    Use("core/v1:VolumeProjection", "podCertificate"): "behind a feature gate that is off",
}
"""The types and fields that no accepted manifest can hold, each with the reason."""

TWICE: Final = {
    "apps/v1:StatefulSetSpec": ["volumeClaimTemplates"],
    "core/v1:ConfigMapVolumeSource": ["defaultMode", "items"],
    "core/v1:Container": ["envFrom", "terminationMessagePath", "terminationMessagePolicy", "tty"],
    "core/v1:ContainerPort": ["hostPort"],
    "core/v1:EnvVarSource": ["resourceFieldRef"],
    "core/v1:HTTPGetAction": ["host", "httpHeaders"],
    "core/v1:ObjectFieldSelector": ["apiVersion"],
    "core/v1:PodSecurityContext": [
        "runAsGroup",
        "runAsNonRoot",
        "runAsUser",
        "seccompProfile",
        "seLinuxOptions",
        "sysctls",
    ],
    "core/v1:PodSpec": [
        "affinity",
        "automountServiceAccountToken",
        "dnsPolicy",
        "enableServiceLinks",
        "hostNetwork",
        "hostPID",
        "hostname",
        "imagePullSecrets",
        "nodeName",
        "nodeSelector",
        "priorityClassName",
        "schedulerName",
        "serviceAccountName",
        "subdomain",
        "tolerations",
    ],
    "core/v1:SecretVolumeSource": ["defaultMode", "items"],
    "core/v1:SecurityContext": ["seccompProfile", "seLinuxOptions"],
    "core/v1:TopologySpreadConstraint": ["labelSelector"],
    "core/v1:Volume": ["csi", "downwardAPI", "hostPath", "image", "nfs", "projected"],
    "core/v1:VolumeMount": ["mountPropagation"],
}
"""The fields of real Pods that the components could not state before."""


def test_corpus_has_every_workload_often() -> None:
    kinds = Counter(each["kind"] for each in OBJECTS)
    often = {
        "CronJob": 5,
        "DaemonSet": 10,
        "Deployment": 20,
        "Job": 10,
        "Pod": 20,
        "StatefulSet": 10,
        "Service": 20,
    }
    assert len(TEXTS) >= 80
    assert {kind: kinds[kind] for kind in often if kinds[kind] < often[kind]} == {}


@pytest.mark.parametrize("name", TEXTS)
def test_manifest_says_at_its_top_which_shape_it_is(name: str) -> None:
    comments = [line for line in TEXTS[name].splitlines()[:3] if line.startswith("# ") and line.endswith(".")]
    assert comments, f"{name}: no comment that ends with a full stop in its first three lines"


def test_names_of_objects_are_unique() -> None:
    repeated = [name for name, times in Counter(map(key, OBJECTS)).items() if times > 1]
    assert repeated == []


def test_every_field_of_a_workload_and_of_its_pods_occurs() -> None:
    occurring = count(OBJECTS)
    missing = {
        use
        for use in below(*SPECS)
        if not occurring[use] and use not in CANNOT_OCCUR and use.token not in CANNOT_OCCUR
    }
    assert missing == set()


def test_every_exception_is_needed() -> None:
    occurring = count(OBJECTS)
    missing = {use for use in below(*SPECS) if not occurring[use]}
    tokens = {use.token for use in missing}
    assert [each for each in CANNOT_OCCUR if each not in missing and each not in tokens] == []


def test_fields_that_real_pods_need_occur_twice() -> None:
    occurring = count(OBJECTS)
    uses = [Use(token, field) for token, fields in TWICE.items() for field in fields]
    assert {use: occurring[use] for use in uses if occurring[use] < 2} == {}


def test_refused_manifests_say_the_expected_sentence() -> None:
    assert refused()
    for path in refused():
        assert path.read_text(encoding="utf-8").startswith("# Refused: "), path
