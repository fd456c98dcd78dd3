"""The text of the programs, in Python and in Pulumi YAML."""

import json
import re
import subprocess
from typing import Any

import pytest
import yaml

from sidecar_pods.adopt import adopt
from sidecar_pods.adopt.programs import in_python
from tests.unit.adopt.manifests import deployment, pod
from tests.unit.adopt.programs import program_of

PAGE = """\
apiVersion: v1
kind: Pod
metadata: {name: mc1, labels: {app: mc1}}
spec:
  containers:
  - name: 1st
    image: nginx
    ports: [{name: http, containerPort: 80}]
    volumeMounts: [{name: html, mountPath: /usr/share/nginx/html, readOnly: true}]
  - name: 2nd
    image: debian
    command: [/bin/sh, -c]
    args: ["while true; do date >> /html/index.html; sleep 1; done"]
    volumeMounts: [{name: html, mountPath: /html}]
  volumes: [{name: html, emptyDir: {}}]
---
apiVersion: v1
kind: Service
metadata: {name: mc1}
spec: {selector: {app: mc1}, ports: [{port: 80, targetPort: http}]}
"""

IN_PYTHON = """\
# The objects of app.yaml, as `sidecar-pods adopt` states them.
#
# The objects exist already. Tell the stack to take them over before its first `pulumi up`:
#   pulumi config set kubernetes:upsertExistingObjects true
#   pulumi config set kubernetes:enablePatchForce true

from sidecar_pods import SidecarPod, SidecarService

mc1 = SidecarPod(
    "mc1",
    {
        "standard_labels": False,
        "labels": {"app": "mc1"},
        "pod_security": "privileged",
        "containers": [
            {"name": "1st", "image": "nginx", "ports": [{"name": "http", "container_port": 80}]},
            {
                "name": "2nd",
                "image": "debian",
                "command": ["/bin/sh", "-c"],
                "args": ["while true; do date >> /html/index.html; sleep 1; done"],
            },
        ],
        "shared_volumes": [
            {"name": "html", "written_by": {"2nd": "/html"}, "read_by": {"1st": "/usr/share/nginx/html"}}
        ],
    },
)

SidecarService(
    "mc1",
    {"workload": mc1.endpoints, "standard_labels": False, "ports": [{"port": 80, "target_port": "http"}]},
)
"""

IN_YAML = """\
# The objects of app.yaml, as `sidecar-pods adopt` states them.
#
# The objects exist already. Tell the stack to take them over before its first `pulumi up`:
#   pulumi config set kubernetes:upsertExistingObjects true
#   pulumi config set kubernetes:enablePatchForce true
#
# The components come from a package. Add it to the project once:
#   pulumi package add ./components
name: adopted
runtime: yaml
resources:
  mc1:
    type: "sidecar:SidecarPod"
    properties:
      standardLabels: false
      labels:
        app: mc1
      podSecurity: privileged
      containers:
        - name: "1st"
          image: nginx
          ports:
            - name: http
              containerPort: 80
        - name: "2nd"
          image: debian
          command:
            - /bin/sh
            - "-c"
          args:
            - "while true; do date >> /html/index.html; sleep 1; done"
      sharedVolumes:
        - name: html
          writtenBy:
            "2nd": /html
          readBy:
            "1st": /usr/share/nginx/html
  mc1_service:
    type: "sidecar:SidecarService"
    name: mc1
    properties:
      workload: "${mc1.endpoints}"
      standardLabels: false
      ports:
        - port: 80
          targetPort: http
"""


def test_program_in_python_reads_like_the_documents() -> None:
    assert program_of(PAGE) == IN_PYTHON


def test_program_in_yaml_uses_the_package() -> None:
    assert program_of(PAGE, "yaml") == IN_YAML


def test_program_is_formatted_as_ruff_would() -> None:
    program = program_of(f"{PAGE}---\n{deployment()}")
    ruff = in_python.ruff()
    assert ruff is not None
    done = subprocess.run([ruff, "format", "-"], input=program, capture_output=True, text=True, check=True)
    assert done.stdout == program


def test_program_without_ruff_is_the_same_but_for_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    formatted = program_of(PAGE)
    monkeypatch.setattr(in_python, "ruff", lambda: None)
    plain = program_of(PAGE)
    assert plain != formatted
    assert compile(plain, "a", "exec").co_names == compile(formatted, "a", "exec").co_names


def test_no_object_makes_a_program_without_resources() -> None:
    assert "import" not in program_of("# nothing\n")
    assert yaml.safe_load(program_of("", "yaml"))["resources"] == {}


NAMES = {
    "web": "web = SidecarPod(",
    "web-app": "web_app = SidecarPod(",
    "1st": "pod_1st = SidecarPod(",
    "print": "pod_print = SidecarPod(",
    "class": "pod_class = SidecarPod(",
    "pulumi": "pod_pulumi = SidecarPod(",
}


@pytest.mark.parametrize(("name", "statement"), NAMES.items(), ids=NAMES)
def test_variables_are_named_after_objects(name: str, statement: str) -> None:
    assert statement in program_of(pod().replace("name: web\n", f"name: {name}\n", 1))


def test_equal_names_of_one_type_get_their_namespaces() -> None:
    texts = [pod().replace("  name: web\n", f"  name: web\n  namespace: {each}\n", 1) for each in ("a", "b")]
    program = program_of("---\n".join(texts))
    assert re.findall(r'(\w+) = SidecarPod\(\n    "(.+)"', program) == [("web", "web"), ("web_pod", "web-b")]
    assert '"name": "web",\n        "namespace": "b"' in program


def test_long_text_has_a_constant_and_stays_the_same() -> None:
    program = program_of(
        pod('containers: [{name: a, image: b, args: ["a\\n  b \\\\ \\"\\"\\"\\nc\\t\\r\\n"]}]\n')
    )
    assert 'WEB_A_ARGS = """\\\na\n  b \\\\ \\"\\"\\"\nc\t\\r\n"""\n' in program


TEXTS = (
    *(
        "yes",
        "y",
        "null",
        "~",
        "0644",
        "0o17",
        "1e3",
        ".5e3",
        "1_000",
        "1:30",
        "2020-01-01",
        "plain words",
        "\u00e9",
    ),
    *("a: b", "# a", " a ", "=", "- a", "{}", "a\tb", "\x07", "a\nb", "a\nb\n\n", " a\nb", "a \nb"),
    *("${a.b}", "$${a}", "$$", "$(A) $A", "$"),
)


def args_of(text: str) -> str:
    """Return a Pod whose container has one argument."""
    return pod(f"containers: [{{name: a, image: b, args: [{json.dumps(text)}]}}]\n")


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_every_text_survives_in_yaml(text: str) -> None:
    program: Any = yaml.safe_load(program_of(args_of(text), "yaml"))  # Any: a program as data
    (stated,) = program["resources"]["web"]["properties"]["containers"][0]["args"]
    assert _as_pulumi_reads(stated) == text


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_every_text_is_text_to_any_version_of_yaml(text: str) -> None:
    (written,) = re.findall(r"args:\n +- (.*)", program_of(args_of(text), "yaml"))
    assert written[0] in "\"'|" or re.fullmatch(r"[a-z][a-z ]{3,}", written)


def _as_pulumi_reads(text: str) -> str:
    """Return a text as Pulumi YAML reads it, which takes `$$` for `$` and refuses a lone `${`."""
    assert not re.search(r"(?<!\$)(\$\$)*\$\{", text)
    return text.replace("$$", "$")


def test_numbers_of_any_size_survive() -> None:
    spec = "{a: 9007199254740993, b: 0.1, c: -1}"
    custom = f"apiVersion: example.com/v1\nkind: X\nmetadata: {{name: x}}\nspec: {spec}\n"
    assert '"a": 9007199254740993, "b": 0.1, "c": -1' in program_of(custom)
    stated = yaml.safe_load(program_of(custom, "yaml"))["resources"]["x"]["properties"]["spec"]
    assert stated == {"a": 9007199254740993, "b": 0.1, "c": -1}


def test_files_are_named_in_the_program() -> None:
    adoption = adopt({"a.yaml": pod(), "b.yaml": deployment()})
    assert adoption.program.startswith("# The objects of a.yaml, b.yaml, as")
