"""Shared fixtures: a real cluster, the project's commands, and each stack deployed once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, cast

import pytest

from tests.adopt_corpus import OF_THE_CLUSTER, PREREQUISITES, Object, manifests, objects
from tests.e2e.answers import SECONDS
from tests.e2e.cli import why_no_cli, without_login
from tests.e2e.cluster import NAMESPACE, Cluster, left_as_found, local, named_by_kubeconfig, own_name, remove
from tests.e2e.grouping import fixtures_of, group_of
from tests.e2e.kubectl import Kubectl
from tests.e2e.node import Kill, Killer
from tests.e2e.project import CHECKOUT, TEXTBOOK, Engine, Project, succeeded
from tests.e2e.stack import EXTRA

SECONDS_A_TEST = 240


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that chooses the engine."""
    parser.addoption(
        "--engine",
        choices=("kubectl", "pulumi"),
        default=os.environ.get("DEPLOY_ENGINE", "kubectl"),
        help="The engine that deploys the stacks. Default: $DEPLOY_ENGINE, else kubectl.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Set the time limit of each test on the shared cluster, mark its group, and sort the tests.

    Tests under fire run after the other tests; tests that destroy the stacks run last. The time limit
    excludes the fixtures: the first one may build a cluster, which takes ten minutes.
    """
    for item in items:
        if "cluster" in fixtures_of(item):
            item.add_marker(pytest.mark.timeout(SECONDS_A_TEST, func_only=True))
        if item.path.parent == Path(__file__).parent and (group := group_of(item)):
            item.add_marker(pytest.mark.xdist_group(group))
        if item.get_closest_marker("pulumi_cli") and (lack := why_no_cli()):
            item.add_marker(pytest.mark.skip(lack))
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[bool, bool, bool]:
    skipped = item.get_closest_marker("skip") is not None  # no worker takes one in place of a long test
    return "destroyed" in fixtures_of(item), "under_fire" in item.path.parts, skipped


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a cluster without objects of the tests: the one of $KUBECONFIG, or a local one.

    Delete the tests' objects at the end. Show the start's progress on the terminal.
    """
    # Any: pytest's registry of plugins has no types.
    on_the_terminal: Any = pytestconfig.pluginmanager.getplugin("capturemanager")
    with on_the_terminal.global_and_fixture_disabled():
        if os.environ.get("KUBECONFIG"):
            running = named_by_kubeconfig(tmp_path_factory.mktemp("cluster"))
        else:
            mine = own_name(os.environ.get("PYTEST_XDIST_WORKER", ""))
            running = local(os.environ.get("LOCAL_CLUSTER_NAME", mine))
    try:
        with left_as_found(running):
            yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def kubectl(cluster: Cluster) -> Kubectl:
    """Return kubectl in the namespace default, where dev and staging run."""
    return cluster.kubectl


@pytest.fixture(scope="session")
def checkout() -> Project:
    """Return the checkout itself, for tests that need no cluster and change no file."""
    return Project(CHECKOUT, os.environ)


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> Engine:
    """Return the chosen engine; skip its tests if it is not installed."""
    chosen = cast("Engine", pytestconfig.getoption("--engine"))
    if chosen == "pulumi" and (lack := why_no_cli()):
        pytest.skip(lack)
    return chosen


@pytest.fixture(scope="session")
def project(cluster: Cluster, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a copy of the project that all tests share; no test changes its files."""
    return _copy_for(cluster, engine, tmp_path_factory.mktemp("shared") / "project")


def _copy_for(cluster: Cluster, engine: Engine, folder: Path) -> Project:
    """Copy the project with settings that suit the cluster."""
    project = Project.copied_to(folder, without_login(cluster.environment, folder.parent), engine)
    if not cluster.local:
        # prod's stack file suits the local cluster, whose kube-proxy is faster: see docs/production.md.
        project.set("prod", drainSeconds=3)
    return project


@pytest.fixture
def project_copy(cluster: Cluster, engine: Engine, tmp_path: Path) -> Project:
    """Return a copy of the project for one test, which may change its files."""
    return _copy_for(cluster, engine, tmp_path / "project")


@pytest.fixture
def extra(project_copy: Project, kubectl: Kubectl) -> Iterator[Project]:
    """Return a copy of the project with one more stack, `extra`: a new environment is one new file."""
    project_copy.set(
        "extra",
        name="mc1-extra",
        replicas=1,
        requireContext=False,
        networkPolicy=False,
        podDisruptionBudget=False,
    )
    yield project_copy
    remove(kubectl, EXTRA)


@pytest.fixture(scope="session")
def dev(project: Project) -> str:
    """Deploy dev; return the output of `up`."""
    return project.up("dev")


@pytest.fixture(scope="session")
def staging(project: Project) -> str:
    """Deploy staging; return the output of `up`."""
    return project.up("staging")


@pytest.fixture(scope="session")
def prod(project: Project) -> str:
    """Deploy prod; return the output of `up`."""
    return project.up("prod")


@pytest.fixture(scope="session")
def hardened(prod: str, kubectl: Kubectl) -> Kubectl:
    """Deploy prod; return kubectl in its namespace."""
    assert prod
    return kubectl.within("mc1-prod")


@pytest.fixture(scope="session")
def destroyed(project: Project) -> dict[str, CompletedProcess[str]]:
    """Destroy all stacks in parallel, as the classic Pod takes 30 seconds; return the finished commands."""
    stacks = ("dev", "staging", "prod")
    with ThreadPoolExecutor(len(stacks)) as pool:
        running = {stack: pool.submit(project.deploy, "destroy", stack) for stack in stacks}
        return {stack: succeeded(done.result()) for stack, done in running.items()}


@pytest.fixture(scope="session")
def apart(kubectl: Kubectl) -> Kubectl:
    """Create the tests' own namespace; return kubectl in it."""
    kubectl("create", "namespace", NAMESPACE)
    kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=privileged")
    return kubectl.within(NAMESPACE)


@pytest.fixture(scope="session")
def textbook_pod(apart: Kubectl) -> str:
    """Apply the textbook's manifest in the tests' namespace; return the output of `kubectl apply`."""
    printed = apart("apply", f"--filename={TEXTBOOK}")
    apart.wait_ready("pod/mc1")
    return printed


@pytest.fixture(scope="session")
def kill(apart: Kubectl) -> Kill:
    """Return a killer that works from outside: a container's PID 1 ignores SIGKILL from inside."""
    return Killer(apart)


@pytest.fixture(scope="session")
def kubectl_of_the_corpus(cluster: Cluster) -> Iterator[Kubectl]:
    """Create the prerequisites of the corpus; delete them, and all in their namespaces, at the end."""
    if not cluster.local:
        pytest.skip("the corpus needs policies of a whole cluster, so it is tried on a local one alone")
    kubectl = Kubectl(cluster.environment, namespace="")
    everything = [each for path in (PREREQUISITES, *manifests()) for each in objects(path.read_text())]
    of_the_cluster = [each for each in everything if each["kind"] in OF_THE_CLUSTER]
    _delete(kubectl, of_the_cluster)
    kubectl("create", f"--filename={PREREQUISITES}")
    try:
        yield kubectl
    finally:
        _delete(kubectl, of_the_cluster)


def _delete(kubectl: Kubectl, of_the_cluster: list[Object]) -> None:
    """Delete objects of the cluster, and all in those that are namespaces."""
    for each in of_the_cluster:
        if each["kind"] == "Namespace":  # no kubelet confirms the end of a Pod on a node that is none
            pods = ("pods", "--all", "--force", "--grace-period=0")
            kubectl.within(each["metadata"]["name"])("delete", *pods, timeout=SECONDS)
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": of_the_cluster})
    kubectl("delete", "--ignore-not-found", "--wait", "--filename=-", stdin=listed, timeout=SECONDS)
