"""What a program cannot say is refused in one sentence with file and line, and the rest is still written."""

import pytest

from sidecar_pods.adopt import adopt
from tests.unit.adopt.manifests import deployment, pod, workload
from tests.unit.adopt.programs import objects_of, refusals_of

ONE = "containers: [{name: a, image: b}]\n"


def containers(text: str) -> str:
    """Return a Pod with one container, given the container's further fields."""
    return pod(f"containers:\n- name: a\n  image: b\n  {text}\n")


REFUSED = {
    "mount of no volume": (
        containers("volumeMounts:\n  - {name: htm, mountPath: /x}") + "  volumes: [{name: html}]\n",
        "10: Pod web: container a mounts htm, which is no volume of the Pod; did you mean html?",
    ),
    "two mounts at one path": (
        containers("volumeMounts:\n  - {name: x, mountPath: /x}\n  - {name: x, mountPath: /x, subPath: z}")
        + "  volumes: [{name: x}]\n",
        "11: Pod web: container a has two mounts at /x; expected a path for each",
    ),
    "two volumes of one name": (
        pod(f"{ONE}volumes:\n- {{name: x}}\n- {{name: x}}\n"),
        "9: Pod web: has two volumes named x; expected a name for each",
    ),
    "two sources": (
        pod(f"{ONE}volumes:\n- {{name: x, emptyDir: {{}}, hostPath: {{path: /}}}}\n"),
        "8: Pod web: volume x has several sources: emptyDir, hostPath; expected one",
    ),
    "two containers of one name": (
        pod("containers:\n- {name: a, image: b}\n- {name: a, image: c}\n"),
        "8: Pod web: has two containers named a; expected a name for each",
    ),
    "container without an image": (
        pod("containers:\n- {name: a}\n"),
        "7: Pod web: container a states no image; expected one",
    ),
    "container without a name": (
        pod("containers:\n- {image: a}\n"),
        "7: Pod web: spec.containers[0].name is missing; expected a string",
    ),
    "no containers": (
        pod("hostNetwork: true\n"),
        "5: Pod web: spec.containers is missing; expected a list",
    ),
    "unknown field": (
        containers("imagePullPolcy: Never"),
        "9: Pod web: spec.containers[0].imagePullPolcy is no field that Kubernetes knows; "
        "did you mean imagePullPolicy?",
    ),
    "number for a text": (
        containers("args: [a, 8080]"),
        "9: Pod web: spec.containers[0].args[1] is a number; expected a string, so write it in quotes",
    ),
    "truth for a text": (
        containers("env: [{name: A, value: yes}]"),
        "9: Pod web: spec.containers[0].env[0].value is true or false; "
        "expected a string, so write it in quotes",
    ),
    "text for a number": (
        containers("ports: [{containerPort: '80'}]"),
        "9: Pod web: spec.containers[0].ports[0].containerPort is a string; expected a whole number",
    ),
    "mapping for a list": (
        containers("command: {a: b}"),
        "9: Pod web: spec.containers[0].command is a mapping; expected a list",
    ),
    "list for a mapping": (
        containers("resources: {limits: [a]}"),
        "9: Pod web: spec.containers[0].resources.limits is a list; expected a mapping",
    ),
    "null in a list": (
        containers("args: [a, null]"),
        "9: Pod web: spec.containers[0].args[1] is null; expected a string",
    ),
    "word that is none of the choices": (
        containers("imagePullPolicy: Sometimes"),
        "9: Pod web: spec.containers[0].imagePullPolicy has another value; "
        "expected one of Always, IfNotPresent, Never",
    ),
    "value that the components check": (
        containers("volumeMounts:\n  - {name: x, mountPath: x}") + "  volumes: [{name: x}]\n",
        '7: Pod web: containers[a].volumes[x].mountPath is "x", a relative path; '
        "expected an absolute path such as /html",
    ),
    "generated name": (
        pod(ONE).replace("  name: web", "  generateName: web-"),
        "1: Pod web-: metadata.generateName makes another object each time; expected metadata.name",
    ),
    "no name": (
        pod(ONE).replace("metadata:\n  name: web", "metadata: {}"),
        "1: Pod: metadata.name is missing; expected a string",
    ),
    "number as a name": (
        pod(ONE).replace("metadata:\n  name: web", "metadata: {name: 2024}"),
        "1: Pod: metadata.name is no text; expected a string, so write it in quotes",
    ),
    "ports of a Service without names": (
        f"{deployment(ONE)}---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {selector: {app: web}, ports: [{port: 80}, {port: 81, name: b}]}\n",
        "15: Service web: ports[0].name is missing, and there are several ports; expected a name for each",
    ),
    "object without a field that the SDK demands": (
        "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\n",
        "1: PriorityClass high: value is missing, which Pulumi's Kubernetes SDK demands; "
        "expected a whole number",
    ),
    "mount at an empty path": (
        containers('volumeMounts:\n  - {name: x, mountPath: ""}') + "  volumes: [{name: x}]\n",
        "7: Pod web: containers[a].volumes[x].mountPath is empty; expected an absolute path such as /html",
    ),
    "object of a controller": (
        pod(ONE).replace(
            "  name: web",
            "  name: web-1\n  ownerReferences:"
            " [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: x, controller: true}]",
        ),
        "1: Pod web-1: ReplicaSet web has made it, and makes it again; "
        "expected the object that ReplicaSet web stands for",
    ),
    "no selector": (
        workload("apps/v1", "Deployment", "replicas: 1\n", ONE),
        "5: Deployment web: spec.selector is missing; expected a mapping",
    ),
    "selector of other Pods": (
        deployment(ONE).replace("{matchLabels: {app: web}}", "{matchLabels: {app: api}}"),
        '6: Deployment web: selector.matchLabels[app] is "api", and the Pods have "web"; '
        "expected a label of the template",
    ),
    "job that restarts always": (
        workload("batch/v1", "Job", "backoffLimit: 1\n", f"restartPolicy: Always\n{ONE}"),
        '10: Job web: template.restartPolicy is "Always"; expected one of OnFailure, Never',
    ),
    "claim template without a name": (
        workload(
            "apps/v1",
            "StatefulSet",
            "selector: {matchLabels: {app: web}}\nvolumeClaimTemplates:\n- spec: {}\n",
            ONE,
        ),
        "8: StatefulSet web: spec.volumeClaimTemplates[0].metadata.name is missing; expected a name",
    ),
    "key twice": (
        "apiVersion: v1\nkind: Pod\nkind: Job\n",
        '3: has the key "kind" twice in one mapping; expected it once',
    ),
    "no kind": (
        "apiVersion: v1\n",
        "1: has no kind; expected an object of Kubernetes with apiVersion and kind",
    ),
    "no apiVersion": (
        "kind: Pod\n",
        "1: has no apiVersion; expected an object of Kubernetes with apiVersion and kind",
    ),
    "no object": (
        "- a\n",
        "1: is no object of Kubernetes; expected a mapping with apiVersion and kind",
    ),
    "kustomization": (
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
        "1: Kustomization is no object of a cluster; expected the output of kustomize build",
    ),
    "no YAML": (
        "apiVersion: v1\nkind: [\n",
        "3: is not YAML: did not find expected node content; expected YAML or JSON",
    ),
    "template of Helm": (
        "kind: Pod\nmetadata:\n  {{ toYaml . }}\n",
        "3: has a key that is a list or a mapping; expected text, as helm template renders it",
    ),
    "template of Helm that is no YAML": (
        "kind: Pod\n{{- if .Values.a }}\nb: c\n",
        "3: is not YAML: could not find expected ':'; expected manifests that helm template has rendered",
    ),
    "binary value": (
        "a: !!binary aGk=\n",
        "1: has a value of the YAML type binary, which JSON cannot hold; expected text",
    ),
    "deep nesting": (
        f"a: b\nc: {'[' * 100_000}\n",
        "2: is nested more than 200 levels deep; expected plain manifests",
    ),
    "list that contains itself": (
        "a: &a [*a]\n",
        "1: is nested too deeply, or a part of it contains itself; expected plain manifests",
    ),
    "list as a key": (
        "? [a]\n: b\n",
        "1: has a key that is a list or a mapping; expected text, as helm template renders it",
    ),
}


@pytest.mark.parametrize(("manifest", "sentence"), REFUSED.values(), ids=REFUSED)
def test_manifest_is_refused_in_one_sentence(manifest: str, sentence: str) -> None:
    assert refusals_of(manifest) == [f"app.yaml:{sentence}"]


def test_second_statement_of_an_object_is_refused() -> None:
    texts = {"a.yaml": f"# one\n{pod(ONE)}", "b.yaml": f"{pod()}"}
    assert adopt(texts).refusals == ["b.yaml:1: Pod web: is stated already at a.yaml:2; expected it once"]


def test_two_versions_of_one_object_are_one() -> None:
    old = deployment(ONE).replace("apps/v1", "extensions/v1beta1")
    assert adopt({"a.yaml": f"{deployment(ONE)}\n---\n{old}"}).refusals == [
        "a.yaml:13: Deployment web: is stated already at a.yaml:1; expected it once"
    ]


def test_rest_is_written_and_the_program_names_what_is_missing() -> None:
    broken = pod("containers: []\n").replace("name: web", "name: broken")
    adoption = adopt({"app.yaml": f"{broken}\n---\nnot: an object\n---\n{pod(ONE)}"})
    assert len(adoption.refusals) == 2
    for refusal in adoption.refusals:
        assert f"#   {refusal}" in adoption.program.splitlines()
    (stated,) = objects_of(adoption.program)
    assert stated["metadata"]["name"] == "web"


def test_pulumi_yaml_has_no_field_beside_the_spec_of_a_custom_object() -> None:
    custom = "apiVersion: example.com/v1\nkind: Setting\nmetadata: {name: x}\nspec: {a: b}\ndata: {c: d}\n"
    assert adopt({"a.yaml": custom}, "python").refusals == []
    assert adopt({"a.yaml": custom}, "yaml").refusals == [
        "a.yaml:5: Setting x: data stands beside spec, and Pulumi YAML has no field for it; "
        "expected --language python"
    ]


def test_no_refusal_shows_the_value_of_a_secret() -> None:
    manifest = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {pin: 4711}\n"
    (refusal,) = refusals_of(manifest)
    assert refusal == (
        "app.yaml:4: Secret s: stringData[pin] is a number; expected a string, so write it in quotes"
    )
