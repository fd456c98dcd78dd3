"""The output that shows a plan, and the result of an `up`."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from rich.console import Console

from pod_deploy.planning.plan import Change, Plan
from pod_deploy.shown import summary
from pod_deploy.shown.diff import show_diff
from pod_deploy.shown.plan_view import show_plan, summary_line
from pod_deploy.shown.summary import export_lines, known_from, show_outputs, show_stack
from pod_deploy.stack.manifests import Manifest
from pod_deploy.stack.project import StackConfig
from tests.unit.deploy.recorded import CLUSTER, MANAGER, Answer, RecordedKubectl, by, live, pod

SERVICE: Manifest = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "mc1", "namespace": "default"},
    "spec": {"ports": [{"name": "metrics", "port": 9113}, {"name": "http", "port": 80}]},
}
PAGE = "get --raw /api/v1/namespaces/default/services/http:mc1:http/proxy/"


@pytest.fixture
def console() -> Console:
    """Return a console that keeps its output."""
    return Console(file=io.StringIO(), highlight=False, soft_wrap=True, markup=False)


def written(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def config(folder: Path) -> StackConfig:
    return StackConfig(folder, "shop", "dev", Path("stacks/Pulumi.dev.yaml"), {})


def stack_shown(console: Console, folder: Path, answers: dict[str, Answer]) -> list[str]:
    show_stack(console, RecordedKubectl(answers=answers), config(folder), [SERVICE, pod()])
    return written(console)


def test_outputs_are_sorted_by_name(console: Console) -> None:
    show_outputs(console, {"url": "http://mc1", "name": "mc1"})
    assert written(console) == ["", "Outputs:", "  name: mc1", "  url: http://mc1"]


def test_objects_page_and_export_lines_are_shown(console: Console, tmp_path: Path) -> None:
    answers: dict[str, Answer] = {"get all": "NAME  READY\npod/mc1  2/2\n", PAGE: "one\ntwo\n\nthree\nfour\n"}
    assert stack_shown(console, tmp_path, answers) == [
        "",
        "$ kubectl get all --namespace=default",
        "NAME  READY",
        "pod/mc1  2/2",
        "",
        "The last lines of the page, through Service mc1:",
        "  two",
        "  three",
        "  four",
        "",
        "To use kubectl on it:",
        "export KUBECONFIG=/home/jane/kubeconfig",
    ]


def test_html_page_is_shown_without_tags(console: Console, tmp_path: Path) -> None:
    page = "<!DOCTYPE html>\n<h1>mc1</h1>\n<ol>\n<li>one &amp; only\n<li><time>two</time>\n</ol>\n"
    lines = stack_shown(console, tmp_path, {PAGE: page})
    shown = lines[lines.index("The last lines of the page, through Service mc1:") + 1 :]
    assert shown[: shown.index("")] == ["  mc1", "  one & only", "  two"]


def test_page_that_has_just_begun_gets_time_for_its_last_lines(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "_GROWTH_SECONDS", 0)
    grown: list[str] = []

    def page(_: list[Manifest]) -> str:
        grown.append(f"line {len(grown) + 1}\n")
        return "".join(grown)

    lines = stack_shown(console, tmp_path, {PAGE: page})
    assert lines[lines.index("  line 1") :][:3] == ["  line 1", "  line 2", "  line 3"]


def test_page_that_stays_short_is_shown_after_a_second_look(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "_GROWTH_SECONDS", 0)
    kubectl = RecordedKubectl(answers={PAGE: "hello\n"})
    show_stack(console, kubectl, config(tmp_path), [SERVICE])
    assert "  hello" in written(console)
    assert kubectl.asked.count(PAGE) == 2


def test_missing_page_is_reported_and_is_no_failure(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "_PAGE_SECONDS", 0)
    lines = stack_shown(console, tmp_path, {PAGE: "Error from server (Forbidden): 403 Forbidden\n"})
    assert "The page could not be fetched through Service mc1: 403 Forbidden" in lines


def test_object_of_a_resource_is_found_by_its_manifest() -> None:
    there = live(pod(status={"podIP": "10.0.0.9"}))
    known = known_from([there], "default")
    assert known("kubernetes:core/v1:Pod", pod()) is there
    assert known("kubernetes:core/v1:Pod", pod("other")) == {}


def test_object_of_a_resource_without_a_namespace_is_found_in_the_clusters_namespace() -> None:
    there = live(pod(metadata={"name": "mc1", "namespace": "team"}))
    stated = pod(metadata={"name": "mc1"})
    assert known_from([there], "team")("kubernetes:core/v1:Pod", stated) is there
    assert known_from([there], "default")("kubernetes:core/v1:Pod", stated) == {}


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on PATH")
def test_export_lines_point_kubectl_to_the_stacks_context_and_namespace(tmp_path: Path) -> None:
    own = tmp_path / "kubeconfig"
    credentials = {"users": [{"name": "jane", "user": {"token": "hush"}}]}
    servers = {"clusters": [{"name": "kind", "cluster": {"server": "https://127.0.0.1:6443"}}]}
    own.write_text(
        json.dumps({"apiVersion": "v1", "kind": "Config", **credentials, **servers}), encoding="utf-8"
    )
    chosen = dataclasses.replace(CLUSTER, environment={"KUBECONFIG": str(own)})
    (line,) = export_lines(chosen, config(tmp_path), "team")
    command = f"{line}; kubectl config view --minify -o json"
    seen = json.loads(subprocess.check_output(["sh", "-c", command], env=os.environ))
    assert seen["contexts"][0]["context"] == {"cluster": "kind", "namespace": "team", "user": "jane"}
    assert seen["clusters"][0]["cluster"]["server"] == "https://127.0.0.1:6443"
    assert "hush" not in (tmp_path / ".state" / "dev.kubeconfig").read_text(encoding="utf-8")


def test_kubectl_of_the_local_cluster_comes_first_on_path(tmp_path: Path) -> None:
    chosen = dataclasses.replace(CLUSTER, environment={"KUBECONFIG": "/k", "PATH": "/local/bin:/usr/bin"})
    assert export_lines(chosen, config(tmp_path), "default") == [
        "export KUBECONFIG=/k",
        'export PATH=/local/bin:"$PATH"',
    ]


def test_other_variables_of_the_local_cluster_are_exported(tmp_path: Path) -> None:
    environment = {"KUBECONFIG": "/k", "PATH": "/local/bin:/usr/bin", "NO_PROXY": "*.corp,10.99.0.2"}
    chosen = dataclasses.replace(CLUSTER, environment=environment)
    assert export_lines(chosen, config(tmp_path), "default") == [
        "export KUBECONFIG=/k",
        "export NO_PROXY='*.corp,10.99.0.2'",
        'export PATH=/local/bin:"$PATH"',
    ]


SECRET: Manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"k": "b25l"}}
CHANGED_SECRET = {**SECRET, "data": {"k": "dHdv"}}
PLAN = Plan(
    [
        Change("create", pod("a")),
        Change(
            "update", pod("b"), live(pod("b", spec={"replicas": 5})), live(pod("b", spec={"replicas": 2}))
        ),
        Change("update", CHANGED_SECRET, live(SECRET), live(CHANGED_SECRET)),
        Change("replace", pod("c"), live(pod("c")), live(pod("c")), "has ended: Evicted"),
        Change("unchanged", pod("d"), live(pod("d")), live(pod("d"))),
        Change("delete", pod("e"), live(pod("e"))),
    ],
    [live(pod("f"), by("helm", "Apply", {}))],
)


def test_plan_shows_each_object_with_the_fields_that_change(console: Console) -> None:
    show_plan(console, PLAN, MANAGER)
    assert written(console) == [
        "  +  create    Pod a (default)",
        "  ~  update    Pod b (default)",
        "       spec.replicas: 5 -> 2",
        "  ~  update    Secret s (default)",
        "       data.k",
        "  +- replace   Pod c (default)  has ended: Evicted",
        "     unchanged Pod d (default)",
        "  -  delete    Pod e (default)",
        "     left alone Pod f: it has the stack's label, but helm applied it",
    ]


def test_plan_is_counted_in_one_line() -> None:
    assert summary_line(PLAN) == "1 to create, 2 to update, 1 to replace, 1 to delete, 1 unchanged."


def test_plan_without_changes_says_so() -> None:
    assert (
        summary_line(Plan([Change("unchanged", pod())], []))
        == "Nothing to change: 1 object as the program says."
    )


def test_output_without_a_terminal_has_no_colour(console: Console) -> None:
    show_plan(console, PLAN, MANAGER)
    assert not any("\x1b" in line for line in written(console))


def test_diff_is_kubectls_for_changes_in_place_and_ours_for_others(console: Console) -> None:
    kubectl = RecordedKubectl(
        answers={"diff --server-side --force-conflicts": "diff -u -N /tmp/LIVE-1/b\n-5\n+2\n"}
    )
    plan = Plan([PLAN.changes[1], Change("create", SECRET, None, live(SECRET)), *PLAN.of("delete")], [])
    assert show_diff(console, kubectl, plan)
    lines = written(console)
    assert lines[:3] == ["diff -u -N /tmp/LIVE-1/b", "-5", "+2"]
    assert lines[3:7] == [
        "diff -u -N LIVE/v1.Secret.default.s MERGED/v1.Secret.default.s",
        "--- LIVE/v1.Secret.default.s",
        "+++ MERGED/v1.Secret.default.s",
        "@@ -0,0 +1,6 @@",
    ]
    assert "+  k: '***'" in lines
    assert "-kind: Pod" in lines


def test_diff_of_a_replaced_secret_says_which_value_changes(console: Console) -> None:
    other = {**SECRET, "data": {"k": "b3RoZXI="}}
    show_diff(console, RecordedKubectl(), Plan([Change("replace", other, SECRET, other)], []))
    lines = written(console)
    assert "-  k: '*** (before)'" in lines
    assert "+  k: '*** (after)'" in lines


def test_diff_without_changes_is_empty(console: Console) -> None:
    assert not show_diff(console, RecordedKubectl(), Plan([Change("unchanged", pod())], []))
    assert written(console) == []
