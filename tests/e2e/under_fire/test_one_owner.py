"""Two engines, one owner: whatever happened before, the cluster ends as the program says."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from tests.e2e.cluster import objects_of
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.page import moments
from tests.e2e.processes import killed_up
from tests.e2e.project import Engine, Project, succeeded
from tests.e2e.stack import EXTRA, interval

STACK, NAME = "extra", "mc1-extra"


def engines(*names: str) -> pytest.MarkDecorator:
    """Run a test with each engine under each name; what needs a CLI is skipped where there is none."""
    return pytest.mark.parametrize(
        names,
        [
            pytest.param(
                *each, id=" then ".join(each), marks=[pytest.mark.pulumi_cli] if "pulumi" in each else []
            )
            for each in product(("kubectl", "pulumi"), repeat=len(names))
        ],
    )


def container(kubectl: Kubectl, name: str, workload: str = f"deployment/{NAME}") -> dict[str, Any]:
    """Return a container of a Deployment's template."""
    spec = kubectl.json(workload)["spec"]["template"]["spec"]
    return next(each for each in spec["containers"] + spec.get("initContainers", []) if each["name"] == name)


def killed_as_soon_as_it_makes(resource: str, project: Project, kubectl: Kubectl) -> None:
    """Start an `up`, and kill it with all that it started as soon as an object is there."""
    with killed_up(project, STACK):
        wait_for(lambda: kubectl.attempt("get", resource).returncode == 0, f"{resource} to be made")


# a field that the program no longer states


@engines("first", "second")
def test_field_that_left_the_program_leaves_the_cluster(
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
def test_field_that_a_killed_up_set_leaves_the_cluster(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.set(STACK, drainSeconds=1)
    killed_as_soon_as_it_makes(f"deployment/{NAME}", extra.by(first), kubectl)
    extra.set(STACK, drainSeconds=0)
    extra.by(second).up(STACK)
    assert "lifecycle" not in container(kubectl, "1st")
    assert not extra.differs(STACK)


# a bare Pod, which can hardly be changed in place


@engines("first", "second")
def test_bare_pod_that_an_engine_made_is_replaced_when_the_program_changes(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.set(STACK, workload="Pod")
    extra.by(first).up(STACK)
    extra.set(STACK, writerInterval=2)
    extra.by(second).up(STACK)
    assert interval(kubectl.json("pod", NAME)) == "2"
    assert not extra.differs(STACK)


@engines("first", "second")
def test_bare_pod_of_a_killed_up_is_replaced_when_the_program_changes(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.set(STACK, workload="Pod")
    killed_as_soon_as_it_makes(f"pod/{NAME}", extra.by(first), kubectl)
    extra.set(STACK, writerInterval=2)
    extra.by(second).up(STACK)
    assert interval(kubectl.json("pod", NAME)) == "2"
    assert not extra.differs(STACK)


# destroy


def assert_nothing_left(kubectl: Kubectl) -> None:
    wait_for(lambda: not objects_of(kubectl, EXTRA), "controllers to tidy up", timeout=5)


@engines("first", "second")
def test_destroy_of_a_killed_up_leaves_no_object(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    killed_as_soon_as_it_makes(f"deployment/{NAME}", extra.by(first), kubectl)
    succeeded(extra.by(second).deploy("destroy", STACK))
    assert_nothing_left(kubectl)


@engines("first", "second")
def test_destroy_removes_what_either_engine_applied(
    first: Engine, second: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra.by(first).up(STACK)
    succeeded(extra.by(second).deploy("destroy", STACK))
    assert_nothing_left(kubectl)


# what somebody added or changed by hand


@engines("engine")
def test_what_was_added_by_hand_is_shown_and_taken_back(
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
def test_service_port_that_was_edited_is_shown_and_put_back(
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


# an object is the stack's because the program declares it


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
def test_object_without_labels_of_ours_is_deployed_pruned_and_destroyed_like_any_other(
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
def test_object_of_somebody_else_is_named_and_left_alone(
    engine: Engine, extra: Project, kubectl: Kubectl
) -> None:
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
def test_object_that_the_program_retains_survives_destroy(
    engine: Engine, extra: Project, kubectl: Kubectl
) -> None:
    extra = extra.by(engine)
    program = extra.root / "__main__.py"
    program.write_text(f"{program.read_text()}{RETAINED}")
    extra.up(STACK)
    said = succeeded(extra.deploy("destroy", STACK)).stdout
    assert "Kept: ConfigMap mc1-retained (default), which the program retains." in said
    assert objects_of(kubectl, EXTRA).keys() == {"configmap/mc1-retained"}


@engines("engine")
def test_user_may_name_another_instance(engine: Engine, extra: Project, kubectl: Kubectl) -> None:
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


# a workload that will not become ready


@engines("engine")
def test_image_that_cannot_be_pulled_ends_the_up_and_is_said(engine: Engine, extra: Project) -> None:
    extra.set(STACK, serverImage="nginx:no-such-tag")
    done = extra.by(engine).deploy("up", STACK, "--timeout=10")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert f"Events of Pod {NAME}-" in done.stdout
    assert "no-such-tag" in done.stdout
    assert done.stderr.splitlines()[-1].startswith("Error: ")
