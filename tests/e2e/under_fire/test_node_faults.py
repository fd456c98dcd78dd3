"""The page survives a killed kubelet, containerd, kube-apiserver or etcd."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from local_cluster.node import processes
from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.local_cluster.running import Local
from tests.e2e.page import moments
from tests.e2e.project import Project
from tests.e2e.under_fire.figures import Figures
from tests.e2e.under_fire.load import load
from tests.foreign import JsonObject

READS_A_SECOND = 20
PODS = ("pods", "--selector=app.kubernetes.io/name=mc1")


@pytest.fixture
def node(cluster: Cluster) -> Local:
    """Return the local cluster: its daemons run on this machine, so a test can kill them."""
    if not cluster.local:
        pytest.skip("needs a local cluster, and KUBECONFIG names another")
    return Local(cluster.local)


def containers(pods: dict[str, JsonObject]) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the uid and the container ids of each Pod, which change when one is replaced."""
    return {
        name: (
            pod["metadata"]["uid"],
            {
                each["name"]: each["containerID"]
                for field in ("initContainerStatuses", "containerStatuses")
                for each in pod["status"][field]
            },
        )
        for name, pod in pods.items()
    }


def wait_until_written(kubectl: Kubectl, pod: str, after: datetime) -> None:
    """Wait until a Pod serves a line that is newer than `after`."""
    server = f"pods/http:{pod.removeprefix('pod/')}:8080"
    wait_for(lambda: moments(kubectl.page(server))[-1] > after, f"a new line on the page of {pod}")


@pytest.mark.parametrize("daemon", ["kubelet", "containerd", "kube-apiserver", "etcd"])
def test_killed_daemon_loses_no_request_and_stops_no_container(
    daemon: str, node: Local, apart: Kubectl, hardened: Kubectl, project: Project, figures: Figures
) -> None:
    before = containers(hardened.objects(*PODS))
    with load(apart, "mc1.mc1-prod", READS_A_SECOND) as reads:
        killed_at = time.monotonic()
        processes.kill([node.status()["processes"][daemon]])
        assert node.status()["troubles"][daemon] == "is not running"
        assert f"Start {daemon}" in node.run("up")
        down = time.monotonic() - killed_at
        repaired = datetime.now(UTC).replace(tzinfo=None)
        hardened.wait_ready("--all", "pods")
        for pod in before:
            wait_until_written(hardened, pod, repaired)
        converged = time.monotonic() - killed_at
        report = reads.end()

    assert report.lost == []
    assert report.sent > READS_A_SECOND * converged
    assert containers(hardened.objects(*PODS)) == before
    assert not project.differs("prod")
    figures.add(
        f"{daemon} killed with -9, started again after {down:.1f} s",
        f"{report}; no container ended, all well after {converged:.1f} s, nothing to change",
    )
