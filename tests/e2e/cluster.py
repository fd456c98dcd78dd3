"""The cluster under test: the one of KUBECONFIG, or a local cluster that belongs to the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from local_cluster import preflight
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.project import CHECKOUT
from tests.foreign import JsonObject

CONTEXT = "local-cluster"
"""The context in the stack file of prod."""

OWN_NAME = "test"
"""The local cluster that belongs to the tests: they may delete everything on it.

Each further pytest worker has its own.
"""


def own_name(worker: str) -> str:
    """Return the name of a pytest worker's local cluster; the first worker uses the default cluster.

    Args:
        worker: For example `gw1`; empty if one process runs all tests.
    """
    return OWN_NAME if worker in ("", "gw0") else f"{OWN_NAME}-{worker}"


NAMESPACE = "multi-container-pods-tests"
"""The namespace for objects that the tests create outside the stacks."""

KILLED = ("killed-1", "killed-2")
"""The stacks whose `up` is killed repeatedly, in parallel."""

_INSTANCES = ",".join(
    f"multi-container-pods-{stack}" for stack in ("dev", "staging", "prod", "extra", *KILLED)
)
STACKS = f"app.kubernetes.io/instance in ({_INSTANCES})"
"""Selects the objects of every stack. Tests add `extra` and the killed stacks to a copy of the project."""

_NAMESPACES = ("mc1-prod", NAMESPACE, "multi-container-pods-sidecars")
_NAMES = ["pod/mc1", "service/mc1", "deployment/mc1-staging", "service/mc1-staging"]


@dataclass(frozen=True)
class Cluster:
    """A running cluster.

    Args:
        environment: Environment for commands on this cluster: KUBECONFIG names it, PATH finds kubectl.
        local: Name of the local cluster; empty for a cluster of the user.
        stop_at_end: Whether the tests started it, and so stop it.
    """

    environment: Mapping[str, str]
    local: str = ""
    stop_at_end: bool = False

    @property
    def kubectl(self) -> Kubectl:
        """Return kubectl in the namespace default."""
        return Kubectl(self.environment)

    def stop(self) -> None:
        """Stop the cluster if the tests started it."""
        if self.stop_at_end:
            subprocess.run(_local_cluster("down", self.local), cwd=CHECKOUT, check=True)


def _local_cluster(command: str, name: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "local_cluster", command, f"--name={name}", *options]


def named_by_kubeconfig(folder: Path) -> Cluster:
    """Return the cluster of the current context of KUBECONFIG.

    The tests use a private copy of the file with this context renamed, because prod deploys only to the
    context in its stack file.
    """
    view = ["config", "view", "--raw", "--minify", "--flatten", "--output=json"]
    config = json.loads(Kubectl(os.environ)(*view))
    config["contexts"][0]["name"] = config["current-context"] = CONTEXT
    copy = private_file(folder / "kubeconfig", json.dumps(config))
    return Cluster({**os.environ, "KUBECONFIG": str(copy)})


def local(name: str) -> Cluster:
    """Start the local cluster of that name; skip the tests if this machine cannot run one.

    Show the progress on the terminal: the first build takes ten minutes.
    """
    if lack := preflight.refusal(preflight.look(running=False)):
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail(lack, pytrace=False)  # a skip would leave CI green without a test
        pytest.skip(lack)
    before = json.loads(_output("status", name, "--format=json"))["state"]
    if subprocess.run(_local_cluster("up", name), cwd=CHECKOUT, check=False).returncode:
        pytest.fail("The local cluster did not start; see its output above.", pytrace=False)
    kubeconfig, path = _exports(name)
    environment = {**os.environ, "KUBECONFIG": kubeconfig, "PATH": path}
    return Cluster(environment, name, stop_at_end=before == "stopped")


def _output(command: str, name: str, *options: str) -> str:
    done = subprocess.run(
        _local_cluster(command, name, *options), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _exports(name: str) -> list[str]:
    """Return KUBECONFIG and PATH after a shell has run the output of `local_cluster env`."""
    script = 'eval "$0"; printf "%s\n%s" "$KUBECONFIG" "$PATH"'
    shell = subprocess.run(
        ["bash", "-c", script, _output("env", name)], capture_output=True, text=True, check=True
    )
    return shell.stdout.split("\n")


def private_file(path: Path, content: str) -> Path:
    """Write a file that only its owner can read; return its path."""
    path.touch(mode=0o600)
    path.write_text(content)
    return path


def objects_of(kubectl: Kubectl, selector: str) -> dict[str, JsonObject]:
    """Return all objects that a label selector matches, in every namespace, keyed by `kind/name`."""
    found = kubectl.json(_kinds(kubectl), "--all-namespaces", f"--selector={selector}")
    return {f"{each['kind'].lower()}/{each['metadata']['name']}": each for each in found["items"]}


def _kinds(kubectl: Kubectl, *which: str) -> str:
    """Return the kinds that can be listed and deleted, as one argument for kubectl; ask each cluster once."""
    cluster = (kubectl.environment["KUBECONFIG"], *which)
    if cluster not in _KINDS:
        kinds = kubectl("api-resources", "--verbs=list,delete", "--output=name", *which).split()
        _KINDS[cluster] = ",".join(set(kinds) - {"events", "events.events.k8s.io"})
    return _KINDS[cluster]


_KINDS: dict[tuple[str, ...], str] = {}
"""The kinds of each cluster, found by its kubeconfig and the options of `kubectl api-resources`."""


@contextmanager
def left_as_found(cluster: Cluster) -> Generator[None]:
    """Refuse a cluster that has objects with the tests' names; delete the tests' objects at the end.

    A cluster that the tests start and stop is new, and nothing of it remains.
    """
    kubectl = cluster.kubectl
    if cluster.stop_at_end:
        yield
        return
    if cluster.local.partition("-")[0] == OWN_NAME:
        _tidy(kubectl)
    elif found := _names_taken(kubectl):
        pytest.fail(
            f"The cluster already has {', '.join(found)}. The tests would replace and delete these objects:"
            " destroy the stacks on it first, or use another cluster.",
            pytrace=False,
        )
    yield
    _tidy(kubectl)


def _tidy(kubectl: Kubectl) -> None:
    """Delete all objects of the tests."""
    remove(kubectl, STACKS)
    for namespace in _NAMESPACES:
        _end_pods(kubectl.within(namespace), "--all")
    kubectl("delete", "namespace", *_NAMESPACES, "--ignore-not-found", timeout=120)
    wait_for(lambda: not objects_of(kubectl, STACKS), "the objects of the tests to be gone", timeout=90)


def _end_pods(kubectl: Kubectl, which: str) -> None:
    """Delete workloads and Pods separately: a Deployment would give its Pods 30 seconds to stop."""
    workloads = "deployments,replicasets,daemonsets,jobs,pods"
    kubectl("delete", workloads, which, "--cascade=orphan", "--grace-period=1", "--wait=false")


def _names_taken(kubectl: Kubectl) -> list[str]:
    """Return the objects on the cluster whose names the tests need."""
    names = [*_NAMES, *(f"namespace/{name}" for name in _NAMESPACES)]
    return kubectl("get", *names, "--ignore-not-found", "--output=name").split()


def remove(kubectl: Kubectl, selector: str) -> None:
    """Delete the objects that a selector matches in kubectl's namespace; Pods get one second to stop."""
    _end_pods(kubectl, f"--selector={selector}")
    kubectl("delete", _kinds(kubectl, "--namespaced"), f"--selector={selector}")
