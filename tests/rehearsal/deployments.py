"""Rehearse what happens to main: the plan, the deployments, and the nightly search for drift."""

from __future__ import annotations

from pathlib import Path

from tests.foreign import JsonObject
from tests.rehearsal.comments import DEPLOYMENT, REPOSITORY_OF_EVENT, SERVICE, variables
from tests.rehearsal.expectations import expect, expect_code, expect_words
from tests.rehearsal.pull_request import PullRequest
from tests.rehearsal.runner import Runner
from tests.rehearsal.shown import show
from tests.rehearsal.stand_ins import StandIns, changed, edited
from tests.unit.deploy.github.server import GitHub

ON = variables(PULUMI_DEPLOYMENTS="true")


def rehearse_deployment(github: GitHub, pull_request: PullRequest, folder: Path) -> None:
    """Rehearse the deployment after a merge; a plan that fails deploys nothing."""
    stand_ins = StandIns(folder / "stand-ins-of-deployments")
    stand_ins.preview_of("prod", changed(DEPLOYMENT, "mc1-prod/mc1"))
    artifacts = folder / "deployment"
    artifacts.mkdir()
    runner = Runner(pull_request.clone, artifacts, github.url, stand_ins.environment)
    event: JsonObject = {
        "ref": "refs/heads/main",
        "after": pull_request.head,
        "repository": REPOSITORY_OF_EVENT,
    }
    expect_code(runner.run("deploy.yml", "push", event), 0, "without the variable nobody sees red")
    expect(not (artifacts / "plan").exists(), "without the variable there is no plan")
    stand_ins.break_preview_of("prod")
    expect_code(runner.run("deploy.yml", "push", event, **ON), 1, "a plan that fails is red")
    expect(
        list(stand_ins.operations()) == ["preview staging", "preview prod"],
        "nothing is deployed without a plan",
    )
    stand_ins.break_preview_of("prod", broken=False)
    expect_code(runner.run("deploy.yml", "push", event, **ON), 0, "the deployment is green")
    operations = list(stand_ins.operations())
    wanted = ["preview staging", "preview prod", "up staging", "up prod"]
    expect(operations == wanted, f"the plans, then staging, then prod; found {operations}")
    plan = (artifacts / "plan" / "summary.md").read_text(encoding="utf-8")
    show("The plan that is read before prod is approved", plan)
    expect_words(plan, "### `staging`: no change\n", "### `prod`: 1 to update\n", "```text\npreview: one\n")
    logins = set((artifacts / "logins").read_text(encoding="utf-8").split())
    expect(logins == {"aws", "google", "azure", "org"}, f"every cloud that is set up; found {logins}")


def rehearse_drift(github: GitHub, pull_request: PullRequest, folder: Path) -> None:
    """Rehearse three nights: drift opens the issue, other drift updates it, none closes it."""
    stand_ins = StandIns(folder / "stand-ins-of-drift")
    nights: list[tuple[list[JsonObject], str, str]] = [
        (edited(SERVICE, "mc1-prod/mc1"), "open", "- Service `mc1` was changed"),
        (edited(DEPLOYMENT, "mc1-prod/mc1"), "open", "- Deployment `mc1` was changed"),
        ([], "closed", "- Deployment `mc1` was changed"),
    ]
    github.changes.clear()
    for number, (events, state, words) in enumerate(nights):
        stand_ins.preview_of("prod", *events)
        artifacts = folder / f"drift-{number}"
        artifacts.mkdir()
        runner = Runner(pull_request.clone, artifacts, github.url, stand_ins.environment)
        done = runner.run("drift.yml", "schedule", {"repository": REPOSITORY_OF_EVENT}, **ON)
        expect_code(done, 0, "the search for drift is green")
        (issue,) = github.issues
        expect(issue["state"] == state, f"the issue is {state}")
        expect_words(issue["body"], "### `prod`", words)
        show(f"The issue on drift, night {number + 1}: {state}", f"{issue['title']}\n\n{issue['body']}")
    opened, updated, *closed = github.changes
    expect((opened, updated) == ("POST issues", "PATCH issues/70"), "one issue, updated in place")
    expect(closed == ["POST issues/70/comments", "PATCH issues/70"], "it is closed with a word")
