"""Mistakes that a reader of manifests makes easily, each with a manifest that shows it."""

import json

import pytest
import yaml

from pod_wiring.checker.inspection import inspect
from pod_wiring.files.source import Source
from tests.foreign import Json, JsonObject

POD_SPEC: Json = yaml.safe_load("""
volumes:
- {name: html, emptyDir: {}}
containers:
- {name: 1st, image: nginx, volumeMounts: [{name: htlm, mountPath: /usr/share/nginx/html}]}
- {name: 2nd, image: debian, volumeMounts: [{name: html, mountPath: /html}]}
""")
TEMPLATE: Json = {"metadata": {"labels": {"app": "web"}}, "spec": POD_SPEC}
OWNERS: JsonObject = {
    "Pod": {"apiVersion": "v1", "kind": "Pod", "spec": POD_SPEC},
    "PodTemplate": {"apiVersion": "v1", "kind": "PodTemplate", "template": TEMPLATE},
    "ReplicationController": {
        "apiVersion": "v1",
        "kind": "ReplicationController",
        "spec": {"template": TEMPLATE},
    },
    "Deployment": {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": TEMPLATE}},
    "ReplicaSet": {"apiVersion": "apps/v1", "kind": "ReplicaSet", "spec": {"template": TEMPLATE}},
    "StatefulSet": {"apiVersion": "apps/v1", "kind": "StatefulSet", "spec": {"template": TEMPLATE}},
    "DaemonSet": {"apiVersion": "apps/v1", "kind": "DaemonSet", "spec": {"template": TEMPLATE}},
    "old Deployment": {
        "apiVersion": "extensions/v1beta1",
        "kind": "Deployment",
        "spec": {"template": TEMPLATE},
    },
    "Job": {"apiVersion": "batch/v1", "kind": "Job", "spec": {"template": TEMPLATE}},
    "CronJob": {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "spec": {"jobTemplate": {"spec": {"template": TEMPLATE}}},
    },
    "Rollout": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {"template": TEMPLATE}},
    "Knative Service": {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "spec": {"template": TEMPLATE},
    },
    "ScaledJob": {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledJob",
        "spec": {"jobTargetRef": {"template": TEMPLATE}},
    },
    "JobSet": {
        "apiVersion": "jobset.x-k8s.io/v1alpha2",
        "kind": "JobSet",
        "spec": {"replicatedJobs": [{"template": {"spec": {"template": TEMPLATE}}}]},
    },
    "Volcano Job": {
        "apiVersion": "batch.volcano.sh/v1alpha1",
        "kind": "Job",
        "spec": {"tasks": [{"template": TEMPLATE}]},
    },
    "PyTorchJob": {
        "apiVersion": "kubeflow.org/v1",
        "kind": "PyTorchJob",
        "spec": {"pytorchReplicaSpecs": {"Worker": {"template": TEMPLATE}}},
    },
}


def rules(text: str) -> list[str]:
    """Return the rules that report a file."""
    report = inspect([Source("file.yaml", text.encode())])
    assert report.bad == ()
    return [each.finding.rule for each in report.findings]


def read(text: str) -> object:
    """Return the value of the only document in a text."""
    source = Source("file.yaml", text.encode())
    (root,) = source.nodes()
    return source.value(root)


def pod(volumes: str, *containers: str) -> str:
    """Return a Pod in flow style with the given containers."""
    spec = ", ".join([f"volumes: [{volumes}]", *containers])
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize("owner", OWNERS.values(), ids=OWNERS)
def test_a_template_is_judged_in_every_kind_that_holds_one(owner: Json) -> None:
    named = {**owner, "metadata": {"name": "web"}}
    assert rules(yaml.safe_dump(named)) == ["mount-names-no-volume"]
    (found,) = inspect([Source("file.yaml", yaml.safe_dump(named).encode())]).findings
    value: Json = named
    for step in found.finding.problem.pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step]
    assert value == "htlm"


def test_a_list_is_judged_item_by_item() -> None:
    items = [OWNERS["Pod"], {"apiVersion": "v1", "kind": "PodList", "items": [OWNERS["Pod"]]}]
    text = yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": items})
    report = inspect([Source("file.yaml", text.encode())])
    assert [each.finding.problem.pointer for each in report.findings] == [
        "/items/0/spec/containers/0/volumeMounts/0/name",
        "/items/1/items/0/spec/containers/0/volumeMounts/0/name",
    ]


def test_every_document_of_a_file_is_judged() -> None:
    documents = yaml.safe_dump_all([OWNERS["Pod"], None, {"kind": "ConfigMap"}, OWNERS["Job"]])
    assert rules(documents) == ["mount-names-no-volume"] * 2


@pytest.mark.parametrize("indent", [None, 2, "\t"], ids=["one-line", "spaces", "tabs"])
def test_json_is_yaml(indent: int | str | None) -> None:
    assert rules(json.dumps(OWNERS["Pod"], indent=indent)) == ["mount-names-no-volume"]


def test_kyaml_is_yaml() -> None:
    text = """\
---
{
  apiVersion: "v1",
  kind: "Pod",
  spec: {
    containers: [{
      name: "a",
      image: "b",
      volumeMounts: [{
        name: "c",
        mountPath: "/c",
      }],
    }],
  },
}
"""
    assert rules(text) == ["mount-names-no-volume"]


def test_a_spec_written_once_and_used_by_alias_is_judged_in_each_place() -> None:
    text = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  spec: &spec
    containers:
    - {name: a, image: b, volumeMounts: [{name: c, mountPath: /c}]}
- apiVersion: v1
  kind: Pod
  spec: *spec
"""
    assert rules(text) == ["mount-names-no-volume"] * 2


def test_a_merge_key_is_merged() -> None:
    text = """\
base: &base {image: nginx, volumeMounts: [{name: html, mountPath: /a}]}
apiVersion: v1
kind: Pod
spec:
  volumes: [{name: html, emptyDir: }]
  containers: [{<<: *base, name: a}, {<<: [*base], name: b}]
"""
    assert rules(text) == []


MOUNTS = "volumeMounts: [{name: v, mountPath: /v%s}]"
READS, WRITES = MOUNTS % ", readOnly: true", MOUNTS % ""


@pytest.mark.parametrize(
    "volume",
    [
        "{name: v}",
        "{name: v, emptyDir: }",
        "{name: v, emptyDir: {}}",
        "{name: v, emptyDir: {medium: Memory}}",
    ],
)
def test_empty_dir_is_known_in_every_spelling(volume: str) -> None:
    assert rules(pod(volume, f"containers: [{{name: a, image: b, {READS}}}]")) == ["empty-dir-nobody-fills"]


@pytest.mark.parametrize("field", ["initContainers", "ephemeralContainers"])
def test_init_and_ephemeral_containers_mount_too(field: str) -> None:
    main = "containers: [{name: a, image: b}]"
    assert rules(pod("{name: v}", main, f"{field}: [{{name: c, image: d, {WRITES}}}]")) == []
    assert rules(pod("{name: w}", main, f"{field}: [{{name: c, image: d, {WRITES}}}]")) == [
        "mount-names-no-volume"
    ]


def test_native_sidecar_runs_beside_the_containers() -> None:
    main = f"containers: [{{name: a, image: b, {WRITES}}}]"
    step = f"initContainers: [{{name: c, image: d, {READS}}}]"
    sidecar = f"initContainers: [{{name: c, image: d, restartPolicy: Always, {READS}}}]"
    assert rules(pod("{name: v}", main, step)) == ["init-container-reads-too-early"]
    assert rules(pod("{name: v}", main, sidecar)) == []


def test_native_sidecar_fills_a_volume_for_later_init_containers() -> None:
    main = "containers: [{name: a, image: b}]"
    sidecar = f"{{name: c, image: d, restartPolicy: Always, {WRITES}}}"
    assert rules(pod("{name: v}", main, f"initContainers: [{sidecar}, {{name: e, image: f, {READS}}}]")) == []


def test_a_block_device_uses_its_volume() -> None:
    volume = "{name: v, persistentVolumeClaim: {claimName: c}}"
    device = "volumeDevices: [{name: v, devicePath: /dev/x}]"
    assert rules(pod(volume, f"containers: [{{name: a, image: b, {device}}}]")) == []
    assert rules(pod(volume, "containers: [{name: a, image: b}]")) == ["volume-nobody-mounts"]


def test_a_claim_template_is_a_volume() -> None:
    text = "apiVersion: apps/v1\nkind: StatefulSet\nspec:\n"
    text += f"  template: {{spec: {{containers: [{{name: a, image: b, {WRITES}}}]}}}}\n"
    assert rules(text) == ["mount-names-no-volume"]
    assert rules(text + "  volumeClaimTemplates: [{metadata: {name: v}}]\n") == []


@pytest.mark.parametrize(
    "spec",
    [
        "containers: [{name: a, volumeMounts: [{name: v, mountPath: /v}]}]",
        "containers: [{name: a, image: b, $patch: delete}]",
        "containers: [{name: a, image: b, volumeMounts: [{$patch: replace}, {name: v, mountPath: /v}]}]",
        "$setElementOrder/volumes: [{name: v}], containers: [{name: a, image: b}], volumes: [{name: v}]",
        "volumes: [{name: v, configMap: {name: w}}]",
        "nodeSelector: {disk: ssd}",
    ],
)
def test_partial_object_gives_only_a_remark(spec: str) -> None:
    assert rules(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec: {{{spec}}}\n") == [
        "partial-object"
    ]


def test_service_that_selects_a_patch_is_not_judged() -> None:
    patch = "apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {app: x}}\n"
    patch += "spec: {containers: [{name: a, ports: [{containerPort: 9090}]}]}\n"
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n"
    service += "spec: {selector: {app: x}, ports: [{port: 80, targetPort: %s}]}\n"
    assert rules(f"{patch}---\n{service % 8080}") == ["partial-object"]
    assert rules(f"{patch}---\n{service % 'http'}") == ["partial-object"]


@pytest.mark.parametrize("target", ["web", "8080"])
@pytest.mark.parametrize(("patched", "found"), [("x", 0), ("other", 1)])
def test_port_that_a_patch_adds_is_a_port_of_the_patched_object(
    target: str, patched: str, found: int
) -> None:
    head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: %s}\nspec: {template: {%s}}\n---\n"
    ports = "ports: [{name: %s, containerPort: %d}]"
    containers = f"containers: [{{name: a, image: b, {ports % ('health', 9090)}}}]"
    whole = head % ("x", f"metadata: {{labels: {{app: x}}}}, spec: {{{containers}}}")
    patch = head % (patched, f"spec: {{containers: [{{name: a, {ports % ('web', 8080)}}}]}}")
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n"
    service += f"spec: {{selector: {{app: x}}, ports: [{{port: 80, targetPort: {target}}}]}}\n"
    about_ports = [each for each in rules(whole + patch + service) if each.startswith("service-targets")]
    assert len(about_ports) == found


def found_of(service: str, selected: str, labelled: str) -> list[str]:
    """Return the rules that report a Service and a Deployment in two files."""
    deployment: Json = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": labelled}}
    template = {
        "metadata": {"labels": {"app": labelled}},
        "spec": {"containers": [{"name": "a", "image": "b"}]},
    }
    files: Json = {
        "deployment.yaml": {**deployment, "spec": {"template": template}},
        "service.yaml": {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": service},
            "spec": {"selector": {"app": selected}},
        },
    }
    report = inspect([Source(name, json.dumps(each).encode()) for name, each in files.items()])
    return [each.finding.rule for each in report.findings]


@pytest.mark.parametrize(
    ("selected", "labelled"),
    [("web-api", "web-app"), ("service-a", "service-b"), ("order-service", "user-service")],
)
def test_service_without_its_pods_is_not_compared_with_pods_of_a_similar_name(
    selected: str, labelled: str
) -> None:
    assert found_of(selected, selected, labelled) == []


def test_typo_in_a_selector_is_found_across_files() -> None:
    assert found_of("web", "frontned", "frontend") == ["service-selects-no-pod"]


def test_duplicate_key_is_refused() -> None:
    text = pod("{name: v}", f"containers: [{{name: a, image: b, {WRITES}, {READS}}}]")
    (bad,) = inspect([Source("file.yaml", text.encode())]).bad
    assert 'the key "volumeMounts" occurs twice' in str(bad)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", True),
        ("y", True),
        ("N", False),
        ("Off", False),
        ("~", None),
        ("0o17", 15),
        ("017", 15),
        ("0x1F", 31),
        ("0x_", "0x_"),
        ("0o", "0o"),
        ("0b_", "0b_"),
        ("1_000", 1000),
        ("1e3", 1000.0),
        ("1:30", "1:30"),
        ("2026-11-22", "2026-11-22"),
        ("1.2.3", "1.2.3"),
        ("'80'", "80"),
        ("!!str 80", "80"),
        ("!!int '80'", 80),
        ("!secret x", "x"),
        ("=", "="),
        (".inf", float("inf")),
    ],
)
def test_plain_word_has_the_value_that_kubernetes_reads(word: str, value: object) -> None:
    assert read(f"key: {word}\n") == {"key": value}


def test_a_key_is_text_as_kubernetes_reads_it() -> None:
    text = "{1: a, on: b, 1.5: c, 'y': d}"
    assert read(text) == {"1": "a", "true": "b", "1.5": "c", "y": "d"}


def test_label_that_is_no_text_for_kubernetes_is_refused() -> None:
    text = pod("{name: v}", f"containers: [{{name: a, image: b, {WRITES}}}]")
    labelled = text.replace("name: x", "name: x, labels: {enabled: y}")
    (bad,) = inspect([Source("file.yaml", labelled.encode())]).bad
    assert "metadata.labels.enabled is true or false, expected text (quote it)" in str(bad)
