"""Rehearse pull requests: one from a fork with two pushes, and one from a branch with live previews."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.foreign import JsonObject
from tests.rehearsal.expectations import expect, expect_code, expect_inert, expect_words
from tests.rehearsal.pull_request import (
    BRANCH,
    HOSTILE,
    NUMBER,
    PullRequest,
    from_a_branch,
    from_a_fork,
    mend,
)
from tests.rehearsal.runner import Runner
from tests.rehearsal.shown import show
from tests.rehearsal.stand_ins import LOGIN, StandIns, changed, edited
from tests.unit.deploy.github.server import REPOSITORY, GitHub
from tests.unit.packaging.places import ROOT

FORK = {"owner": {"login": "fork"}, "full_name": f"fork/{REPOSITORY.partition('/')[2]}"}
OURS = {"owner": {"login": REPOSITORY.partition("/")[0]}, "full_name": REPOSITORY}
REPOSITORY_OF_EVENT = {"full_name": REPOSITORY, "default_branch": "main"}

DEPLOYMENT, SERVICE = "kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service"


def rehearse_fork(github: GitHub, folder: Path) -> None:
    """Rehearse a pull request from a fork: two pushes, and the comment after each."""
    pull_request = from_a_fork(ROOT, folder / "fork")
    first = _pushed(pull_request, github, folder / "run-1", broken=True)
    show("Pull request from a fork, after the push that breaks staging", first)
    expect_words(
        first,
        "| :warning: `staging` **cannot be rendered** |",
        "- :warning: **This stack cannot be rendered: `stacks/Pulumi.staging.yaml: replicsa is not a key",
        "did you mean replicas?`**",
        "- :warning: **Destroy this stack before you merge: `pod-deploy destroy --stack dev`. Nothing else",
        "| `edge` new | 2 |",
        "- :warning: **New finding:** Deployment `mc1-edge`",
        "(`security-not-restricted`)",
        "- **Deployment `mc1` rolls 3 Pods**\n  - `containers[1st].image`: `nginxinc/nginx-unprivileged:",
    )
    expect_inert(first, HOSTILE.replace("##[", "#\u200b#["))
    mend(pull_request)
    second = _pushed(pull_request, github, folder / "run-2", broken=False)
    show("The same, after the push that mends it", second)
    expect("cannot be rendered" not in second, "no word of the mended mistake")
    expect_words(second, "| `staging` |", "- **Deployment `mc1` rolls 3 Pods**")
    changes = ["POST issues/7/comments", "PATCH issues/comments/1000"]
    expect(github.changes == changes, f"one comment, edited in place; found {github.changes}")


def _pushed(pull_request: PullRequest, github: GitHub, artifacts: Path, *, broken: bool) -> str:
    """Run the workflows of a push to the fork, and return the comment."""
    event = _event(pull_request, github, FORK)
    artifacts.mkdir()
    runner = Runner(pull_request.clone, artifacts, github.url)
    review = runner.run("review.yml", "pull_request", event)
    expect_code(review, int(broken), "review is red only for a broken stack")
    orders = re.findall(r"^.*\|\s*::error::hijacked.*$|^.*##\[error]hijacked.*$", review.stdout, re.MULTILINE)
    expect(not orders, f"no order to GitHub's runner; found {orders}")
    preview = runner.run("preview.yml", "pull_request", event, PULUMI_PREVIEWS="true")
    expect_code(preview, 0, "a fork's preview is skipped, and not red")
    expect(not (artifacts / "comment-with-preview").exists(), "a fork has no live preview")
    return _commented(pull_request, github, runner, FORK)


def rehearse_branch(github: GitHub, folder: Path) -> PullRequest:
    """Rehearse a pull request with live previews, of which one fails; return it."""
    pull_request = from_a_branch(ROOT, folder / "branch")
    stand_ins = StandIns(folder / "stand-ins-of-previews")
    stand_ins.preview_of("prod", changed(DEPLOYMENT, "mc1-prod/mc1"), *edited(SERVICE, "mc1-prod/mc1"))
    stand_ins.break_preview_of("staging")
    event = _event(pull_request, github, OURS)
    artifacts = folder / "run-3"
    artifacts.mkdir()
    runner = Runner(pull_request.clone, artifacts, github.url, stand_ins.environment)
    expect_code(runner.run("preview.yml", "pull_request", event), 0, "without the variable nobody sees red")
    expect(not list(artifacts.glob("comment*")), "without the variable there is no live preview")
    done = runner.run("preview.yml", "pull_request", event, **variables(PULUMI_PREVIEWS="true"))
    expect_code(done, 1, "a preview that fails is red")
    comment = _commented(pull_request, github, runner, OURS)
    show("Pull request from a branch, with live previews", comment)
    expect_words(
        comment,
        "| policies | live preview |",
        "| no finding | 2 to update; 1 changed by hand |",
        "Changed by hand on the cluster, and not by this pull request. A deployment undoes it:\n\n- Service",
        "- :warning: **The live preview failed:** `The Pulumi CLI failed: size: too big`",
        "<details><summary>Log of the live preview</summary>",
    )
    previewed = [f"preview {stack}" for stack in ("dev", "prod", "staging")]
    expect(sorted(stand_ins.operations()) == previewed, "one preview for each stack")
    return pull_request


def variables(**more: str) -> Mapping[str, str]:
    """Return the variables of a repository that is set up, with the clouds of all rows of the table."""
    clouds = {"AWS_ROLE": "aws", "GOOGLE_PROVIDER": "google", "AZURE_CLIENT": "azure", "PULUMI_ORG": "org"}
    return {**clouds, "PULUMI_BACKEND_URL": "file://~", "CLUSTER_LOGIN": LOGIN, **more}


def _event(pull_request: PullRequest, github: GitHub, repository: JsonObject) -> JsonObject:
    """Let the API list a pull request, and return the event of a push to it."""
    owner = repository["owner"]["login"]
    head = {"sha": pull_request.head, "label": f"{owner}:{BRANCH}", "ref": BRANCH, "repo": repository}
    base = {"sha": pull_request.base, "ref": "main"}
    pull: JsonObject = {"number": NUMBER, "head": head, "base": base, "user": {"login": owner}}
    github.pulls = [pull]
    return {
        "action": "synchronize",
        "number": NUMBER,
        "pull_request": pull,
        "repository": REPOSITORY_OF_EVENT,
    }


def _commented(pull_request: PullRequest, github: GitHub, runner: Runner, repository: JsonObject) -> str:
    """Run the workflow that comments, after one that has left a comment; return the comment."""
    number = int(runner.artifacts.name.rpartition("-")[2])
    _register(github, runner.artifacts, number, pull_request.head)
    ended: JsonObject = {
        "event": "pull_request",
        "conclusion": "failure",
        "head_sha": pull_request.head,
        "head_branch": BRANCH,
        "head_repository": repository,
        "pull_requests": [],
    }
    event: JsonObject = {"action": "completed", "workflow_run": ended, "repository": REPOSITORY_OF_EVENT}
    expect_code(runner.run("comment.yml", "workflow_run", event), 0, "the comment is posted")
    expect([each["issue"] for each in github.comments] == [NUMBER], "the pull request of the head commit")
    return str(github.comments[0]["body"])


def _register(github: GitHub, artifacts: Path, run: int, sha: str) -> None:
    """Let the API list the artifacts of a run; each also has its number as a name."""
    github.runs.append({"id": run, "head_sha": sha})
    listed: list[JsonObject] = []
    for number, folder in enumerate(sorted(path for path in artifacts.iterdir() if path.is_dir()), 10 * run):
        size = sum(file.stat().st_size for file in folder.rglob("*"))
        listed.append({"id": number, "name": folder.name, "size_in_bytes": size, "expired": False})
        (artifacts / str(number)).symlink_to(folder.name)
    github.artifacts[run] = listed
