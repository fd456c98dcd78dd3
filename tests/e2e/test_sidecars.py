"""Each sidecar does its work beside a real nginx, without privileges."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from typing import cast

import pytest
import yaml

from sidecar_pods import (
    ContainerArgs,
    HelperArgs,
    PodTemplateArgs,
    SidecarPod,
    data_change_watcher,
    git_loader,
    log_watcher,
    nginx,
    nginx_exporter,
    page_writer,
    with_sidecars,
)
from tests.e2e.cluster import remove
from tests.e2e.kubectl import Kubectl, KubectlError, wait_for
from tests.e2e.page import lines, moments
from tests.e2e.program import manifests
from tests.e2e.project import Project
from tests.foreign import JsonObject

NAMESPACE = "multi-container-pods-sidecars"
DEBIAN, GIT = "debian:12.12-slim", "alpine/git:v2.49.1"
NGINX, UNPRIVILEGED = "nginx:1.29.3", "nginxinc/nginx-unprivileged:1.29.3"
EXPORTER = "nginx/nginx-prometheus-exporter:1.5.1"
MIB = 1 << 20
SITE_CONF = """\
server {
    listen 8080;
    location / {
        return 200 "%s\\n";
    }
}
"""
COMMIT = """
set -e
cd /work/site
echo "$0" > index.html
git add .
git -c user.name=test -c user.email=test@example.org commit --quiet --message="$0"
git push --quiet /work/site.git HEAD:main
"""
ORIGIN = f"""
export HOME=/work
git init --quiet --bare --initial-branch=main /work/site.git
git init --quiet --initial-branch=main /work/site
sh -c '{COMMIT}' one
touch /work/ready
trap 'exit 0' TERM
while true; do sleep 1 & wait $!; done
"""
# Sends one request after the other and prints each status, until /tmp/enough exists.
ASK = """
rm -f /tmp/enough
until [ -e /tmp/enough ]; do
    curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}\\n' http://127.0.0.1:8080/
done
"""


# Writes 3,000 lines of 1,000 digits to the log.
WRITE_3_MIB = r"""
for batch in $(seq 30); do
    for line in $(seq 100); do printf "%01000d\n" $((batch * 100 + line)); done >>/var/log/nginx/access.log
    sleep 0.1
done
"""


def pod(name: str, *sidecars: HelperArgs, server: str = UNPRIVILEGED, **more: object) -> list[JsonObject]:
    """Return the manifests of a Pod with a server and sidecars."""
    restricted = server == UNPRIVILEGED
    web = nginx("web", server, port=8080 if restricted else 80, drain_seconds=0, read_only_root=restricted)
    template = {
        "containers": [web],
        "pod_security": "restricted" if restricted else "baseline",
        "termination_grace_period_seconds": 5,
        **more,
    }
    args = cast("PodTemplateArgs", template)
    return manifests(lambda: SidecarPod(name, with_sidecars(args, *sidecars)))


def monitoring_sidecars() -> tuple[HelperArgs, ...]:
    """Return the sidecars that monitor a server."""
    return (
        log_watcher("watcher", DEBIAN, server="web", limit_mib=1),
        nginx_exporter("metrics", EXPORTER, server="web"),
    )


def git_pod() -> list[JsonObject]:
    """Return a Pod that serves a Git repository from one of its own volumes."""
    origin: ContainerArgs = {
        "name": "origin",
        "image": GIT,
        "command": ["/bin/sh", "-c"],
        "args": [ORIGIN],
        "security_context": {"run_as_user": 1000},
        "startup_probe": {"exec_": {"command": ["test", "-e", "/work/ready"]}, "period_seconds": 1},
    }
    repository = {"name": "repository", "written_by": {"origin": "/work"}, "read_by": {"loader": "/origin"}}
    loader = git_loader("loader", GIT, "/origin/site.git", reader="web", ref="main", interval_seconds=1)
    return pod("git", loader, sidecars=[origin], shared_volumes=[repository])


def reloading_pod() -> list[JsonObject]:
    """Return a Pod whose nginx reads its configuration from a ConfigMap that the test changes."""
    conf = {
        "name": "conf",
        "written_by": {},
        "read_by": {"web": "/etc/nginx/conf.d"},
        "config_map": {"name": "site"},
    }
    watcher = data_change_watcher("watcher", DEBIAN, volumes=["conf"], interval_seconds=1)
    return pod("reloading", watcher, shared_volumes=[conf])


def site_config_map(answer: str) -> JsonObject:
    """Return a ConfigMap with which nginx gives this answer."""
    data = {"site.conf": SITE_CONF % answer}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "site"}, "data": data}


@pytest.fixture(scope="module")
def pods(kubectl: Kubectl, apart: Kubectl) -> Generator[Kubectl]:
    """Start all Pods of this module; return kubectl in a namespace that enforces the restricted standard.

    The Pod with the stock nginx starts as root, so it runs in the namespace `apart`, which allows that.
    """
    # An earlier run deletes this namespace without waiting.
    kubectl("wait", "--for=delete", f"namespace/{NAMESPACE}", "--timeout=60s", timeout=70)
    kubectl("create", "namespace", NAMESPACE)
    kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted")
    restricted = kubectl.within(NAMESPACE)
    try:
        page = page_writer("writer", DEBIAN, server="web", lines=5)
        restricted.apply(
            [
                *pod("watched", page, *monitoring_sidecars()),
                *git_pod(),
                site_config_map("one"),
                *reloading_pod(),
            ]
        )
        apart.apply(pod("plain", *monitoring_sidecars(), server=NGINX))
        restricted.wait_ready("pod/watched", "pod/git", "pod/reloading", timeout=180)
        apart.wait_ready("pod/plain", timeout=180)
        yield restricted
    finally:
        kubectl("delete", "namespace", NAMESPACE, "--wait=false")
        apart("delete", "pod,configmap", "--selector=app.kubernetes.io/name=plain", "--wait=false")


@pytest.fixture
def stock(pods: Kubectl, apart: Kubectl) -> Kubectl:
    """Return kubectl in the namespace of the Pod with the stock nginx."""
    assert pods
    return apart


@contextmanager
def every_request_answered(kubectl: Kubectl, name: str) -> Generator[None]:
    """Send requests to a Pod's server during the block; check that each one got status 200."""
    ask = kubectl.command("exec", name, "--container=web", "--", "bash", "-c", ASK)
    with subprocess.Popen(ask, env=kubectl.environment, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout
        first = asking.stdout.readline()
        try:
            yield
        finally:
            kubectl.exec(name, "web", "touch", "/tmp/enough")
            statuses = [first, *asking.communicate(timeout=20)[0].splitlines(keepends=True)]
    assert set(statuses) == {"200\n"}
    assert len(statuses) > 10


# the page writer


def test_page_keeps_its_last_five_lines_and_is_updated(pods: Kubectl) -> None:
    first = pods.page("pods/http:watched:8080")
    wait_for(lambda: pods.page("pods/http:watched:8080") != first, "another page")
    full = wait_for(lambda: _five_lines(pods), "a page of five lines")
    assert moments(full) == sorted(moments(full))


def _five_lines(pods: Kubectl) -> str:
    page = pods.page("pods/http:watched:8080")
    return page if len(lines(page)) == 5 else ""


def test_server_answers_every_request_with_200(pods: Kubectl) -> None:
    assert {each["status"] for each in logged_requests(pods, "watched")} == {200}


# the log watcher


def watcher_log(kubectl: Kubectl, name: str) -> list[JsonObject]:
    """Return the lines that the log watcher of a Pod has printed."""
    return [json.loads(line) for line in kubectl("logs", name, "--container=watcher").splitlines()]


def logged_requests(kubectl: Kubectl, name: str) -> list[JsonObject]:
    """Return the requests among the lines of a Pod's log watcher."""
    return [each for each in watcher_log(kubectl, name) if "request" in each]


@pytest.mark.parametrize(("name", "port"), [("watched", 8080), ("plain", 80)])
def test_log_watcher_prints_each_request_as_json(name: str, port: int, pods: Kubectl, apart: Kubectl) -> None:
    there = pods if name == "watched" else apart
    path = f"/?%22quoted%22&backslash=%5C&from={name}"
    there.attempt("get", "--raw", f"/api/v1/namespaces/{there.namespace}/pods/http:{name}:{port}/proxy{path}")

    def found() -> list[JsonObject]:
        return [each for each in logged_requests(there, name) if f"from={name}" in each["request"]]

    (request,) = wait_for(found, "the request in the log")
    assert request["request"].startswith("GET /?")
    assert isinstance(request["status"], int)


def test_server_prints_its_own_error_log(stock: Kubectl) -> None:
    assert "start worker process" in stock("logs", "plain", "--container=web")


def test_log_stays_small_and_loses_no_line(pods: Kubectl) -> None:
    pods.exec("watched", "web", "bash", "-c", WRITE_3_MIB)

    def numbers() -> list[int]:
        return [int(each["message"]) for each in watcher_log(pods, "watched") if "message" in each]

    wait_for(lambda: len(numbers()) >= 3000, "all lines in the log")
    assert numbers() == [batch * 100 + line for batch in range(1, 31) for line in range(1, 101)]

    def kib_taken() -> int:
        return int(pods.exec("watched", "watcher", "du", "--summarize", "/logs").split()[0])

    wait_for(lambda: kib_taken() < MIB // 1024, "the space of the log to be freed")


# the exporter


def request_count(kubectl: Kubectl, name: str, kind: str = "pods") -> int:
    """Return the number of requests that the exporter of a Pod or Service reports."""
    metrics = kubectl(
        "get", "--raw", f"/api/v1/namespaces/{kubectl.namespace}/{kind}/http:{name}:9113/proxy/metrics"
    )
    found = re.search(r"^nginx_http_requests_total (\S+)$", metrics, re.MULTILINE)
    assert found, metrics
    return int(float(found[1]))


@pytest.mark.parametrize(("name", "port"), [("watched", 8080), ("plain", 80)])
def test_exporter_counts_requests(name: str, port: int, pods: Kubectl, apart: Kubectl) -> None:
    there = pods if name == "watched" else apart
    before = request_count(there, name)
    for _ in range(10):
        there.attempt("get", "--raw", f"/api/v1/namespaces/{there.namespace}/pods/http:{name}:{port}/proxy/")
    assert request_count(there, name) >= before + 10


def test_status_page_is_reachable_only_inside_the_pod(pods: Kubectl) -> None:
    assert "Active connections" in pods.exec(
        "watched", "web", "curl", "-s", "http://127.0.0.1:8081/stub_status"
    )
    with pytest.raises(KubectlError, match="refused"):
        pods.page("pods/http:watched:8081")


# the Git loader


def test_new_commit_is_served_and_no_request_is_lost(pods: Kubectl) -> None:
    assert pods.page("pods/http:git:8080") == "one\n"
    with every_request_answered(pods, "git"):
        pods.exec("git", "origin", "env", "HOME=/work", "sh", "-c", COMMIT, "two")
        wait_for(lambda: pods.page("pods/http:git:8080") == "two\n", "the new commit")


def test_served_folder_contains_no_git_repository(pods: Kubectl) -> None:
    assert pods.exec("git", "web", "ls", "-A", "/usr/share/nginx/html/").split() == ["index.html"]


def test_page_mount_of_the_server_is_read_only(pods: Kubectl) -> None:
    with pytest.raises(KubectlError, match="Read-only file system"):
        pods.exec("watched", "web", "touch", "/usr/share/nginx/html/mark")


# the data-change watcher


def test_changed_config_map_is_loaded_and_no_request_is_lost(pods: Kubectl) -> None:
    assert pods.page("pods/http:reloading:8080") == "one\n"
    with every_request_answered(pods, "reloading"), every_request_answered(pods, "reloading"):
        pods.apply([site_config_map("two")])
        # The kubelet updates a mounted ConfigMap within a minute, or at once when the Pod itself changes.
        pods("annotate", "pod", "reloading", "changed=now", "--overwrite")
        wait_for(
            lambda: pods.page("pods/http:reloading:8080") == "two\n", "the new configuration", timeout=120
        )
    assert "nginx (process" in pods("logs", "reloading", "--container=watcher")


# two settings in a stack file

EXTRA = "app.kubernetes.io/instance=multi-container-pods-extra"


@pytest.fixture
def like_staging(project_copy: Project, kubectl: Kubectl) -> Generator[Project]:
    """Return a copy of the project with the stack `extra`: staging with the two settings."""
    staging = yaml.safe_load((project_copy.root / "stacks" / "Pulumi.staging.yaml").read_text())["config"]
    changed = {"name": "mc1-watched", "replicas": 1, "logWatcher": True, "metrics": True}
    project_copy.set("extra", **{**staging, **changed})
    yield project_copy
    remove(kubectl, EXTRA)


def test_two_settings_add_the_log_watcher_and_the_exporter(like_staging: Project, kubectl: Kubectl) -> None:
    like_staging.up("extra")
    before = request_count(kubectl, "mc1-watched", "services")
    kubectl.page("services/http:mc1-watched:80")
    assert request_count(kubectl, "mc1-watched", "services") > before

    def printed() -> list[JsonObject]:
        said = kubectl("logs", "deployment/mc1-watched", "--container=log-watcher")
        return [json.loads(line) for line in said.splitlines()]

    wait_for(
        lambda: any("kubectl" in each["http_user_agent"] for each in printed()), "the request in the log"
    )


# all sidecars


def test_no_container_was_restarted(pods: Kubectl) -> None:
    statuses = [
        status
        for found in pods.json("pods")["items"]
        for status in (
            *found["status"].get("initContainerStatuses", []),
            *found["status"]["containerStatuses"],
        )
    ]
    assert {each["name"]: each["restartCount"] for each in statuses if each["restartCount"]} == {}
