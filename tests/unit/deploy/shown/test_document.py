"""The JSON document of `preview`, `diff` and `up`: one for both engines, alone on stdout, without secrets."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from pod_deploy.planning.plan import Action, Change, Plan
from pod_deploy.refusal import Refusal
from pod_deploy.shown.document import Outcome, document, json_on_stdout
from pod_deploy.stack.manifests import Manifest
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.render import rendering_of
from pod_deploy.with_cli import operations
from tests.foreign import JsonObject
from tests.unit.deploy.projects import write_project
from tests.unit.deploy.recorded import live, pod
from tests.unit.deploy.with_cli.test_operations import MARKS, OURS, engines, marked
from tests.unit.packaging.places import ROOT

CONFIG = StackConfig(Path(), "shop", "dev", Path("stacks/Pulumi.dev.yaml"), {})
BUSYBOX = {"containers": [{"name": "1st", "image": "busybox"}]}
SECRET: Manifest = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "token", "namespace": "default"},
    "data": {"token": "b2xk"},
}


def shown(outcome: Outcome) -> JsonObject:
    """Return the document of an outcome, as a program reads it."""
    return json.loads(json.dumps(document(outcome)))


def of_plan(*changes: Change, secrets: set[str] | None = None) -> JsonObject:
    plan = Plan(list(changes), [])
    return shown(Outcome("preview", CONFIG, "kubectl", "the local cluster", plan, secrets or set()))


def variable(value: str) -> Manifest:
    container = {"name": "1st", "image": "nginx", "env": [{"name": "TOKEN", "value": value}]}
    return pod(spec={"containers": [container]})


def test_document_names_the_stack_and_each_object_with_its_fields() -> None:
    assert of_plan(Change("update", pod(spec=BUSYBOX), live(pod()), live(pod(spec=BUSYBOX)))) == {
        "format": 1,
        "command": "preview",
        "project": "shop",
        "stack": "dev",
        "engine": "kubectl",
        "cluster": "the local cluster",
        "counts": {"create": 0, "update": 1, "replace": 0, "delete": 0, "unchanged": 0},
        "changes": [
            {
                "action": "update",
                "apiVersion": "v1",
                "kind": "Pod",
                "namespace": "default",
                "name": "mc1",
                "why": "",
                "fields": [{"path": "spec.containers[1st].image", "before": "nginx", "after": "busybox"}],
            }
        ],
        "leftAlone": [],
    }


def test_every_action_is_counted() -> None:
    changes = [Change(action, pod(action)) for action in get_args(Action)]
    assert of_plan(*changes)["counts"] == dict.fromkeys(get_args(Action), 1)


def test_reason_of_a_replacement_is_shown() -> None:
    (change,) = of_plan(Change("replace", pod(), pod(), pod(), "cannot be changed in place"))["changes"]
    assert change["why"] == "cannot be changed in place"


def test_objects_of_other_tools_are_left_alone() -> None:
    read = shown(Outcome("diff", CONFIG, "kubectl", None, Plan([], [pod("theirs")])))
    theirs = {"apiVersion": "v1", "kind": "Pod", "namespace": "default", "name": "theirs"}
    assert (read["leftAlone"], read["cluster"]) == ([theirs], None)


def test_outputs_of_an_up_are_sorted_by_name() -> None:
    outputs = {"url": "http://mc1", "token": "[secret]"}
    read = shown(Outcome("up", CONFIG, "pulumi", "kind", Plan([], []), (), outputs))
    assert list(read["outputs"].items()) == [("token", "[secret]"), ("url", "http://mc1")]


def test_values_of_a_secret_object_are_masked() -> None:
    new = {**SECRET, "data": {"token": "bmV3", "more": "bW9yZQ=="}}
    (change,) = of_plan(Change("update", new, live(SECRET), live(new)))["changes"]
    assert change["fields"] == [
        {"path": "data.more", "before": None, "after": "[secret]"},
        {"path": "data.token", "before": "[secret]", "after": "[secret]"},
    ]


def test_secret_of_the_program_is_masked_with_the_value_that_it_had_before() -> None:
    change = Change("update", variable("hush"), live(variable("old")), live(variable("hush")))
    ((field,),) = [each["fields"] for each in of_plan(change, secrets={"hush"})["changes"]]
    path = "spec.containers[1st].env[TOKEN].value"
    assert field == {"path": path, "before": "[secret]", "after": "[secret]"}


def test_secret_inside_a_new_part_is_masked() -> None:
    change = Change("update", variable("x-hush"), live(pod()), live(variable("x-hush")))
    text = json.dumps(of_plan(change, secrets={"hush"}))
    assert "hush" not in text
    assert "[secret]" in text


def test_secrets_are_what_the_program_marks_as_secret(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        'env = [{"name": "TOKEN", "value": pulumi.Output.secret("hush")}]\n'
        'k8s.core.v1.Pod("p", metadata={"name": "mc1"}, '
        'spec={"containers": [{"name": "1st", "image": "nginx", "env": env}]})',
    )
    config = StackConfig(tmp_path, "shop", "dev", Path("stacks/Pulumi.dev.yaml"), {})
    assert "hush" in rendering_of(config).secrets


def test_both_engines_report_the_same_changes() -> None:
    there = live(pod(spec=BUSYBOX), OURS, annotations=MARKS)
    pulumi, kubectl, _ = engines([there])
    by_cli = operations.preview(pulumi, kubectl, [marked()])
    by_kubectl = kubectl.preview([marked()])
    read = [
        shown(Outcome("preview", CONFIG, "kubectl", "kind", plan))["changes"] for plan in (by_cli, by_kubectl)
    ]
    assert read[0] == read[1]
    assert [each["action"] for each in read[0]] == ["update"]


def test_up_with_the_cli_reports_the_changes_before_it() -> None:
    there = live(marked(), OURS, annotations=MARKS)
    there["status"] = {"conditions": [{"type": "Ready", "status": "True"}]}
    pulumi, kubectl, _ = engines([there])
    plan, outputs = operations.up(pulumi, kubectl, [marked()], 9)
    assert [change.action for change in plan.changes] == ["unchanged"]
    assert outputs == {}


def test_only_the_document_is_on_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    with json_on_stdout(True) as report:
        print("a line of ours")
        subprocess.run(["echo", "a line of a subprocess"], check=True)
        report(Outcome("diff", CONFIG, "kubectl", "kind", Plan([], [])))
    out, err = capfd.readouterr()
    assert json.loads(out)["command"] == "diff"
    assert sorted(err.splitlines()) == ["a line of a subprocess", "a line of ours"]


def test_failed_command_prints_no_document(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with json_on_stdout(True) as report:
            report(Outcome("diff", CONFIG, "kubectl", "kind", Plan([], [])))
            raise Refusal("The cluster does not answer.")

    with pytest.raises(Refusal):
        fail()
    assert capfd.readouterr().out == ""


def test_page_names_every_field_of_the_document() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text()
    read = shown(Outcome("up", CONFIG, "kubectl", "kind", Plan([Change("create", pod())], []), (), {}))
    assert not [key for key in (*read, *read["changes"][0]) if f"`{key}`" not in page]
