"""An example for each row of the table of immutability: an object before and after a change of that field.

The unit tests ask the table, the tests on a cluster ask the API server about the same objects.
"""

from __future__ import annotations

from typing import NamedTuple

from pod_deploy.stack.manifests import Json
from tests.foreign import JsonObject


class Example(NamedTuple):
    """An object before and after a change."""

    before: JsonObject
    """The object before."""
    after: JsonObject
    """The object after."""


def spec(api: str, kind: str, before: JsonObject, after: JsonObject, name: str = "") -> Example:
    """Return an example of two specs."""
    return whole(api, kind, {"spec": before}, {"spec": after}, name)


def whole(api: str, kind: str, before: JsonObject, after: JsonObject, name: str = "") -> Example:
    """Return an example of two objects without their metadata."""
    head: JsonObject = {"apiVersion": api, "kind": kind, "metadata": {"name": name or f"rule-{kind.lower()}"}}
    return Example({**head, **before}, {**head, **after})


LABELS: JsonObject = {"app": "rule"}
OTHER: JsonObject = {"app": "rule", "more": "rule"}
CONTAINER: JsonObject = {"name": "1st", "image": "nginx:1"}
NOWHERE: JsonObject = {"rule.example.com/node": "none"}
"""No node has this label, so no Pod of an example runs."""
POD: JsonObject = {"containers": [CONTAINER], "nodeSelector": NOWHERE}


def template(image: str = "nginx:1", labels: JsonObject = OTHER, **more: Json) -> JsonObject:
    run: JsonObject = {"containers": [{**CONTAINER, "image": image}], "nodeSelector": NOWHERE, **more}
    return {"metadata": {"labels": labels}, "spec": run}


def workload(**more: Json) -> JsonObject:
    return {"selector": {"matchLabels": LABELS}, "template": template(), **more}


def pod(before: JsonObject, after: JsonObject) -> Example:
    return spec("v1", "Pod", {**POD, **before}, {**POD, **after})


def grown(kind: str, before: JsonObject, after: JsonObject) -> Example:
    return spec("apps/v1", kind, workload(**before), workload(**after))


def stateful(before: JsonObject, after: JsonObject) -> Example:
    return grown("StatefulSet", {"serviceName": "rule", **before}, {"serviceName": "rule", **after})


def job(before: JsonObject, after: JsonObject) -> Example:
    run = template(restartPolicy="Never")
    return spec("batch/v1", "Job", {"template": run, **before}, {"template": run, **after})


INDEXED: JsonObject = {"completionMode": "Indexed", "completions": 2, "parallelism": 2}
FAILURES: JsonObject = {"rules": [{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [7]}}]}
CLAIM: JsonObject = {
    "accessModes": ["ReadWriteOnce"],
    "storageClassName": "rule-storage",
    "volumeName": "rule-bound",
    "resources": {"requests": {"storage": "1Gi"}},
}
VOLUME: JsonObject = {
    "accessModes": ["ReadWriteOnce"],
    "capacity": {"storage": "1Gi"},
    "hostPath": {"path": "/rule"},
    "storageClassName": "rule-storage",
}
DRIVEN: JsonObject = {
    **{key: value for key, value in VOLUME.items() if key != "hostPath"},
    "csi": {"driver": "rule.example.com", "volumeHandle": "rule"},
}
AFFINITY: JsonObject = {
    "required": {
        "nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}]
    }
}
CRD: JsonObject = {
    "group": "rule.example.com",
    "names": {"kind": "Rule", "plural": "rules"},
    "scope": "Namespaced",
    "versions": [
        {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}
    ],
}
RBAC = "rbac.authorization.k8s.io"


def claim(**after: Json) -> Example:
    return spec("v1", "PersistentVolumeClaim", CLAIM, {**CLAIM, **after})


def volume(**after: Json) -> Example:
    return spec("v1", "PersistentVolume", VOLUME, {**VOLUME, **after})


def frozen(kind: str, before: JsonObject, after: JsonObject) -> Example:
    return whole("v1", kind, {"immutable": True, **before}, {"immutable": True, **after})


def storage(before: JsonObject, after: JsonObject) -> Example:
    given: JsonObject = {"provisioner": "rule.example.com/a"}
    return whole("storage.k8s.io/v1", "StorageClass", {**given, **before}, {**given, **after})


def bound(kind: str) -> Example:
    def role(name: str) -> JsonObject:
        return {"roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": name}}

    return whole(f"{RBAC}/v1", kind, role("view"), role("edit"))


def priority(before: JsonObject, after: JsonObject) -> Example:
    return whole("scheduling.k8s.io/v1", "PriorityClass", {"value": 7, **before}, {"value": 7, **after})


EXAMPLES: dict[tuple[str, str], list[Example]] = {
    ("Pod", "spec.containers[*].image"): [
        pod({}, {"containers": [{**CONTAINER, "image": "nginx:2"}]}),
    ],
    ("Pod", "spec.initContainers[*].image"): [
        pod(
            {"initContainers": [{"name": "step", "image": "a:1"}]},
            {"initContainers": [{"name": "step", "image": "a:2"}]},
        ),
    ],
    ("Pod", "spec.activeDeadlineSeconds"): [
        pod({}, {"activeDeadlineSeconds": 900}),
        pod({"activeDeadlineSeconds": 900}, {"activeDeadlineSeconds": 800}),
    ],
    ("Pod", "spec.tolerations"): [
        pod({"tolerations": [{"key": "a"}]}, {"tolerations": [{"key": "a"}, {"key": "b"}]}),
    ],
    ("Pod", "spec.schedulingGates"): [
        pod({"schedulingGates": [{"name": "rule/a"}]}, {}),
    ],
    ("Pod", "spec"): [
        pod({}, {"containers": [{**CONTAINER, "env": [{"name": "A", "value": "b"}]}]}),
        pod({}, {"containers": [CONTAINER, {**CONTAINER, "name": "2nd"}]}),
        pod({}, {"hostNetwork": True}),
        pod({"activeDeadlineSeconds": 800}, {"activeDeadlineSeconds": 900}),
        pod({"activeDeadlineSeconds": 800}, {}),
        pod({"tolerations": [{"key": "a"}]}, {"tolerations": [{"key": "b"}]}),
        pod({}, {"schedulingGates": [{"name": "rule/a"}]}),
    ],
    ("Deployment", "spec.selector"): [grown("Deployment", {}, {"selector": {"matchLabels": OTHER}})],
    ("Deployment", "spec.template"): [grown("Deployment", {}, {"template": template("nginx:2")})],
    ("DaemonSet", "spec.selector"): [grown("DaemonSet", {}, {"selector": {"matchLabels": OTHER}})],
    ("DaemonSet", "spec.template"): [grown("DaemonSet", {}, {"template": template("nginx:2")})],
    ("ReplicaSet", "spec.selector"): [grown("ReplicaSet", {}, {"selector": {"matchLabels": OTHER}})],
    ("StatefulSet", "spec.replicas"): [stateful({}, {"replicas": 2})],
    ("StatefulSet", "spec.template"): [stateful({}, {"template": template("nginx:2")})],
    ("StatefulSet", "spec.updateStrategy"): [
        # The other type would need the API server's own `rollingUpdate` to be removed.
        stateful({}, {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}}),
    ],
    ("StatefulSet", "spec.minReadySeconds"): [stateful({}, {"minReadySeconds": 5})],
    ("StatefulSet", "spec.ordinals"): [stateful({}, {"ordinals": {"start": 1}})],
    ("StatefulSet", "spec.revisionHistoryLimit"): [stateful({}, {"revisionHistoryLimit": 3})],
    ("StatefulSet", "spec.persistentVolumeClaimRetentionPolicy"): [
        stateful(
            {}, {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete", "whenScaled": "Retain"}}
        ),
    ],
    ("StatefulSet", "spec"): [
        stateful({}, {"serviceName": "other"}),
        stateful({}, {"podManagementPolicy": "Parallel"}),
        stateful({}, {"selector": {"matchLabels": OTHER}}),
    ],
    ("Job", "spec.completions"): [
        job(INDEXED, {**INDEXED, "completions": 3, "parallelism": 3}),
        job({"completions": 2}, {"completions": 3}),
        job(INDEXED, {**INDEXED, "completions": 3}),
    ],
    ("Job", "spec.selector"): [
        job(
            {"manualSelector": True, "selector": {"matchLabels": LABELS}},
            {"manualSelector": True, "selector": {"matchLabels": OTHER}},
        ),
    ],
    ("Job", "spec.template"): [job({}, {"template": template("nginx:2", restartPolicy="Never")})],
    ("Job", "spec.completionMode"): [
        job({"completions": 2}, {"completions": 2, "completionMode": "Indexed"})
    ],
    ("Job", "spec.podFailurePolicy"): [job({}, {"podFailurePolicy": FAILURES})],
    ("Job", "spec.backoffLimitPerIndex"): [job(INDEXED, {**INDEXED, "backoffLimitPerIndex": 1})],
    ("Job", "spec.managedBy"): [job({}, {"managedBy": "rule.example.com/a"})],
    ("Job", "spec.successPolicy"): [
        job(INDEXED, {**INDEXED, "successPolicy": {"rules": [{"succeededCount": 1}]}})
    ],
    ("Service", "spec.clusterIP"): [
        spec("v1", "Service", {"ports": [{"port": 80}]}, {"ports": [{"port": 80}], "clusterIP": "None"}),
    ],
    ("Service", "spec.loadBalancerClass"): [
        spec(
            "v1",
            "Service",
            {"type": "LoadBalancer", "ports": [{"port": 80}], "loadBalancerClass": "rule.example.com/a"},
            {"type": "LoadBalancer", "ports": [{"port": 80}], "loadBalancerClass": "rule.example.com/b"},
        ),
    ],
    ("ConfigMap", "data"): [frozen("ConfigMap", {"data": {"a": "b"}}, {"data": {"a": "c"}})],
    ("ConfigMap", "binaryData"): [
        frozen("ConfigMap", {"binaryData": {"a": "YQ=="}}, {"binaryData": {"a": "Yg=="}})
    ],
    ("ConfigMap", "immutable"): [frozen("ConfigMap", {}, {"immutable": False})],
    ("Secret", "type"): [whole("v1", "Secret", {}, {"type": "rule.example.com/a"})],
    ("Secret", "data"): [frozen("Secret", {"data": {"a": "YQ=="}}, {"data": {"a": "Yg=="}})],
    ("Secret", "stringData"): [frozen("Secret", {"stringData": {"a": "b"}}, {"stringData": {"a": "c"}})],
    ("Secret", "immutable"): [frozen("Secret", {}, {"immutable": False})],
    ("PersistentVolumeClaim", "spec.resources.requests.storage"): [
        claim(resources={"requests": {"storage": "2Gi"}}),
    ],
    ("PersistentVolumeClaim", "spec.volumeAttributesClassName"): [claim(volumeAttributesClassName="rule")],
    ("PersistentVolumeClaim", "spec"): [
        claim(resources={"requests": {"storage": "1Mi"}}),
        claim(storageClassName="other"),
        claim(accessModes=["ReadWriteMany"]),
    ],
    ("PersistentVolume", "spec.accessModes"): [volume(accessModes=["ReadOnlyMany"])],
    ("PersistentVolume", "spec.capacity"): [volume(capacity={"storage": "2Gi"})],
    ("PersistentVolume", "spec.claimRef"): [volume(claimRef={"namespace": "default", "name": "rule"})],
    ("PersistentVolume", "spec.mountOptions"): [volume(mountOptions=["ro"])],
    ("PersistentVolume", "spec.persistentVolumeReclaimPolicy"): [
        volume(persistentVolumeReclaimPolicy="Delete")
    ],
    ("PersistentVolume", "spec.storageClassName"): [volume(storageClassName="other")],
    ("PersistentVolume", "spec.volumeAttributesClassName"): [
        spec("v1", "PersistentVolume", DRIVEN, {**DRIVEN, "volumeAttributesClassName": "rule"})
    ],
    ("PersistentVolume", "spec.nodeAffinity"): [volume(nodeAffinity=AFFINITY)],
    ("PersistentVolume", "spec"): [
        volume(hostPath={"path": "/other"}),
        volume(volumeMode="Block"),
        spec("v1", "PersistentVolume", {**VOLUME, "nodeAffinity": AFFINITY}, VOLUME),
    ],
    ("ResourceQuota", "spec.scopes"): [
        spec(
            "v1",
            "ResourceQuota",
            {"hard": {"pods": "1k"}},
            {"hard": {"pods": "1k"}, "scopes": ["Terminating"]},
        ),
    ],
    ("StorageClass", "provisioner"): [storage({}, {"provisioner": "rule.example.com/b"})],
    ("StorageClass", "parameters"): [storage({}, {"parameters": {"a": "b"}})],
    ("StorageClass", "reclaimPolicy"): [storage({}, {"reclaimPolicy": "Retain"})],
    ("StorageClass", "volumeBindingMode"): [storage({}, {"volumeBindingMode": "WaitForFirstConsumer"})],
    ("RoleBinding", "roleRef"): [bound("RoleBinding")],
    ("ClusterRoleBinding", "roleRef"): [bound("ClusterRoleBinding")],
    ("PriorityClass", "value"): [priority({}, {"value": 8})],
    ("PriorityClass", "preemptionPolicy"): [priority({}, {"preemptionPolicy": "Never"})],
    ("IngressClass", "spec.controller"): [
        spec(
            "networking.k8s.io/v1",
            "IngressClass",
            {"controller": "rule.example.com/a"},
            {"controller": "rule.example.com/b"},
        ),
    ],
    ("RuntimeClass", "handler"): [
        whole("node.k8s.io/v1", "RuntimeClass", {"handler": "a"}, {"handler": "b"})
    ],
    ("EndpointSlice", "addressType"): [
        whole(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            {"addressType": "IPv4", "endpoints": []},
            {"addressType": "IPv6", "endpoints": []},
        ),
    ],
    ("CustomResourceDefinition", "spec.scope"): [
        spec(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            CRD,
            {**CRD, "scope": "Cluster"},
            "rules.rule.example.com",
        ),
    ],
    ("CustomResourceDefinition", "spec.names.kind"): [
        spec(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            CRD,
            {**CRD, "names": {**CRD["names"], "kind": "Other"}},
            "rules.rule.example.com",
        ),
    ],
}
"""Examples by kind and field. Those of a conditional row show both sides of its condition."""

IN_PLACE = [
    grown("Deployment", {}, {"replicas": 2}),
    grown("ReplicaSet", {}, {"template": template("nginx:2")}),
    job({}, {"parallelism": 2}),
    spec("v1", "Service", {"ports": [{"port": 80}], "clusterIP": "None"}, {"ports": [{"port": 80}]}),
    spec("v1", "Service", {"ports": [{"port": 80}]}, {"ports": [{"port": 81}]}),
    spec(
        "v1",
        "Service",
        {"ports": [{"port": 80}], "type": "LoadBalancer", "loadBalancerClass": "rule.example.com/a"},
        {"ports": [{"port": 80}], "type": "ClusterIP"},
    ),
    whole("v1", "ConfigMap", {"data": {"a": "b"}}, {"data": {"a": "c"}}),
    whole("v1", "Secret", {"data": {"a": "YQ=="}}, {"data": {"a": "Yg=="}, "immutable": True}),
    storage({}, {"allowVolumeExpansion": True}),
    whole(
        f"{RBAC}/v1",
        "Role",
        {"rules": []},
        {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]},
    ),
    spec(
        "batch/v1",
        "CronJob",
        {"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": template(restartPolicy="Never")}}},
        {
            "schedule": "1 * * * *",
            "jobTemplate": {"spec": {"template": template("nginx:2", restartPolicy="Never")}},
        },
    ),
]
"""Changes without a row: Kubernetes' default is to change an object in place."""
