"""Check each statement of the textbook about a Pod of two containers on a real cluster."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.node import Kill
from tests.e2e.page import moments, steps
from tests.e2e.project import TEXTBOOK, Project, succeeded
from tests.e2e.terminal import terminal
from tests.e2e.web import get
from tests.foreign import JsonObject

ROOT_FOLDERS = "bin boot dev etc home html lib media mnt opt proc root run sbin srv sys tmp usr var"


def written(kubectl: Kubectl) -> str:
    """Return the file as the server's container sees it, with the textbook's own command."""
    return kubectl("exec", "mc1", "-c", "1st", "--", "/bin/cat", "/usr/share/nginx/html/index.html")


def lines_written(kubectl: Kubectl, count: int) -> str:
    """Wait until the file has this many lines; return it."""

    def long_enough() -> str:
        page = written(kubectl)
        return page if page.count("\n") >= count else ""

    return wait_for(long_enough, f"a page of {count} lines")


# kubectl apply


def test_apply_creates_the_textbooks_pod_and_both_containers_run(textbook_pod: str, apart: Kubectl) -> None:
    assert textbook_pod == "pod/mc1 created\n"
    assert re.search(r"^mc1 +2/2 +Running +0 ", apart("get", "pods"), re.MULTILINE)


@pytest.mark.usefixtures("dev")
def test_get_all_prints_the_lines_of_the_textbook(kubectl: Kubectl, cluster: Cluster) -> None:
    shown = kubectl("get", "all")
    address = r"10\.96\.0\.1" if cluster.local else r"[0-9a-f.:]+"
    for line in (
        r"NAME +READY +STATUS +RESTARTS +AGE",
        r"pod/mc1 +2/2 +Running +0 +\w+",
        r"NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE",
        rf"service/kubernetes +ClusterIP +{address} +<none> +443/TCP +\w+",
    ):
        assert re.search(rf"^{line}$", shown, re.MULTILINE), shown


def test_dev_is_the_textbooks_pod_plus_labels_annotations_port_and_read_only_mount(
    checkout: Project,
) -> None:
    rendered = yaml.safe_load_all(succeeded(checkout.deploy("render", "dev")).stdout)
    pod = next(each for each in rendered if each["kind"] == "Pod")
    del pod["metadata"]["labels"]
    annotations = pod["metadata"].pop("annotations")
    assert annotations.pop("policies").startswith("ignore=")
    assert annotations == {"pulumi.com/patchFieldManager": "multi-container-pods-dev"}
    server = pod["spec"]["containers"][0]
    assert server.pop("ports") == [{"containerPort": 80, "name": "http"}]
    assert server["volumeMounts"][0].pop("readOnly") is True
    assert pod == yaml.safe_load(TEXTBOOK.read_text())


# exec into the 1st container: one container writes, the other reads


@pytest.mark.usefixtures("dev")
def test_first_container_reads_one_line_a_second(kubectl: Kubectl) -> None:
    counted = steps(lines_written(kubectl, 12))
    assert set(counted) <= {1, 2}
    assert counted.count(1) > len(counted) / 2, "most steps must be 1 s; the textbook shows a few of 2 s"


# exec into the 2nd container


@pytest.mark.usefixtures("dev")
def test_shell_in_second_container_shows_the_volume(kubectl: Kubectl) -> None:
    command = kubectl.command("exec", "mc1", "-c", "2nd", "-i", "-t", "--", "bash", "-il")
    with terminal(command, kubectl.environment) as person:
        person.read_until("root@mc1:/# ")
        assert set(ROOT_FOLDERS.split()) <= set(person.answer("ls", "root@mc1:/# ").split())
        assert person.answer("cd html", "root@mc1:/html# ") == ""
        assert person.answer("ls", "root@mc1:/html# ") == "index.html\n"


# nginx reads this file and sends it to the user for each HTTP request


@pytest.mark.usefixtures("dev")
def test_each_request_returns_the_current_file(kubectl: Kubectl) -> None:
    before = lines_written(kubectl, 1)
    first = kubectl.page()
    assert first.startswith(before)
    second = wait_for(lambda: page if (page := kubectl.page()) != first else "", "a longer page")
    assert second.startswith(first)
    assert written(kubectl).startswith(second)
    assert moments(second)


# the same network namespace: the same IP address and port space


@pytest.mark.usefixtures("dev")
def test_both_containers_have_the_address_of_the_pod(kubectl: Kubectl) -> None:
    addresses = [each["ip"] for each in kubectl.json("pod", "mc1")["status"]["podIPs"]]
    assert [kubectl.exec("mc1", name, "hostname", "-i").split() for name in ("1st", "2nd")] == [addresses] * 2


@pytest.mark.usefixtures("dev")
def test_containers_share_a_network_namespace_but_no_file_system(kubectl: Kubectl) -> None:
    def namespaces(kind: str) -> set[str]:
        return {kubectl.exec("mc1", name, "readlink", f"/proc/self/ns/{kind}") for name in ("1st", "2nd")}

    assert len(namespaces("net")) == 1
    assert len(namespaces("mnt")) == 2


@pytest.mark.usefixtures("dev")
def test_second_container_reaches_the_server_at_localhost(kubectl: Kubectl) -> None:
    before = lines_written(kubectl, 1)
    response = get(kubectl, "mc1", "2nd", "localhost")
    assert response.status == 200
    assert response.body.startswith(before)


def test_second_server_on_the_same_port_of_a_pod_fails(apart: Kubectl) -> None:
    servers = [{"name": name, "image": "nginx"} for name in ("one", "other")]
    spec = {"containers": servers, "terminationGracePeriodSeconds": 1}
    apart.apply([{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "two-servers"}, "spec": spec}])

    def failed() -> list[str]:
        statuses = apart.json("pod", "two-servers")["status"].get("containerStatuses", [])
        return [each["name"] for each in statuses if each["state"].get("terminated") or each["restartCount"]]

    (loser,) = wait_for(failed, "one of two servers on port 80 to fail")
    assert "bind() to 0.0.0.0:80 failed (98: Address already in use)" in apart(
        "logs", "two-servers", "-c", loser
    )
    apart("delete", "pod", "two-servers", "--wait=false")


# volumes enable data to survive container restarts, and have the same lifetime as a Pod


@pytest.mark.usefixtures("textbook_pod")
@pytest.mark.parametrize("container", ["1st", "2nd"])
def test_killing_a_container_keeps_every_line(container: str, apart: Kubectl, kill: Kill) -> None:
    before = lines_written(apart, 3)
    kill(apart, "mc1", container)
    wait_for(lambda: _restarts(apart, "mc1")[container], f"a restart of {container}")
    apart.wait_ready("pod/mc1")
    after = wait_for(lambda: page if (page := apart.page("pods/mc1:80")) else "", "the page")
    assert after.startswith(before)
    assert lines_written(apart, after.count("\n") + 1).startswith(after), "the writer must keep writing"


def _restarts(kubectl: Kubectl, pod: str) -> dict[str, int]:
    statuses = kubectl.json("pod", pod)["status"]["containerStatuses"]
    return {each["name"]: each["restartCount"] for each in statuses}


@pytest.mark.usefixtures("textbook_pod")
def test_deleting_the_pod_deletes_its_data(apart: Kubectl) -> None:
    last = moments(lines_written(apart, 3))[-1]
    apart("delete", "pod", "mc1", "--grace-period=1")
    apart("apply", f"--filename={TEXTBOOK}")
    apart.wait_ready("pod/mc1")
    assert moments(lines_written(apart, 1))[0] > last


# Services set up networking in a cluster


@pytest.mark.usefixtures("dev", "staging")
@pytest.mark.parametrize("host", ["cluster IP", "mc1", "mc1.default", "mc1.default.svc.cluster.local"])
def test_service_answers_another_pod(host: str, kubectl: Kubectl) -> None:
    if host == "cluster IP":
        host = kubectl.json("service", "mc1")["spec"]["clusterIP"]
    response = get(kubectl, "deployment/mc1-staging", "2nd", host)
    assert response.status == 200
    assert written(kubectl).startswith(response.body)


@pytest.mark.usefixtures("staging")
def test_service_sends_requests_to_ready_pods_only(kubectl: Kubectl) -> None:
    broken, sound = sorted(replicas(kubectl))
    assert in_service(kubectl) == {broken, sound}
    kubectl("set", "image", f"pod/{broken}", "1st=nginx:no-such-tag")
    wait_for(lambda: in_service(kubectl) == {sound}, "the broken Pod to leave the Service")
    assert [get(kubectl, sound, "2nd", "mc1-staging").status for _ in range(5)] == [200] * 5
    kubectl("delete", "pod", broken, "--grace-period=1")
    wait_for(lambda: in_service(kubectl) == replicas(kubectl), "the new Pod to join the Service")


def in_service(kubectl: Kubectl) -> set[str]:
    """Return the ready Pods behind the Service of staging."""
    slices = ("endpointslices", "--selector=kubernetes.io/service-name=mc1-staging")
    ready = "jsonpath={.items[*].endpoints[?(@.conditions.ready==true)].targetRef.name}"
    return set(kubectl("get", *slices, f"--output={ready}").split())


def replicas(kubectl: Kubectl) -> set[str]:
    """Wait until both Pods of staging are ready; return their names."""

    def all_ready() -> set[str]:
        pods = kubectl.json("pods", "--selector=app.kubernetes.io/instance=multi-container-pods-staging")[
            "items"
        ]
        ready = {pod["metadata"]["name"] for pod in pods if _is_ready(pod)}
        return ready if len(ready) == 2 else set()

    return wait_for(all_ready, "two Pods of staging to be ready")


def _is_ready(pod: JsonObject) -> bool:
    conditions = {each["type"]: each["status"] for each in pod["status"].get("conditions", [])}
    return conditions.get("Ready") == "True" and "deletionTimestamp" not in pod["metadata"]


# a Deployment maintains a set of identical Pods and ensures that the right number of them exist


@pytest.mark.usefixtures("staging")
def test_deployment_replaces_a_deleted_pod(kubectl: Kubectl) -> None:
    deleted, kept = sorted(replicas(kubectl))
    kubectl("delete", "pod", deleted, "--grace-period=1")
    names = replicas(kubectl)
    assert deleted not in names
    assert kept in names


@pytest.mark.usefixtures("staging")
def test_each_pod_of_a_deployment_has_its_own_volume(kubectl: Kubectl) -> None:
    one, other = sorted(replicas(kubectl))
    kubectl.exec(one, "2nd", "touch", "/html/mark")
    folders = [kubectl.exec(pod, "1st", "ls", "/usr/share/nginx/html").split() for pod in (one, other)]
    kubectl.exec(one, "2nd", "rm", "/html/mark")
    assert folders == [["index.html", "mark"], ["index.html"]]
