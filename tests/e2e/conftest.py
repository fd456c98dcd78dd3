"""What the end-to-end tests share: a real cluster, the project's commands, and each stack deployed once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, cast

import pytest

from tests.e2e.cli import why_no_cli, without_login
from tests.e2e.cluster import NAMESPACE, Cluster, left_as_found, local, named_by_kubeconfig, own_name, remove
from tests.e2e.kubectl import Kubectl
from tests.e2e.node import Kill, Killer
from tests.e2e.project import CHECKOUT, SEED, Engine, Project, succeeded
from tests.e2e.stack import EXTRA

SECONDS_A_TEST = 240


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the caller choose the engine."""
    parser.addoption(
        "--engine",
        choices=("kubectl", "pulumi"),
        default=os.environ.get("DEPLOY_ENGINE", "kubectl"),
        help="The engine that deploys the stacks. Default: $DEPLOY_ENGINE, else kubectl.",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests on the shared cluster their limit in time.

    What puts the cluster under fire comes after the other tests, and what destroys the stacks comes last.
    The limit counts without the fixtures: the first one may have to build a cluster, which takes ten minutes.
    """
    for item in items:
        if "cluster" in _fixtures(item):
            item.add_marker(pytest.mark.timeout(SECONDS_A_TEST, func_only=True))
        if item.get_closest_marker("pulumi_cli") and (lack := why_no_cli()):
            item.add_marker(pytest.mark.skip(lack))
    items.sort(key=lambda item: ("destroyed" in _fixtures(item), "under_fire" in item.path.parts))


def _fixtures(item: pytest.Item) -> list[str]:
    return cast("list[str]", getattr(item, "fixturenames", []))


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster, running and without objects of ours: that of $KUBECONFIG, else a local one.

    It is left as it was found. Starting it shows its progress on the terminal.
    """
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
    """kubectl in the namespace default, where dev and staging are."""
    return cluster.kubectl


@pytest.fixture(scope="session")
def checkout() -> Project:
    """The checkout itself, for what needs no cluster and changes no file."""
    return Project(CHECKOUT, os.environ)


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> Engine:
    """The engine that deploys the stacks; the tests that need one are skipped where it is not to be had."""
    chosen = cast("Engine", pytestconfig.getoption("--engine"))
    if chosen == "pulumi" and (lack := why_no_cli()):
        pytest.skip(lack)
    return chosen


def _copy_for(cluster: Cluster, engine: Engine, folder: Path) -> Project:
    """Copy the project, as its user would have it for that cluster."""
    project = Project.copied_to(folder, without_login(cluster.environment, folder.parent), engine)
    if not cluster.local:
        # docs/production.md: the file of prod is for the local cluster's quicker kube-proxy.
        project.set("prod", drainSeconds=3)
    return project


@pytest.fixture(scope="session")
def project(cluster: Cluster, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project that all tests share; none changes its files."""
    return _copy_for(cluster, engine, tmp_path_factory.mktemp("shared") / "project")


@pytest.fixture
def project_copy(cluster: Cluster, engine: Engine, tmp_path: Path) -> Project:
    """A copy of the project for one test, which may change its files."""
    return _copy_for(cluster, engine, tmp_path / "project")


@pytest.fixture
def extra(project_copy: Project, kubectl: Kubectl) -> Iterator[Project]:
    """A copy of the project with one stack more, `extra`: a new environment is one new file."""
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
    """Deploy dev; what `up` printed."""
    return project.up("dev")


@pytest.fixture(scope="session")
def staging(project: Project) -> str:
    """Deploy staging; what `up` printed."""
    return project.up("staging")


@pytest.fixture(scope="session")
def prod(project: Project) -> str:
    """Deploy prod; what `up` printed."""
    return project.up("prod")


@pytest.fixture(scope="session")
def hardened(prod: str, kubectl: Kubectl) -> Kubectl:
    """kubectl in prod's namespace, with prod deployed."""
    assert prod
    return kubectl.within("mc1-prod")


@pytest.fixture(scope="session")
def destroyed(project: Project) -> dict[str, CompletedProcess[str]]:
    """Destroy every stack, all at once, as the classic Pod takes half a minute; what each command came to."""
    stacks = ("dev", "staging", "prod")
    with ThreadPoolExecutor(len(stacks)) as pool:
        running = {stack: pool.submit(project.deploy, "destroy", stack) for stack in stacks}
        return {stack: succeeded(done.result()) for stack, done in running.items()}


@pytest.fixture(scope="session")
def apart(kubectl: Kubectl) -> Kubectl:
    """kubectl in a namespace of the tests' own."""
    kubectl("create", "namespace", NAMESPACE)
    kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=privileged")
    return kubectl.within(NAMESPACE)


@pytest.fixture(scope="session")
def seed_pod(apart: Kubectl) -> str:
    """The seed's own Pod, as its text has it, in the tests' namespace; what `kubectl apply` printed."""
    printed = apart("apply", f"--filename={SEED}")
    apart.wait_ready("pod/mc1")
    return printed


@pytest.fixture(scope="session")
def kill(apart: Kubectl) -> Kill:
    """Kill containers with SIGKILL, which no process inside them can do to their first one."""
    return Killer(apart)
