"""The program's resources become plain manifests, the same every time, or a refusal in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.manifests import Manifest
from pod_deploy.stack.project import read_stack
from pod_deploy.stack.render import exports_of, render
from tests.unit.deploy.projects import write_project
from tests.unit.packaging.places import ROOT
from tests.unit.stacks.project import STACKS

POD = 'k8s.core.v1.Pod("p", metadata={"name": "p"}, spec={"containers": [{"name": "c", "image": "i"}]})\n'


def rendered(folder: Path, program: str, dev: str = "") -> list[Manifest]:
    return render("dev", write_project(folder, program, dev))


def refusal_of(folder: Path, program: str) -> str:
    with pytest.raises(Refusal) as refusal:
        rendered(folder, program)
    return str(refusal.value)


def test_resource_becomes_its_manifest(tmp_path: Path) -> None:
    assert rendered(tmp_path, POD) == [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "p"},
            "spec": {"containers": [{"name": "c", "image": "i"}]},
        }
    ]


def test_whole_numbers_stay_integers(tmp_path: Path) -> None:
    program = (
        'k8s.apps.v1.Deployment("d", metadata={"name": "d"}, spec={"replicas": 3, "x": [1.0, 2.5, True]})'
    )
    spec = rendered(tmp_path, program)[0]["spec"]
    assert [(type(v), v) for v in (spec["replicas"], *spec["x"])] == [
        (int, 3),
        (int, 1),
        (float, 2.5),
        (bool, True),
    ]


def test_the_program_sees_the_stacks_config_and_name(tmp_path: Path) -> None:
    program = """\
        name = f"{pulumi.get_project()}-{pulumi.get_stack()}-{pulumi.Config().require_int('replicas')}"
        k8s.core.v1.Namespace("n", metadata={"name": name})
        """
    assert rendered(tmp_path, program, "config: {replicas: 7}")[0]["metadata"]["name"] == "shop-dev-7"


def test_component_is_left_out_and_its_children_are_kept(tmp_path: Path) -> None:
    program = """\
        web = pulumi.ComponentResource("shop:index:Web", "web")
        k8s.core.v1.Namespace("n", metadata={"name": "n"}, opts=pulumi.ResourceOptions(parent=web))
        """
    assert [manifest["kind"] for manifest in rendered(tmp_path, program)] == ["Namespace"]


def test_known_outputs_are_resolved(tmp_path: Path) -> None:
    program = """\
        one = k8s.core.v1.Namespace("n", metadata={"name": "n"})
        k8s.core.v1.ConfigMap("c", metadata={"name": "c", "namespace": one.metadata.name})
        """
    assert rendered(tmp_path, program)[1]["metadata"]["namespace"] == "n"


def test_secret_is_rendered_as_plain_text(tmp_path: Path) -> None:
    program = (
        'k8s.core.v1.Secret("s", metadata={"name": "s"}, string_data={"k": pulumi.Output.secret("hush")})'
    )
    assert rendered(tmp_path, program)[0]["stringData"] == {"k": "hush"}


def test_transforms_apply_from_the_resource_outwards(tmp_path: Path) -> None:
    program = """\
        def add(word):
            def transform(args):
                if args.type_ != "kubernetes:core/v1:Namespace":
                    return None
                labels = args.props["metadata"].setdefault("labels", {})
                labels["order"] = labels.get("order", "") + word
                return pulumi.ResourceTransformResult(args.props, args.opts)
            return transform

        pulumi.runtime.register_resource_transform(add("stack"))
        opts = pulumi.ResourceOptions(transforms=[add("parent-")])
        web = pulumi.ComponentResource("shop:index:Web", "web", opts=opts)
        opts = pulumi.ResourceOptions(parent=web, transforms=[add("own-")])
        k8s.core.v1.Namespace("n", metadata={"name": "n"}, opts=opts)
        """
    assert rendered(tmp_path, program)[0]["metadata"]["labels"] == {"order": "own-parent-stack"}


def namespaces(manifests: list[Manifest]) -> dict[str, str | None]:
    return {manifest["metadata"]["name"]: manifest["metadata"].get("namespace") for manifest in manifests}


def test_namespace_is_rendered_only_if_the_program_states_it(tmp_path: Path) -> None:
    program = POD + 'k8s.core.v1.Pod("q", metadata={"name": "q", "namespace": "own"})\n'
    manifests = rendered(tmp_path, program, "config: {'kubernetes:namespace': shared}")
    assert namespaces(manifests) == {"p": None, "q": "own"}


def test_namespace_of_an_explicit_provider_applies_to_its_objects(tmp_path: Path) -> None:
    program = """\
        there = k8s.Provider("there", namespace="there")
        k8s.core.v1.Pod("p", metadata={"name": "p"}, opts=pulumi.ResourceOptions(provider=there))
        k8s.core.v1.Pod("q", metadata={"name": "q"})
        """
    assert namespaces(rendered(tmp_path, program)) == {"p": "there", "q": None}


def test_output_of_the_program_goes_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rendered(tmp_path, 'print("hello")\n' + POD)
    assert capsys.readouterr() == ("", "hello\n")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        pytest.param('raise pulumi.RunError("size: too big")', "size: too big", id="RunError"),
        pytest.param('import sys; sys.exit("size: too big")', "size: too big", id="sys.exit"),
        pytest.param(
            'def check(_): raise pulumi.RunError("size: too big")\npulumi.Output.from_input(1).apply(check)',
            "size: too big",
            id="RunError in an Output",
        ),
        pytest.param(
            'pulumi.Config().require("color")',
            "Missing required configuration variable 'shop:color' "
            "please set a value using the command `pulumi config set shop:color <value>`",
            id="missing config",
        ),
    ],
)
def test_error_of_the_program_is_the_message(tmp_path: Path, program: str, message: str) -> None:
    write_project(tmp_path)
    (tmp_path / "__main__.py").write_text("import pulumi\n" + program, encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        render("dev", tmp_path)
    assert str(refusal.value) == message


def test_stash_is_left_out(tmp_path: Path) -> None:
    assert rendered(tmp_path, 'pulumi.Stash("s", input="x")') == []


def test_mistake_in_the_program_keeps_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        rendered(tmp_path, "1 / 0")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        pytest.param(
            'pulumi.CustomResource("aws:s3/bucket:Bucket", "b", {})',
            'aws:s3/bucket:Bucket "b" is not a Kubernetes object: '
            "it needs a Pulumi CLI and the aws provider.",
            id="another provider",
        ),
        pytest.param(
            'k8s.helm.v3.Release("r", chart="nginx")',
            'kubernetes:helm.sh/v3:Release "r" is made by the Kubernetes provider itself: '
            "it needs a Pulumi CLI.",
            id="Helm release",
        ),
        pytest.param(
            'pulumi.ComponentResource("kubernetes:helm.sh/v4:Chart", "c", {"chart": "nginx"}, remote=True)',
            'kubernetes:helm.sh/v4:Chart "c" is made by the Kubernetes provider itself: '
            "it needs a Pulumi CLI.",
            id="Helm chart of a remote component",
        ),
        pytest.param(
            'pulumi.ComponentResource("eks:index:Cluster", "c", {}, remote=True)',
            'eks:index:Cluster "c" is not a Kubernetes object: it needs a Pulumi CLI and the eks provider.',
            id="remote component",
        ),
        pytest.param(
            'k8s.core.v1.PodPatch("p", metadata={"name": "p"})',
            'kubernetes:core/v1:PodPatch "p" is made by the Kubernetes provider itself: '
            "it needs a Pulumi CLI.",
            id="patch resource",
        ),
        pytest.param(
            'k8s.core.v1.Pod.get("p", "default/p")',
            'The program reads kubernetes:core/v1:Pod "p", which needs a Pulumi CLI and its provider.',
            id="read resource",
        ),
        pytest.param(
            'pulumi.runtime.invoke("kubernetes:yaml:decode", {})',
            "The program calls kubernetes:yaml:decode, which needs a Pulumi CLI and its provider.",
            id="provider function",
        ),
        pytest.param(
            'k8s.core.v1.Pod("p", metadata={"labels": {}})',
            'kubernetes:core/v1:Pod "p" has no metadata.name: '
            "only the provider makes up names, which needs a Pulumi CLI.",
            id="no name",
        ),
        pytest.param(
            'service = k8s.core.v1.Service("s", metadata={"name": "s"}, spec={})\n'
            'k8s.core.v1.ConfigMap("c", metadata={"name": "c"}, data={"ip": service.status.load_balancer})',
            'kubernetes:core/v1:ConfigMap "c": data.ip depends on a value from the cluster, '
            "which needs a Pulumi CLI.",
            id="what only the cluster knows",
        ),
        pytest.param(
            'k8s.Provider("there", context="kind")',
            'Provider "there" sets context, which needs a Pulumi CLI.',
            id="provider with its own cluster",
        ),
    ],
)
def test_resource_that_only_an_engine_can_make_is_refused(tmp_path: Path, program: str, message: str) -> None:
    assert refusal_of(tmp_path, program) == message


def test_exports_have_the_clusters_values(tmp_path: Path) -> None:
    program = """\
        service = k8s.core.v1.Service("s", metadata={"name": "s"}, spec={"ports": [{"port": 80}]})
        pulumi.export("address", service.spec.cluster_ip)
        pulumi.export("port", service.spec.ports[0].port)
        pulumi.export("hidden", pulumi.Output.secret("hush"))
        """
    config = read_stack("dev", write_project(tmp_path, program))
    live: Manifest = {"spec": {"clusterIP": "10.96.0.9", "ports": [{"port": 80}]}}
    assert exports_of(config, lambda _, __: live) == {
        "address": "10.96.0.9",
        "port": 80,
        "hidden": "[secret]",
    }


def test_resource_that_is_no_object_is_not_looked_up(tmp_path: Path) -> None:
    program = """\
        pulumi.Stash("s", input="x")
        k8s.Provider("there", namespace="front")
        """
    asked: list[str] = []
    config = read_stack("dev", write_project(tmp_path, program))
    exports_of(config, lambda kind, _: {"asked": asked.append(kind)})
    assert asked == []


@pytest.mark.process
@pytest.mark.parametrize("stack", STACKS)
def test_stack_renders_to_the_same_bytes_every_time_and_prints_nothing_else(stack: str) -> None:
    command = [sys.executable, "-m", "pod_deploy", "render", "--stack", stack]
    seeds = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2")]
    runs = [subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True) for env in seeds]
    assert runs[0].stdout == runs[1].stdout
    assert [run.stderr for run in runs] == [b"", b""]


@pytest.mark.process
def test_refusal_is_the_only_line_that_is_printed(tmp_path: Path) -> None:
    write_project(tmp_path, 'k8s.core.v1.Pod.get("p", "default/p")')
    command = [sys.executable, "-m", "pod_deploy", "--cwd", str(tmp_path), "render"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    message = 'The program reads kubernetes:core/v1:Pod "p", which needs a Pulumi CLI and its provider.'
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Error: {message}\n")
