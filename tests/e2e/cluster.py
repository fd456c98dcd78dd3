"""The cluster under test: the user's own, by KUBECONFIG, or a local cluster of the tests' own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local_cluster import preflight
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.project import CHECKOUT

CONTEXT = "local-cluster"
"""The context that the stack file of prod names."""

OWN_NAME = "test"
"""The local cluster that belongs to the tests: what is on it, they may remove. Workers have one each."""


def own_name(worker: str) -> str:
    """Return the name of the local cluster of a pytest worker; the first one has the cluster of all others.

    Args:
        worker: As `gw1`; empty where one process runs all tests.
    """
    return OWN_NAME if worker in ("", "gw0") else f"{OWN_NAME}-{worker}"


NAMESPACE = "multi-container-pods-tests"
"""Holds what the tests create besides the stacks."""

KILLED = ("killed-1", "killed-2")
"""The stacks whose `up` is killed again and again, side by side."""

_INSTANCES = ",".join(
    f"multi-container-pods-{stack}" for stack in ("dev", "staging", "prod", "extra", *KILLED)
)
STACKS = f"app.kubernetes.io/instance in ({_INSTANCES})"
"""Selects the objects of every stack; `extra` and those to kill are ones that tests add to a copy."""

_NAMESPACES = ("mc1-prod", NAMESPACE, "multi-container-pods-sidecars")
_NAMES = ["pod/mc1", "service/mc1", "deployment/mc1-staging", "service/mc1-staging"]


@dataclass(frozen=True)
class Cluster:
    """A running cluster.

    Args:
        environment: Environment of commands that use it: KUBECONFIG names it, PATH finds kubectl.
        local: Name of the local cluster; empty for one of the user's.
        stop_at_end: Whether it ran not before the tests.
    """

    environment: Mapping[str, str]
    local: str = ""
    stop_at_end: bool = False

    @property
    def kubectl(self) -> Kubectl:
        """kubectl, in the namespace default."""
        return Kubectl(self.environment)

    def stop(self) -> None:
        """Stop it if the tests started it."""
        if self.stop_at_end:
            subprocess.run(_local_cluster("down", self.local), cwd=CHECKOUT, check=True)


def named_by_kubeconfig(folder: Path) -> Cluster:
    """Return the cluster of the current context of KUBECONFIG.

    It is reached through a private copy with that context renamed: prod deploys to none but the one that its
    file names.
    """
    view = ["config", "view", "--raw", "--minify", "--flatten", "--output=json"]
    config = json.loads(Kubectl(os.environ)(*view))
    config["contexts"][0]["name"] = config["current-context"] = CONTEXT
    copy = private_file(folder / "kubeconfig", json.dumps(config))
    return Cluster({**os.environ, "KUBECONFIG": str(copy)})


def local(name: str) -> Cluster:
    """Return the local cluster of that name, running; skip the tests on a machine that cannot have one.

    Its progress is shown on the terminal: built from nothing it takes ten minutes.
    """
    if lack := preflight.refusal(preflight.look(running=False)):
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail(lack, pytrace=False)  # or CI would be green for having tried nothing
        pytest.skip(lack)
    before = json.loads(_output("status", name, "--format=json"))["state"]
    if subprocess.run(_local_cluster("up", name), cwd=CHECKOUT, check=False).returncode:
        pytest.fail("The local cluster did not start; it says above why.", pytrace=False)
    kubeconfig, path = _exports(name)
    environment = {**os.environ, "KUBECONFIG": kubeconfig, "PATH": path}
    return Cluster(environment, name, stop_at_end=before == "stopped")


def _exports(name: str) -> list[str]:
    """Return KUBECONFIG and PATH as a shell has them after the lines that `local_cluster env` prints."""
    script = 'eval "$0"; printf "%s\n%s" "$KUBECONFIG" "$PATH"'
    shell = subprocess.run(
        ["bash", "-c", script, _output("env", name)], capture_output=True, text=True, check=True
    )
    return shell.stdout.split("\n")


def _output(command: str, name: str, *options: str) -> str:
    done = subprocess.run(
        _local_cluster(command, name, *options), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _local_cluster(command: str, name: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "local_cluster", command, f"--name={name}", *options]


def private_file(path: Path, content: str) -> Path:
    """Write a file that only its owner may read, and return its path."""
    path.touch(mode=0o600)
    path.write_text(content)
    return path


def objects_of(kubectl: Kubectl, selector: str) -> dict[str, dict[str, Any]]:
    """Return the objects with some labels, of every kind and in every namespace, by `kind/name`."""
    found = kubectl.json(_kinds(kubectl), "--all-namespaces", f"--selector={selector}")
    return {f"{each['kind'].lower()}/{each['metadata']['name']}": each for each in found["items"]}


def _kinds(kubectl: Kubectl, *which: str) -> str:
    """Return the kinds of object that can be listed and deleted, as kubectl takes them."""
    kinds = kubectl("api-resources", "--verbs=list,delete", "--output=name", *which).split()
    return ",".join(set(kinds) - {"events", "events.events.k8s.io"})


def _names_taken(kubectl: Kubectl) -> list[str]:
    """Return the objects of the cluster that have names which the tests use."""
    names = [*_NAMES, *(f"namespace/{name}" for name in _NAMESPACES)]
    return kubectl("get", *names, "--ignore-not-found", "--output=name").split()


@contextmanager
def left_as_found(cluster: Cluster) -> Generator[None]:
    """Refuse a cluster that has objects of our names; remove at the end what the tests left there."""
    kubectl = cluster.kubectl
    if cluster.local.partition("-")[0] == OWN_NAME:
        _tidy(kubectl)
    elif found := _names_taken(kubectl):
        pytest.fail(
            f"The cluster has {', '.join(found)} already, which the tests would replace and remove:"
            " destroy the stacks on it first, or use another cluster.",
            pytrace=False,
        )
    yield
    _tidy(kubectl)


def _tidy(kubectl: Kubectl) -> None:
    """Remove all objects of ours."""
    remove(kubectl, STACKS)
    for namespace in _NAMESPACES:
        _end_pods(kubectl.within(namespace), "--all")
    kubectl("delete", "namespace", *_NAMESPACES, "--ignore-not-found", timeout=120)
    wait_for(lambda: not objects_of(kubectl, STACKS), "our objects to be gone", timeout=90)


def remove(kubectl: Kubectl, selector: str) -> None:
    """Delete the objects with some labels in kubectl's namespace; its Pods get a second to end."""
    _end_pods(kubectl, f"--selector={selector}")
    kubectl("delete", _kinds(kubectl, "--namespaced"), f"--selector={selector}")


def _end_pods(kubectl: Kubectl, which: str) -> None:
    """Delete workloads; a Deployment is taken from its Pods, which it would give half a minute to end."""
    workloads = "deployments,replicasets,daemonsets,jobs,pods"
    kubectl("delete", workloads, which, "--cascade=orphan", "--grace-period=1", "--wait=false")
