"""A cluster that does not answer, does not know us or does not let us: one clear line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.e2e.cluster import Cluster, private_file
from tests.e2e.kubectl import Kubectl
from tests.e2e.project import Project

Kubeconfig = dict[str, Any]
COMMANDS = ["up", "preview", "diff", "destroy"]


@pytest.fixture
def kubeconfig(cluster: Cluster, tmp_path: Path) -> Callable[[Callable[[Kubeconfig], None]], str]:
    """Write a kubeconfig as it is after an edit; its path."""

    def edited(edit: Callable[[Kubeconfig], None]) -> str:
        view = ["config", "view", "--raw", "--minify", "--flatten", "--output=json"]
        config = json.loads(cluster.kubectl(*view))
        edit(config)
        return str(private_file(tmp_path / "kubeconfig", json.dumps(config)))

    return edited


def refusal(done: CompletedProcess[str]) -> str:
    """Return the one line with which a command refused."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert done.stderr.splitlines()[-1] == line
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_cluster_that_does_not_answer(
    command: str, project: Project, kubeconfig: Callable[[Callable[[Kubeconfig], None]], str]
) -> None:
    def nobody_listens(config: Kubeconfig) -> None:
        config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"

    done = project.deploy(command, "dev", KUBECONFIG=kubeconfig(nobody_listens))
    assert refusal(done) == (
        'Error: context "local-cluster" of KUBECONFIG does not answer at https://127.0.0.1:1: '
        "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?"
    )


def test_wrong_credentials(
    project: Project, kubeconfig: Callable[[Callable[[Kubeconfig], None]], str]
) -> None:
    def a_stranger(config: Kubeconfig) -> None:
        config["users"][0]["user"] = {"token": "not-a-token"}

    assert refusal(project.deploy("up", "dev", KUBECONFIG=kubeconfig(a_stranger))) == (
        'Error: context "local-cluster" of KUBECONFIG '
        "does not accept the credentials of its kubeconfig (Unauthorized)."
    )


def test_context_that_the_kubeconfig_lacks(project_copy: Project) -> None:
    project_copy.set("prod", **{"kubernetes:context": "local-clutser"})
    assert refusal(project_copy.deploy("up", "prod")) == (
        'Error: The context "local-clutser" of stacks/Pulumi.prod.yaml is not in KUBECONFIG.'
        ' Did you mean "local-cluster"? Contexts: local-cluster.'
    )


@pytest.fixture(scope="module")
def visitor(apart: Kubectl) -> str:
    """Make a service account that may read and nothing else; a token of it."""
    apart("create", "serviceaccount", "visitor")
    apart(
        "create",
        "rolebinding",
        "visitor",
        "--clusterrole=view",
        f"--serviceaccount={apart.namespace}:visitor",
    )
    return apart("create", "token", "visitor").strip()


@pytest.mark.parametrize("command", ["up", "destroy"])
def test_user_whom_rbac_forbids(
    command: str,
    visitor: str,
    project: Project,
    kubeconfig: Callable[[Callable[[Kubeconfig], None]], str],
    apart: Kubectl,
) -> None:
    def a_visitor(config: Kubeconfig) -> None:
        config["users"][0]["user"] = {"token": visitor}

    said = refusal(project.deploy(command, "dev", KUBECONFIG=kubeconfig(a_visitor)))
    assert said.startswith(f'Error: "system:serviceaccount:{apart.namespace}:visitor" may not ')
    assert visitor not in said
