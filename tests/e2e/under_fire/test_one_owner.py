"""Both engines own the same fields: after an `up` with either, the cluster matches the program."""

from __future__ import annotations

from itertools import product

import pytest

from tests.e2e.cluster import objects_of
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.page import moments
from tests.e2e.processes import killed_up
from tests.e2e.project import Engine, Project, succeeded
from tests.e2e.stack import EXTRA, interval
from tests.foreign import JsonObject

STACK, NAME = "extra", "mc1-extra"


def engines(*names: str) -> pytest.MarkDecorator:
    """Run a test with every combination of engines; skip those of Pulumi if there is no CLI."""
    return pytest.mark.parametrize(
        names,
        [
            pytest.param(
                *each, id=" then ".join(each), marks=[pytest.mark.pulumi_cli] if "pulumi" in each else []
            )
            for each in product(("kubectl", "pulumi"), repeat=len(names))
        ],
    )


def container(kubectl: Kubectl, name: str, workload: str = f"deployment/{NAME}") -> JsonObject:
    """Return a container of a workload's Pod template."""
    spec = kubectl.json(workload)["spec"]["template"]["spec"]
    return next(each for each in spec["containers"] + spec.get("initContainers", []) if each["name"] == name)


def kill_up_once_it_creates(resource: str, project: Project, kubectl: Kubectl) -> None:
    """Start an `up`; kill it and all its processes as soon as an object exists."""
    with killed_up(project, STACK):
        wait_for(lambda: kubectl.attempt("get", resource).returncode == 0, f"{resource} to be created")


# a field that was removed from the program


@engines("first", "second")
def test_up_removes_a_field_removed_from_the_program(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.set(STACK, drainSeconds=1)
    extra.by(first).up(STACK)
    assert "preStop" in container(kubectl, "1st")["lifecycle"]
    extra.set(STACK, drainSeconds=0)
    extra.by(second).up(STACK)
    assert "lifecycle" not in container(kubectl, "1st")
    assert not extra.differs(STACK)


@engines("first", "second")
def test_up_removes_a_field_set_by_a_killed_up(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.set(STACK, drainSeconds=1)
    kill_up_once_it_creates(f"deployment/{NAME}", extra.by(first), kubectl)
    extra.set(STACK, drainSeconds=0)
    extra.by(second).up(STACK)
    assert "lifecycle" not in container(kubectl, "1st")
    assert not extra.differs(STACK)


# a bare Pod: most of its fields cannot be changed in place


@engines("first", "second")
def test_up_replaces_a_bare_pod_when_the_program_changes(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.set(STACK, workload="Pod")
    extra.by(first).up(STACK)
    extra.set(STACK, writerInterval=2)
    extra.by(second).up(STACK)
    assert interval(kubectl.json("pod", NAME)) == "2"
    assert not extra.differs(STACK)


@engines("first", "second")
def test_up_replaces_the_bare_pod_of_a_killed_up(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.set(STACK, workload="Pod")
    kill_up_once_it_creates(f"pod/{NAME}", extra.by(first), kubectl)
    extra.set(STACK, writerInterval=2)
    extra.by(second).up(STACK)
    assert interval(kubectl.json("pod", NAME)) == "2"
    assert not extra.differs(STACK)


# destroy


def assert_nothing_left(kubectl: Kubectl) -> None:
    wait_for(lambda: not objects_of(kubectl, EXTRA), "controllers to delete their objects", timeout=5)


@engines("first", "second")
def test_destroy_after_a_killed_up_leaves_no_object(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    kill_up_once_it_creates(f"deployment/{NAME}", extra.by(first), kubectl)
    succeeded(extra.by(second).deploy("destroy", STACK))
    assert_nothing_left(kubectl)


@engines("first", "second")
def test_destroy_deletes_the_objects_of_either_engine(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.by(first).up(STACK)
    succeeded(extra.by(second).deploy("destroy", STACK))
    assert_nothing_left(kubectl)


# manual changes


@engines("engine")
def test_preview_shows_and_up_removes_manual_additions(
    engine: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra = extra.by(engine)
    extra.up(STACK)
    kubectl("label", f"service/{NAME}", "by-hand=yes")
    kubectl("set", "env", f"deployment/{NAME}", "--containers=1st", "BY_HAND=yes")
    said = succeeded(extra.deploy("preview", STACK)).stdout
    for key in (f"Service {NAME} (default)", f"Deployment {NAME} (default)"):
        assert any(key in line and "was changed by hand" in line for line in said.splitlines()), said
    extra.up(STACK)
    assert "by-hand" not in kubectl.json(f"service/{NAME}")["metadata"]["labels"]
    assert "BY_HAND" not in str(container(kubectl, "1st"))
    assert not extra.differs(STACK)


@engines("engine")
def test_preview_shows_and_up_restores_an_edited_service_port(
    engine: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra = extra.by(engine)
    extra.up(STACK)
    kubectl(
        "patch",
        f"service/{NAME}",
        "--type=json",
        '--patch=[{"op":"replace","path":"/spec/ports/0/port","value":81}]',
    )
    done = extra.deploy("preview", STACK)
    assert f"Service {NAME} (default)" in done.stdout + done.stderr
    assert "changed by hand" in done.stdout + done.stderr
    extra.up(STACK)
    assert [port["port"] for port in kubectl.json(f"service/{NAME}")["spec"]["ports"]] == [80]
    assert moments(kubectl.page(f"services/http:{NAME}:80"))
    assert not extra.differs(STACK)


# a stack owns the objects that its program declares


FOREIGN = """
from pulumi_kubernetes.core.v1 import ConfigMap, Service
from pulumi_kubernetes.apps.v1 import Deployment
Deployment(
    "foreign",
    metadata={"name": "foreign"},
    spec={
        "selector": {"match_labels": {"app": "foreign"}},
        "template": {
            "metadata": {"labels": {"app": "foreign"}},
            "spec": {"containers": [{"name": "web", "image": "nginx", "ports": [{"container_port": 80}]}]},
        },
    },
)
ports = [{"port": 80}]
Service("foreign", metadata={"name": "foreign"}, spec={"selector": {"app": "foreign"}, "ports": ports})
"""


@engines("engine")
def test_object_without_standard_labels_is_managed_like_any_other(
    engine: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra = extra.by(engine)
    program = extra.root / "__main__.py"
    program.write_text(f"{program.read_text()}{FOREIGN}ConfigMap('left', metadata={{'name': 'foreign'}})\n")
    extra.up(STACK)
    program.write_text(program.read_text().rpartition("ConfigMap(")[0])
    extra.up(STACK)
    assert kubectl.attempt("get", "configmap/foreign").returncode == 1
    succeeded(extra.deploy("destroy", STACK))
    assert kubectl("get", "deployment/foreign", "service/foreign", "--ignore-not-found") == ""
    assert_nothing_left(kubectl)


@engines("engine")
def test_destroy_reports_and_keeps_a_foreign_object(engine: Engine, extra: Project, kubectl: Kubectl) -> None:
    extra = extra.by(engine)
    extra.up(STACK)
    kubectl("create", "configmap", "of-somebody-else")
    kubectl("label", "configmap", "of-somebody-else", "pod-deploy/stack=multi-container-pods-extra", EXTRA)
    said = succeeded(extra.deploy("destroy", STACK)).stdout
    assert "Left alone: ConfigMap of-somebody-else (default), which another stack or tool applied." in said
    assert kubectl.attempt("get", "configmap", "of-somebody-else").returncode == 0


RETAINED = """
import pulumi
from pulumi_kubernetes.core.v1 import ConfigMap
retained = pulumi.ResourceOptions(retain_on_delete=True)
ConfigMap("retained", metadata={"name": "mc1-retained", "labels": {LABELS}}, opts=retained)
""".replace("{LABELS}", str(dict([EXTRA.split("=")])))


@engines("engine")
def test_retained_object_survives_destroy(engine: Engine, extra: Project, kubectl: Kubectl) -> None:
    extra = extra.by(engine)
    program = extra.root / "__main__.py"
    program.write_text(f"{program.read_text()}{RETAINED}")
    extra.up(STACK)
    said = succeeded(extra.deploy("destroy", STACK)).stdout
    assert "Kept: ConfigMap mc1-retained (default), which the program retains." in said
    assert objects_of(kubectl, EXTRA).keys() == {"configmap/mc1-retained"}


@engines("engine")
def test_stack_with_another_instance_label_is_deployed_and_destroyed(
    engine: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra = extra.by(engine)
    program = extra.root / "__main__.py"
    program.write_text(
        program.read_text().replace(
            '"name": stack.name,\n', '"name": stack.name,\n    "instance": "blue",\n', 1
        )
    )
    extra.up(STACK)
    assert kubectl.json(f"deployment/{NAME}")["metadata"]["labels"]["app.kubernetes.io/instance"] == "blue"
    succeeded(extra.deploy("destroy", STACK))
    assert kubectl("get", f"deployment/{NAME}", f"service/{NAME}", "--ignore-not-found") == ""


# a workload that cannot become ready


@engines("engine")
def test_up_fails_and_reports_an_image_that_cannot_be_pulled(engine: Engine, extra: Project) -> None:
    extra.set(STACK, serverImage="nginx:no-such-tag")
    done = extra.by(engine).deploy("up", STACK, "--timeout=10")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert f"Events of Pod {NAME}-" in done.stdout
    assert "no-such-tag" in done.stdout
    assert done.stderr.splitlines()[-1].startswith("Error: ")


@pytest.mark.pulumi_cli
def test_provider_waits_for_the_address_of_a_service_alone(extra: Project) -> None:
    said = extra.by("pulumi").up(STACK)
    assert "Found {.spec.clusterIP}" in said  # by itself it would watch the endpoints for ten seconds
