"""The scripts of the workflows only call `pod-deploy`; these are the calls."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.deploy.github.test_workflows import steps

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="no jq on PATH")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout whose `pod-deploy` notes its arguments."""
    program = tmp_path / ".venv" / "bin" / "pod-deploy"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\" > called\n", encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def called(checkout: Path, workflow: str, step: str, **variables: str) -> list[str]:
    (script,) = [each["run"] for each in steps(workflow) if each.get("name") == step]
    env = {"PATH": os.environ["PATH"], "RUNNER_TEMP": "out", "BASE": "abc", "STACKS": "[]", **variables}
    subprocess.run(["bash", "-e", "-c", script], cwd=checkout, env=env, check=True)
    return (checkout / "called").read_text(encoding="utf-8").splitlines()


def test_review_takes_every_stack_unless_some_are_named(checkout: Path) -> None:
    step = "Review each stack"
    every = ["review", "abc", "--strict", "--output", "out/review"]
    assert called(checkout, "review", step) == every
    assert called(checkout, "review", step, STACKS='["dev", "a b"]') == [
        *every,
        "--stack=dev",
        "--stack=a b",
    ]


@pytest.mark.parametrize(
    ("task", "arguments"),
    [
        ("review", ["review", "abc", "--strict", "--live", "--output", "out/results", "POLICIES"]),
        ("plan", ["live", "--plan", "out/results/summary.md", "POLICIES"]),
        ("drift", ["live", "--drift", "out/results/drift.md"]),
        ("up", ["up", "--engine", "pulumi", "--timeout", "900", "POLICIES"]),
    ],
)
@pytest.mark.parametrize("has_policies", [True, False])
def test_each_task_is_one_call(checkout: Path, task: str, arguments: list[str], has_policies: bool) -> None:
    if has_policies:
        (checkout / "policies").mkdir()
        (checkout / "policies" / "PulumiPolicy.yaml").touch()
    packs = ["--policy-pack", "policies"] if has_policies else []
    wanted = [part for each in arguments for part in (packs if each == "POLICIES" else [each])]
    found = called(checkout, "pulumi", "Run ${{ inputs.task }}", TASK=task, STACKS='["prod"]')
    assert found == [*wanted, "--stack=prod"]
