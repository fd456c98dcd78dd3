"""The commands up, preview, diff, render and destroy on a real cluster: their effects and output."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from subprocess import CompletedProcess

import pytest
import yaml

from tests.e2e.cluster import STACKS, Cluster, objects_of
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.page import moments
from tests.e2e.project import Project, succeeded
from tests.e2e.stack import EXTRA, interval, objects_of_program, objects_of_stack, selector, stated_fields
from tests.e2e.terminal import Terminal, terminal

NAMESPACES = {"dev": "default", "staging": "default", "prod": "mc1-prod"}
PODS = {"dev": 1, "staging": 2, "prod": 3}

every_stack = pytest.mark.parametrize("stack", PODS)
all_stacks_up = pytest.mark.usefixtures("dev", "staging", "prod")


def block(said: str, title: str) -> list[str]:
    """Return the lines between a title in the output of `up` and the next empty line."""
    _, found, rest = said.partition(f"\n{title}\n")
    assert found, said
    return rest.partition("\n\n")[0].splitlines()


# up


def test_up_prints_outputs_that_match_the_cluster(dev: str, kubectl: Kubectl) -> None:
    address = kubectl.json("service", "mc1")["spec"]["clusterIP"]
    assert block(dev, "Outputs:") == [
        f"  cluster_ip: {address}",
        "  name: mc1",
        "  namespace: default",
        f"  pod_ip: {kubectl.json('pod', 'mc1')['status']['podIP']}",
        "  url: http://mc1.default.svc.cluster.local/",
    ]


def test_up_prints_the_objects_of_kubectl_get_all(dev: str) -> None:
    shown = block(dev, "$ kubectl get all --namespace=default")
    assert any(re.fullmatch(r"pod/mc1 +2/2 +Running +0 +\w+", line) for line in shown)


def test_up_prints_the_last_three_lines_of_the_page(dev: str, kubectl: Kubectl) -> None:
    shown = [line.strip() for line in block(dev, "The last lines of the page, through Service mc1:")]
    page = kubectl.page().splitlines()
    end = page.index(shown[-1]) + 1
    assert shown == page[max(0, end - 3) : end]


@pytest.fixture
def typed(dev: str, cluster: Cluster) -> Iterator[Terminal]:
    """Open a shell that has run the export lines in an otherwise clean environment."""
    exports = "; ".join(block(dev, "To use kubectl on it:"))
    clean = {"HOME": os.environ["HOME"], "PATH": cluster.environment["PATH"], "TERM": "dumb"}
    with terminal(["bash", "--norc", "-c", f"{exports}; PS1='me$ ' exec bash --norc -i"], clean) as person:
        person.read_until("me$ ")
        yield person


def test_the_textbooks_commands_work_after_the_export_lines(typed: Terminal) -> None:
    assert moments(
        typed.answer("kubectl exec mc1 -c 1st -- /bin/cat /usr/share/nginx/html/index.html", "me$ ")
    )
    typed.type("kubectl exec mc1 -c 2nd -i -t -- bash -il")
    typed.read_until("root@mc1:/# ")
    typed.type("exit")
    typed.read_until("me$ ")
    assert re.search(r"^pod/mc1 +2/2 +Running ", typed.answer("kubectl get all", "me$ "), re.MULTILINE)


def test_up_without_a_kubeconfig_uses_the_local_cluster(dev: str, cluster: Cluster, project: Project) -> None:
    if not cluster.local:
        pytest.skip("needs a local cluster, and KUBECONFIG names another")
    assert dev
    said = succeeded(project.deploy("up", "dev", KUBECONFIG="", LOCAL_CLUSTER_NAME=cluster.local)).stdout
    exports = "\n".join(block(said, "To use kubectl on it:"))
    bare = {"HOME": os.environ["HOME"], "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    typed = f"{exports}\nkubectl config view --minify --output='jsonpath={{.current-context}}'"
    shell = subprocess.run(["bash", "-c", typed], env=bare, capture_output=True, text=True, check=True)
    assert shell.stdout == "local-cluster"


@all_stacks_up
@every_stack
def test_every_stack_serves_its_page_beside_the_others(
    stack: str, kubectl: Kubectl, project: Project
) -> None:
    there = kubectl.within(NAMESPACES[stack])
    assert objects_of_stack(kubectl, stack).keys() == objects_of_program(project, stack)
    pods = there.json("pods", f"--selector={selector(stack)}")["items"]
    assert len([pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]) == PODS[stack]
    service = "mc1-staging" if stack == "staging" else "mc1"
    assert moments(there.page(f"services/http:{service}:80"))


@all_stacks_up
@every_stack
def test_second_up_changes_nothing(stack: str, project: Project, kubectl: Kubectl) -> None:
    before = stated_fields(kubectl, stack)
    project.up(stack)
    assert stated_fields(kubectl, stack) == before
    assert not project.differs(stack)


# render


@all_stacks_up
@every_stack
def test_rendered_manifests_pass_strict_server_validation(
    stack: str, project: Project, kubectl: Kubectl
) -> None:
    manifests = succeeded(project.deploy("render", stack)).stdout
    check = ("apply", "--dry-run=server", "--validate=strict", "--filename=-")
    accepted = kubectl.within("")(*check, stdin=manifests)
    assert len(accepted.splitlines()) == len(list(yaml.safe_load_all(manifests)))


# a new stack


def test_preview_lists_new_objects_and_creates_none(extra: Project, kubectl: Kubectl) -> None:
    said = succeeded(extra.deploy("preview", "extra")).stdout
    shown = [line for line in said.splitlines() if re.match(r" *\+ ", line)]
    for kind in ("Deployment", "Service"):
        assert any(kind in line and "create" in line for line in shown), said
    assert not {"deployment/mc1-extra", "service/mc1-extra"} & objects_of(kubectl, EXTRA).keys()


def test_new_environment_needs_only_a_new_file(extra: Project, kubectl: Kubectl) -> None:
    extra.up("extra")
    assert moments(kubectl.page("services/http:mc1-extra:80"))


def test_up_deletes_objects_removed_from_the_program(extra: Project, kubectl: Kubectl) -> None:
    program = extra.root / "__main__.py"
    without = program.read_text()
    program.write_text(f"{without}\n{CONFIG_MAP}")
    extra.up("extra")
    assert "configmap/mc1-extra" in objects_of(kubectl, EXTRA)
    program.write_text(without)
    before = stated_fields(kubectl, "extra")
    extra.up("extra")
    del before["configmap/mc1-extra"]
    assert stated_fields(kubectl, "extra") == before
    assert "configmap/mc1-extra" not in objects_of(kubectl, EXTRA)


CONFIG_MAP = """
from pulumi_kubernetes.core.v1 import ConfigMap
from sidecar_pods.pod.labels import selector_labels, standard_labels
labels = standard_labels(selector_labels("extra", "multi-container-pods-extra"))
ConfigMap("extra", metadata={"name": "mc1-extra", "namespace": "default", "labels": labels}, data={"a": "b"})
"""


def test_changed_interval_rolls_the_deployment(extra: Project, kubectl: Kubectl) -> None:
    extra.up("extra")
    before = objects_of(kubectl, EXTRA)
    extra.set("extra", writerInterval=2)
    extra.up("extra")
    after = objects_of(kubectl, EXTRA)
    deployment, service = "deployment/mc1-extra", "service/mc1-extra"
    assert after[deployment]["metadata"]["uid"] == before[deployment]["metadata"]["uid"]
    assert after[service] == before[service]
    new = [each for name, each in after.items() if name.startswith("pod/") and name not in before]
    assert [interval(pod) for pod in new] == ["2"]


def test_changed_interval_replaces_the_bare_pod(extra: Project, kubectl: Kubectl) -> None:
    extra.set("extra", workload="Pod")
    extra.up("extra")
    before, service = kubectl.json("pod", "mc1-extra"), kubectl.json("service", "mc1-extra")
    extra.set("extra", writerInterval=2)
    extra.up("extra")
    after = kubectl.json("pod", "mc1-extra")
    assert after["metadata"]["uid"] != before["metadata"]["uid"]
    assert kubectl.json("service", "mc1-extra") == service
    assert (interval(before), interval(after)) == ("1", "2")


def test_failed_up_prints_events_and_logs(extra: Project) -> None:
    extra.set("extra", serverImage="nginx:no-such-tag")
    done = extra.deploy("up", "extra", "--timeout=10")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Events of Pod mc1-extra-" in done.stdout
    assert "no-such-tag" in done.stdout
    assert "Last log lines of container 2nd:" in done.stdout
    assert done.stderr.startswith("Error: ")


# destroy


@every_stack
def test_destroy_leaves_no_object(
    stack: str, destroyed: dict[str, CompletedProcess[str]], kubectl: Kubectl, project: Project
) -> None:
    assert destroyed[stack].returncode == 0
    wait_for(lambda: not objects_of(kubectl, STACKS), "controllers to delete their objects", timeout=5)
    assert kubectl.attempt("get", "namespace", "mc1-prod").returncode == 1
    succeeded(project.deploy("destroy", stack))
