"""Commands fail with one clear line if the cluster is unreachable or denies access."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.e2e.cluster import NAMESPACE, Cluster, private_file
from tests.e2e.kubectl import Kubectl
from tests.e2e.project import Engine, Project
from tests.foreign import JsonObject

Kubeconfig = JsonObject
Edited = Callable[[Callable[[Kubeconfig], None]], str]
"""Applies an edit to a copy of the kubeconfig; returns the path of the copy."""

COMMANDS = ["up", "preview", "diff", "destroy"]


@pytest.fixture
def kubeconfig(cluster: Cluster, tmp_path: Path) -> Edited:
    """Return a function that writes an edited copy of the cluster's kubeconfig."""

    def edited(edit: Callable[[Kubeconfig], None]) -> str:
        view = ["config", "view", "--raw", "--minify", "--flatten", "--output=json"]
        config = json.loads(cluster.kubectl(*view))
        edit(config)
        return str(private_file(tmp_path / "kubeconfig", json.dumps(config)))

    return edited


def refusal(done: CompletedProcess[str], exit_code: int = 1) -> str:
    """Return the one error line of a command; it must be the last line of stderr."""
    assert done.returncode == exit_code, done
    assert "Traceback" not in done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert done.stderr.splitlines()[-1] == line
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_unreachable_cluster_is_reported_in_one_line(
    command: str, project: Project, kubeconfig: Edited
) -> None:
    def use_a_closed_port(config: Kubeconfig) -> None:
        config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"

    done = project.deploy(command, "dev", KUBECONFIG=kubeconfig(use_a_closed_port))
    assert refusal(done, 2 if command == "diff" else 1) == (
        'Error: context "local-cluster" of KUBECONFIG does not answer at https://127.0.0.1:1: '
        "connection refused"
    )


def test_wrong_credentials_are_reported_in_one_line(project: Project, kubeconfig: Edited) -> None:
    def use_a_wrong_token(config: Kubeconfig) -> None:
        config["users"][0]["user"] = {"token": "not-a-token"}

    assert refusal(project.deploy("up", "dev", KUBECONFIG=kubeconfig(use_a_wrong_token))) == (
        'Error: context "local-cluster" of KUBECONFIG '
        "does not accept the credentials of its kubeconfig (Unauthorized)."
    )


def test_unknown_context_is_reported_with_the_nearest_name(project_copy: Project) -> None:
    project_copy.set("prod", **{"kubernetes:context": "local-clutser"})
    assert refusal(project_copy.deploy("up", "prod")) == (
        'Error: The context "local-clutser" of stacks/Pulumi.prod.yaml is not in KUBECONFIG.'
        ' Did you mean "local-cluster"? Contexts: local-cluster.'
    )


@pytest.fixture(scope="module")
def visitor(apart: Kubectl) -> str:
    """Create a service account without rights in the namespace default; return its token."""
    apart("create", "serviceaccount", "visitor")
    return apart("create", "token", "visitor").strip()


@pytest.fixture
def visitors_kubeconfig(visitor: str, kubeconfig: Edited) -> str:
    """Write a kubeconfig for the visitor's service account; return its path."""

    def use_the_visitors_token(config: Kubeconfig) -> None:
        config["users"][0]["user"] = {"token": visitor}

    return kubeconfig(use_the_visitors_token)


@pytest.mark.usefixtures("dev")
@pytest.mark.parametrize("command", COMMANDS)
def test_missing_rights_are_reported_in_one_line(
    command: str, project: Project, visitors_kubeconfig: str, visitor: str
) -> None:
    done = project.deploy(command, "dev", KUBECONFIG=visitors_kubeconfig)
    assert refusal(done, 2 if command == "diff" else 1) == (
        f'Error: "system:serviceaccount:{NAMESPACE}:visitor" may not get services, pods in namespace default,'
        ' on context "local-cluster" of KUBECONFIG: ask its administrator for this right (RBAC).'
    )
    assert visitor not in done.stdout + done.stderr


# a stack that is not deployed yet: here a Pulumi CLI alone would preview success


@pytest.fixture
def new_stack(project_copy: Project) -> Project:
    """Return a copy of the project with a stack that is not deployed."""
    small = {"networkPolicy": False, "podDisruptionBudget": False}
    project_copy.set("extra", name="mc1-extra", requireContext=False, **small)
    return project_copy


each_engine = pytest.mark.parametrize(
    "engine", ["kubectl", pytest.param("pulumi", marks=pytest.mark.pulumi_cli)]
)


@each_engine
@pytest.mark.parametrize("command", ["up", "preview"])
def test_new_stack_is_refused_if_the_cluster_is_unreachable(
    engine: Engine, command: str, new_stack: Project, kubeconfig: Edited
) -> None:
    def use_a_closed_port(config: Kubeconfig) -> None:
        config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"

    done = new_stack.by(engine).deploy(command, "extra", KUBECONFIG=kubeconfig(use_a_closed_port))
    assert "does not answer at https://127.0.0.1:1: connection refused" in refusal(done)
    assert "DELETE_UNREACHABLE" not in done.stdout + done.stderr


@each_engine
@pytest.mark.parametrize("command", ["up", "preview"])
def test_new_stack_is_refused_if_the_user_has_no_rights(
    engine: Engine, command: str, new_stack: Project, visitors_kubeconfig: str
) -> None:
    done = new_stack.by(engine).deploy(command, "extra", KUBECONFIG=visitors_kubeconfig)
    assert re.search(r'visitor" may not get \S+, \S+ in namespace default, on context', refusal(done))
    assert "urn:pulumi" not in done.stderr


@pytest.fixture
def service_keeper(apart: Kubectl, kubectl: Kubectl) -> Iterator[None]:
    """Allow the visitor to read everything in the namespace default, and to write Services."""
    to = f"--serviceaccount={apart.namespace}:visitor"
    kubectl("create", "role", "service-keeper", "--verb=*", "--resource=services")
    kubectl("create", "rolebinding", "service-keeper", "--role=service-keeper", to)
    kubectl("create", "rolebinding", "service-keeper-reads", "--clusterrole=view", to)
    yield
    kubectl("delete", "role,rolebinding", "service-keeper", "service-keeper-reads", "--ignore-not-found")


@pytest.mark.usefixtures("service_keeper")
def test_up_applies_nothing_if_one_right_is_missing(
    project_copy: Project, visitors_kubeconfig: str, kubectl: Kubectl
) -> None:
    only_a_deployment_and_a_service = {"networkPolicy": False, "podDisruptionBudget": False}
    project_copy.set("extra", name="mc1-extra", requireContext=False, **only_a_deployment_and_a_service)
    said = refusal(project_copy.deploy("up", "extra", KUBECONFIG=visitors_kubeconfig))
    assert 'visitor" may not patch deployments.apps in namespace default' in said
    assert kubectl.attempt("get", "service", "mc1-extra").returncode == 1
