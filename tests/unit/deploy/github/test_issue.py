"""The one issue on drift: it is opened, updated and closed."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from pod_deploy_github.api import Api
from pod_deploy_github.issue import keep
from tests.unit.deploy.github.server import REPOSITORY, TOKEN, GitHub, serving

REPORT = "### `prod`\n\n- Deployment `mc1` was changed\n"


@pytest.fixture
def github() -> Generator[GitHub]:
    with serving() as github:
        yield github


def kept(github: GitHub, report: str) -> str:
    return keep(report, Api(github.url, REPOSITORY, TOKEN))


def test_drift_opens_one_issue_and_only_one(github: GitHub) -> None:
    assert kept(github, REPORT) == "Opened issue #70."
    assert kept(github, REPORT) == "Issue #70 says so already."
    assert github.changes == ["POST issues"]
    assert "Deployment `mc1` was changed" in github.issues[0]["body"]


def test_other_drift_updates_the_issue(github: GitHub) -> None:
    kept(github, REPORT)
    assert kept(github, REPORT.replace("mc1", "mc2")) == "Updated issue #70."
    assert "mc2" in github.issues[0]["body"]


def test_issue_is_closed_when_the_drift_is_gone(github: GitHub) -> None:
    kept(github, REPORT)
    assert kept(github, "\n") == "The drift is gone: closed issue #70."
    assert (github.issues[0]["state"], github.comments[0]["body"]) == (
        "closed",
        "The last check found no drift.",
    )
    assert kept(github, REPORT) == "Opened issue #71."


def test_nothing_happens_without_drift(github: GitHub) -> None:
    github.issues.append({"number": 3, "state": "open", "body": "a person's own issue"})
    github.issues.append({"number": 4, "state": "open", "body": None})
    assert kept(github, "") == "There is no drift, and no open issue."
    assert github.changes == []


def test_long_report_is_cut_between_lines(github: GitHub) -> None:
    kept(github, "- Deployment `mc1` was changed\n" * 5000)
    body = github.issues[0]["body"]
    assert len(body) <= 65_536
    assert body.endswith("was changed\n\nThe rest is in the run's artifact.\n")
