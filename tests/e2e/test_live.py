"""The live preview of a review, with the real Pulumi CLI: the cluster is asked, and nothing changes on it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.kubectl import Kubectl
from tests.e2e.project import Project, succeeded
from tests.e2e.stack import stated_fields
from tests.foreign import JsonObject

pytestmark = pytest.mark.pulumi_cli

STACK, NAME = "extra", "mc1-extra"
REFUSED = """
from pulumi_kubernetes.core.v1 import ConfigMap
ConfigMap("refused", metadata={"name": "Not A Name", "namespace": "default"}, data={"a": "b"})
"""


@pytest.fixture
def deployed(extra: Project) -> Project:
    """Deploy the stack `extra` with the CLI; return its project, with a commit of all files."""
    project = extra.by("pulumi")
    git(project, "init", "--quiet")
    commit(project)
    project.up(STACK)
    return project


def git(project: Project, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=project.root, check=True)


def commit(project: Project) -> None:
    git(project, "add", "--all", "--", ".", ":!.venv")
    git(project, "commit", "--quiet", "--message=change")


def pod_deploy(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pod_deploy", *arguments],
        cwd=project.root,
        env={**project.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def reviewed(project: Project, folder: Path) -> tuple[int, str, JsonObject]:
    """Commit the changes, and review them live; return the exit code, the comment, and the stack as data."""
    commit(project)
    done = pod_deploy(project, "review", "HEAD~1", "--live", f"--stack={STACK}", f"--output={folder}")
    assert done.stderr == "", done
    (stack,) = json.loads((folder / "review.json").read_text(encoding="utf-8"))["stacks"]
    return done.returncode, (folder / "comment.md").read_text(encoding="utf-8"), stack


def test_drift_is_named_apart_from_the_change(deployed: Project, kubectl: Kubectl, tmp_path: Path) -> None:
    selector = {"app.kubernetes.io/name": "another"}
    kubectl("patch", f"service/{NAME}", "--patch", json.dumps({"spec": {"selector": selector}}))
    before = stated_fields(kubectl, STACK)
    deployed.set(STACK, writerInterval=2)
    code, comment, stack = reviewed(deployed, tmp_path / "review")
    assert code == 0
    assert f"- **Deployment `{NAME}` rolls 1 Pod**\n" in comment
    title = "Changed by hand on the cluster, and not by this pull request. A deployment undoes it:"
    assert f"{title}\n\n- Service `{NAME}` was changed\n" in comment
    assert "| 2 to update; 1 changed by hand |" in comment
    assert stack["live"]["counts"] == {"update": 2}
    assert stated_fields(kubectl, STACK) == before

    drift = tmp_path / "drift.md"
    done = succeeded(pod_deploy(deployed, "live", f"--stack={STACK}", f"--drift={drift}"))
    assert done.stdout == f"{STACK}: 2 to update; 1 changed by hand\n"
    assert drift.read_text(encoding="utf-8").endswith(f"\n- Service `{NAME}` was changed\n\n")

    deployed.up(STACK)
    succeeded(pod_deploy(deployed, "live", f"--stack={STACK}", f"--drift={drift}"))
    assert drift.read_text(encoding="utf-8") == ""


def test_field_that_is_added_and_object_that_is_deleted_by_hand_are_drift(
    deployed: Project, kubectl: Kubectl, tmp_path: Path
) -> None:
    """The CLI alone would not see the added field."""
    kubectl("label", f"deployment/{NAME}", "by=hand")
    kubectl("delete", f"service/{NAME}")
    drift = tmp_path / "drift.md"
    done = succeeded(pod_deploy(deployed, "live", f"--stack={STACK}", f"--drift={drift}"))
    assert done.stdout == f"{STACK}: 1 to create; 2 changed by hand\n"
    lines = [f"- Service `{NAME}` was deleted", f"- Deployment `{NAME}` was changed", "", ""]
    assert drift.read_text(encoding="utf-8").endswith("\n".join(lines))


def test_preview_that_fails_is_a_sentence_and_a_folded_log(deployed: Project, tmp_path: Path) -> None:
    program = deployed.root / "__main__.py"
    program.write_text(f"{program.read_text(encoding='utf-8')}{REFUSED}", encoding="utf-8")
    code, comment, _ = reviewed(deployed, tmp_path / "review")
    assert code == 1
    assert f":warning: **The live preview failed for `{STACK}`.**" in comment
    (line,) = [line for line in comment.splitlines() if "**The live preview failed:**" in line]
    assert 'metadata.name: Invalid value: "Not A Name"' in line
    assert "<details><summary>Log of the live preview</summary>\n\n```text\nPreviewing update" in comment
    assert "Traceback" not in comment


def test_cluster_decides_that_a_bare_pod_is_replaced(extra: Project, tmp_path: Path) -> None:
    extra.set(STACK, workload="Pod")
    project = extra.by("pulumi")
    git(project, "init", "--quiet")
    commit(project)
    project.up(STACK)
    project.set(STACK, serverImage="nginx:1.29.4")
    _, comment, stack = reviewed(project, tmp_path / "review")
    assert stack["live"]["counts"] == {"replace": 1}
    assert f"- :warning: **Pod `{NAME}` is deleted and made anew: about 30 s without it" in comment
    assert "are lost, as the live preview found** (may lose data and requests)\n" in comment
