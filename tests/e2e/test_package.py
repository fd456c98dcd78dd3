"""The package in programs of other languages, with a real Pulumi CLI; no cluster is needed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.e2e.cli import without_login
from tests.e2e.project import CHECKOUT
from tests.unit.components.sidecars.git_over_https import GitServer

pytestmark = [pytest.mark.pulumi_cli, pytest.mark.timeout(600)]

COMPONENTS = CHECKOUT / "components"
PROGRAM = """\
name: site
runtime: yaml
plugins:
  providers:
    - {name: sidecar, path: plugin}
resources:
  cluster:
    type: pulumi:providers:kubernetes
    properties: {renderYamlToDirectory: manifests}
  word:
    type: kubernetes:core/v1:ConfigMap
    properties: {data: {word: hello}}
    options: {provider: "${cluster}"}
  mc1:
    type: sidecar:index:SidecarPod
    properties:
      containers:
        - name: 1st
          image: nginx
          ports: [{name: http, containerPort: 80}]
          readinessProbe: {httpGet: {path: /, port: http}}
          env: [{name: WORD_OF, value: "${word.id}"}]
        - {name: 2nd, image: debian}
      sharedVolumes:
        - name: html
          writtenBy: {2nd: /html}
          readBy: {1st: [{mountPath: /usr/share/nginx/html}]}
    options: {providers: ["${cluster}"]}
  service:
    type: sidecar:index:SidecarService
    properties: {workload: "${mc1.endpoints}"}
    options: {providers: ["${cluster}"]}
outputs:
  url: ${service.url}
"""


def pulumi(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **without_login(os.environ, folder / "login"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "test",
    }
    command = ["pulumi", "--color=never", "--non-interactive", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder of a program in YAML, with the host as a plugin."""
    for folder in ("login", "state", "plugin"):
        (tmp_path / folder).mkdir()
    plugin = tmp_path / "plugin" / "pulumi-resource-sidecar"
    plugin.write_text(f'#!/bin/sh\nexec {sys.executable} {COMPONENTS} "$@"\n')
    plugin.chmod(0o755)
    (tmp_path / "Pulumi.yaml").write_text(PROGRAM)
    created = pulumi(tmp_path, "stack", "init", "dev")
    assert created.returncode == 0, created.stderr
    return tmp_path


def edit(site: Path, old: str, new: str) -> None:
    program = site / "Pulumi.yaml"
    assert old in program.read_text()
    program.write_text(program.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("language", "file", "texts"),
    [
        (
            "nodejs",
            "types/input.ts",
            [
                "readinessProbe?: pulumi.Input<pulumiKubernetes.types.input.core.v1.Probe",
                "export interface SharedVolumeArgs {",
            ],
        ),
        (
            "python",
            "sidecar_pods_sidecar/_inputs.py",
            ["'pulumi_kubernetes.core.v1.ProbeArgsDict'", "class SharedVolumeArgsDict(TypedDict):"],
        ),
        (
            "go",
            "sidecar/pulumiTypes.go",
            ["ReadinessProbe corev1.ProbePtrInput", "type SharedVolumeArgs struct {"],
        ),
    ],
)
def test_sdk_of_a_language_has_the_types_of_kubernetes(
    tmp_path: Path, language: str, file: str, texts: list[str]
) -> None:
    schema = str(COMPONENTS / "schema.json")
    done = pulumi(tmp_path, "package", "gen-sdk", schema, "--language", language, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    written = (tmp_path / language / file).read_text()
    assert [text for text in texts if text not in written] == []
    assert "ArgsArgs" not in written


def test_program_in_yaml_deploys_a_pod_and_its_service(site: Path) -> None:
    preview = pulumi(site, "preview", "--diff")
    assert preview.returncode == 0, preview.stdout
    assert "value: [unknown]" in preview.stdout
    up = pulumi(site, "up", "--yes", "--skip-preview")
    assert up.returncode == 0, up.stdout
    assert "http://service.default.svc.cluster.local/" in up.stdout
    pod = next(iter((site / "manifests" / "1-manifest").glob("v1-pod-*.yaml")))
    container, *_ = yaml.safe_load(pod.read_text())["spec"]["containers"]
    assert container["readinessProbe"] == {"httpGet": {"path": "/", "port": "http"}}
    assert container["volumeMounts"] == [
        {"name": "html", "mountPath": "/usr/share/nginx/html", "readOnly": True}
    ]
    again = pulumi(site, "up", "--yes", "--skip-preview", "--expect-no-changes")
    assert again.returncode == 0, again.stdout


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param(
            "readBy: {1st:",
            "readBy: {1rst:",
            'mc1: sharedVolumes[html].readBy names "1rst", which is no container of this Pod; '
            "expected one of 1st, 2nd; did you mean 1st?",
            id="at once",
        ),
        pytest.param(
            "image: debian}",
            'image: "${word.data[\\"wrong\\"]}"}',
            "mc1: containers[2nd].image ",
            id="once it is known",
        ),
    ],
)
def test_wrong_wiring_is_refused_in_one_sentence(site: Path, old: str, new: str, sentence: str) -> None:
    edit(site, old, new)
    done = pulumi(site, "preview")
    assert done.returncode != 0
    assert f"error: sidecar:index:SidecarPod resource 'mc1' has a problem: {sentence}" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "Unexpected" not in done.stdout + done.stderr


def test_component_given_for_its_endpoints_is_named(site: Path) -> None:
    edit(site, "${mc1.endpoints}", "${mc1}")
    done = pulumi(site, "preview")
    assert done.returncode != 0
    assert "workload: Cannot assign 'sidecar:index:SidecarPod' to 'sidecar:index:Endpoints'" in done.stdout


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve a clone of the repository as a release; return the address of its folder `components`."""
    # The CLI names a folder after the address, and Python makes no environment in a folder with a colon.
    clone = tmp_path / "git" / "acme" / "pods.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", CHECKOUT, clone], check=True)
    subprocess.run(["git", "-C", clone, "tag", "v7.8.9"], check=True)
    try:
        server = GitServer(tmp_path / "git", tmp_path, port=443)
    except OSError as error:
        pytest.skip(f"needs the port 443: {error.strerror}")
    with server.serving():
        yield "https://127.0.0.1/acme/pods.git/components"


def test_package_is_added_from_the_address_of_a_git_repository(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = Path(os.environ.get("PULUMI_HOME", Path.home() / ".pulumi")) / "plugins"
    for provider in installed.glob("resource-kubernetes-*/"):
        shutil.copytree(provider, tmp_path / "home" / "plugins" / provider.name)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: site\nruntime: yaml\n")
    added = pulumi(project, "package", "add", address)
    assert added.returncode == 0, added.stdout + added.stderr
    packages = yaml.safe_load((project / "Pulumi.yaml").read_text())["packages"]
    assert packages == {"sidecar": address.removeprefix("https://")}
    # The CLI takes the newest tag that is a version.
    (plugin,) = (tmp_path / "home" / "plugins").glob("resource-127.0.0.1_acme_pods.git_components-*/")
    assert plugin.name.endswith("-v7.8.9")
