"""Workloads on a real cluster: a Job, a DaemonSet, a StatefulSet that keeps its data, prod's Deployment."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import cast

import pytest

from sidecar_pods import (
    SidecarDaemonSet,
    SidecarJob,
    SidecarStatefulSet,
    data_loader,
    log_watcher,
    nginx,
    with_sidecars,
)
from sidecar_pods.arguments.workload_args import SidecarStatefulSetArgs
from tests.e2e.kubectl import Kubectl, KubectlError, wait_for
from tests.e2e.page import lines
from tests.e2e.program import manifests
from tests.e2e.project import Project, succeeded
from tests.foreign import JsonObject

DEBIAN, UNPRIVILEGED = "debian:12.12-slim", "nginxinc/nginx-unprivileged:1.29.3"
OURS = "app.kubernetes.io/name in (sums, edge)"
TRANSFORM = """
set -e
sort --numeric-sort /data/input/numbers > /logs/steps.log
paste -sd + /data/input/numbers | sed 's/.*/echo $((&))/' | sh
"""


def job() -> list[JsonObject]:
    """Return a Job that loads and adds numbers; its log watcher never exits by itself."""
    template = with_sidecars(
        {
            "containers": [
                {"name": "sum", "image": DEBIAN, "command": ["/bin/sh", "-c"], "args": [TRANSFORM]}
            ],
            "pod_security": "baseline",
        },
        data_loader("load", DEBIAN, "seq 10 -1 1 > numbers", reader="sum", read_at="/data/input"),
        log_watcher("watcher", DEBIAN, server="sum", folder="/logs", log="steps.log", error_log=""),
    )
    return manifests(lambda: SidecarJob("sums", {"template": template, "backoff_limit": 0}))


def daemon_set() -> list[JsonObject]:
    """Return a DaemonSet of nginx with a log watcher."""
    template = with_sidecars(
        {
            "containers": [nginx("web", UNPRIVILEGED, port=8080, probes=False)],
            "pod_security": "restricted",
        },
        log_watcher("watcher", DEBIAN, server="web"),
    )
    return manifests(lambda: SidecarDaemonSet("edge", {"template": template}))


@pytest.fixture(scope="module")
def workloads(apart: Kubectl) -> Generator[Kubectl]:
    """Create the Job and the DaemonSet; return kubectl in their namespace."""
    apart.apply([*job(), *daemon_set()])
    yield apart
    apart("delete", "job,daemonset", f"--selector={OURS}", "--wait=false")


def watcher_log(kubectl: Kubectl, pod: str) -> list[JsonObject]:
    return [json.loads(line) for line in kubectl("logs", pod, "--container=watcher").splitlines()]


def test_job_completes_although_its_log_watcher_never_exits(
    workloads: Kubectl,
) -> None:
    workloads("wait", "job/sums", "--for=condition=Complete", "--timeout=90s", timeout=100)
    assert workloads("logs", "job/sums", "--container=sum") == "55\n"
    (pod,) = workloads.json("pods", "--selector=app.kubernetes.io/name=sums")["items"]
    assert pod["status"]["phase"] == "Succeeded"
    ended = {
        each["name"]: each["state"]["terminated"]["exitCode"]
        for each in (*pod["status"]["initContainerStatuses"], *pod["status"]["containerStatuses"])
    }
    assert ended == {"load": 0, "watcher": 0, "sum": 0}
    printed = [each["message"] for each in watcher_log(workloads, pod["metadata"]["name"])]
    assert printed == [str(number) for number in range(1, 11)]


def test_daemon_set_runs_and_watches_its_log_on_each_node(workloads: Kubectl) -> None:
    workloads("rollout", "status", "daemonset/edge", "--timeout=90s", timeout=100)
    pods = workloads.json("pods", "--selector=app.kubernetes.io/name=edge")["items"]
    assert len({each["spec"]["nodeName"] for each in pods}) == len(pods)
    status = workloads.json("daemonset", "edge")["status"]
    assert status["numberReady"] == status["desiredNumberScheduled"] == len(pods) > 0
    for pod in pods:
        name = pod["metadata"]["name"]
        workloads.attempt(
            "get",
            "--raw",
            f"/api/v1/namespaces/{workloads.namespace}/pods/http:{name}:8080/proxy/from-a-test",
        )

        def seen(name: str = name) -> bool:
            return any("/from-a-test" in each.get("request", "") for each in watcher_log(workloads, name))

        wait_for(seen, "the request in the watcher's log")


# StatefulSet

STORE = """
trap 'exit 0' TERM
[ -e /data/born ] || cat /proc/sys/kernel/random/uuid > /data/born
sleep infinity & wait $!
"""
SHOW = """
trap 'exit 0' TERM
until [ -s /data/born ]; do sleep 0.2; done
cat /data/born
sleep infinity & wait $!
"""


def shell(name: str, script: str) -> JsonObject:
    """Return a container that runs a script."""
    return {"name": name, "image": DEBIAN, "command": ["/bin/sh", "-c"], "args": [script]}


def database() -> list[JsonObject]:
    """Return a StatefulSet whose one container keeps a file that the other one prints."""
    claim = {
        "spec": {
            "access_modes": ["ReadWriteOnce"],
            "storage_class_name": "",
            "resources": {"requests": {"storage": "1Mi"}},
        }
    }
    data = {
        "name": "data",
        "volume_claim_template": claim,
        "written_by": {"store": "/data"},
        "read_by": {"show": "/data"},
    }
    template = {"containers": [shell("store", STORE), shell("show", SHOW)], "shared_volumes": [data]}
    args = cast("SidecarStatefulSetArgs", {"template": template, "replicas": 1})
    return manifests(lambda: SidecarStatefulSet("db", args))


def volume(namespace: str) -> JsonObject:
    """Return a volume on the node for the claim: the local cluster makes none by itself."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"{namespace}-data-db-0", "labels": {"app.kubernetes.io/name": "db"}},
        "spec": {
            "capacity": {"storage": "1Mi"},
            "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": f"/var/tmp/{namespace}-data-db-0", "type": "DirectoryOrCreate"},
            "claimRef": {"namespace": namespace, "name": "data-db-0"},
            "persistentVolumeReclaimPolicy": "Retain",
        },
    }


@pytest.fixture(scope="module")
def stateful(apart: Kubectl) -> Generator[Kubectl]:
    """Create the StatefulSet and a volume for its claim; return kubectl in their namespace."""
    apart.apply([volume(apart.namespace), *database()])
    yield apart
    apart("delete", "statefulset,service", "--selector=app.kubernetes.io/name=db")
    apart("delete", "persistentvolumeclaim/data-db-0", f"persistentvolume/{apart.namespace}-data-db-0")


def born(kubectl: Kubectl) -> str:
    """Return the line that the Pod's reader prints: the content of the file on the claim."""
    kubectl("rollout", "status", "statefulset/db", "--timeout=90s", timeout=100)
    return wait_for(
        lambda: kubectl.attempt("logs", "db-0", "--container=show").stdout, "the file on the claim"
    )


def test_stateful_set_keeps_its_data_over_a_deleted_pod(stateful: Kubectl) -> None:
    first, uid = born(stateful), stateful.json("pod", "db-0")["metadata"]["uid"]
    stateful("delete", "pod/db-0")
    wait_for(lambda: stateful.attempt("get", "pod/db-0").returncode == 0, "the next Pod of this name")
    assert born(stateful) == first
    assert stateful.json("pod", "db-0")["metadata"]["uid"] != uid


def test_headless_service_names_the_pod_of_the_stateful_set(stateful: Kubectl) -> None:
    born(stateful)
    service = stateful.json("service", "db-headless")["spec"]
    assert (service["clusterIP"], service["publishNotReadyAddresses"]) == ("None", True)
    pod = stateful.json("pod", "db-0")["spec"]
    assert (pod["hostname"], pod["subdomain"]) == ("db-0", "db-headless")


# prod


def test_prods_namespace_enforces_the_restricted_standard(hardened: Kubectl) -> None:
    namespace = json.loads(hardened("get", "--raw", "/api/v1/namespaces/mc1-prod"))
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    with pytest.raises(KubectlError, match='violates PodSecurity "restricted:latest"'):
        hardened("run", "intruder", "--image=debian", "--dry-run=server")


def test_prod_runs_three_pods_and_answers_every_request_with_200(hardened: Kubectl) -> None:
    pods = hardened.json("pods", "--selector=app.kubernetes.io/name=mc1")["items"]
    running = [each["metadata"]["name"] for each in pods if "deletionTimestamp" not in each["metadata"]]
    assert len(running) == 3
    for name in running:
        answers = [
            json.loads(line) for line in hardened("logs", name, "--container=log-watcher").splitlines()
        ]
        assert {each["status"] for each in answers} == {200}


def test_prods_page_has_at_most_sixty_lines(hardened: Kubectl) -> None:
    assert 0 < len(lines(hardened.page())) <= 60


def test_prods_disruption_budget_allows_one_eviction(hardened: Kubectl) -> None:
    def allowed() -> int:
        return hardened.json("poddisruptionbudget", "mc1")["status"].get("disruptionsAllowed", 0)

    assert wait_for(allowed, "the disruption budget to count the Pods") == 1


def test_api_server_accepts_prod_with_an_autoscaler(hardened: Kubectl, project_copy: Project) -> None:
    project_copy.set("prod", maxReplicas=6)
    rendered = succeeded(project_copy.deploy("render", "prod")).stdout
    assert "kind: HorizontalPodAutoscaler" in rendered
    hardened(
        "apply", "--server-side", "--force-conflicts", "--dry-run=server", "--filename=-", stdin=rendered
    )


def test_prods_service_serves_metrics(hardened: Kubectl) -> None:
    metrics = hardened("get", "--raw", "/api/v1/namespaces/mc1-prod/services/http:mc1:9113/proxy/metrics")
    assert "\nnginx_up 1\n" in metrics
