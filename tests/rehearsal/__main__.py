"""Rehearse a pull request from a fork: two pushes, and the comment after each (`make rehearse-pr`)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.foreign import JsonObject
from tests.rehearsal.pull_request import BRANCH, NUMBER, PullRequest, mend, opened
from tests.rehearsal.runner import Runner
from tests.unit.deploy.github.server import REPOSITORY, GitHub, serving
from tests.unit.packaging.places import ROOT

FORK = {"owner": {"login": "fork"}, "full_name": f"fork/{REPOSITORY.partition('/')[2]}"}


def main() -> int:
    """Rehearse; print each comment, and return 0."""
    with tempfile.TemporaryDirectory(prefix="rehearse-pr-") as temporary, serving() as github:
        pull_request = opened(ROOT, Path(temporary))
        first = pushed(pull_request, github, Path(temporary), run=1)
        print(f"=== After the first push, which breaks staging ===\n\n{first}")
        mend(pull_request)
        second = pushed(pull_request, github, Path(temporary), run=2)
        print(f"=== After the second push, which mends it ===\n\n{second}")
        expect(len(github.comments) == 1, "one comment, edited in place")
        expect(first != second, "the second push changes the comment")
    return 0


def pushed(pull_request: PullRequest, github: GitHub, folder: Path, run: int) -> str:
    """Run the workflows of a push, and return the comment."""
    head = {"sha": pull_request.head, "label": f"fork:{BRANCH}", "ref": BRANCH, "repo": FORK}
    pull: JsonObject = {
        "number": NUMBER,
        "head": head,
        "base": {"sha": pull_request.base, "ref": "main"},
        "user": {"login": "fork"},
    }
    repository = {"full_name": REPOSITORY, "default_branch": "main"}
    github.pulls = [pull]
    artifacts = folder / f"artifacts-{run}"
    artifacts.mkdir()
    runner = Runner(pull_request.clone, artifacts, github.url)

    event = {"action": "synchronize", "number": NUMBER, "pull_request": pull, "repository": repository}
    review = runner.run("review.yml", "pull_request", event)
    expect(
        (artifacts / "comment").is_dir(), f"a comment as an artifact\n{review.stdout[-6000:]}{review.stderr}"
    )
    expect((review.returncode == 0) == (run == 2), f"review is red only for a broken stack\n{review.stdout}")
    preview = runner.run("preview.yml", "pull_request", event)
    expect(preview.returncode == 0, f"preview is not red without credentials\n{preview.stdout[-3000:]}")
    expect(not (artifacts / "comment-with-preview").exists(), "a fork has no live preview")

    register(github, artifacts, run, pull_request.head)
    ended: JsonObject = {
        "event": "pull_request",
        "conclusion": "failure" if review.returncode else "success",
        "head_sha": pull_request.head,
        "head_branch": BRANCH,
        "head_repository": FORK,
        "pull_requests": [],
    }
    posted = runner.run(
        "comment.yml",
        "workflow_run",
        {"action": "completed", "workflow_run": ended, "repository": repository},
    )
    expect(posted.returncode == 0, f"the comment is posted\n{posted.stdout[-6000:]}{posted.stderr[-2000:]}")
    expect([each["issue"] for each in github.comments] == [NUMBER], "the pull request of the head commit")
    return str(github.comments[0]["body"])


def register(github: GitHub, artifacts: Path, run: int, sha: str) -> None:
    """Let the API list the artifacts of a run; each also has its number as a name."""
    github.runs.append({"id": run, "head_sha": sha})
    listed: list[JsonObject] = []
    for number, folder in enumerate(sorted(path for path in artifacts.iterdir() if path.is_dir()), 10 * run):
        size = sum(file.stat().st_size for file in folder.rglob("*"))
        listed.append({"id": number, "name": folder.name, "size_in_bytes": size, "expired": False})
        (artifacts / str(number)).symlink_to(folder.name)
    github.artifacts[run] = listed


def expect(condition: bool, what: str) -> None:
    """End the rehearsal with a sentence unless a condition holds."""
    if not condition:
        sys.exit(f"The rehearsal failed; expected: {what}")


if __name__ == "__main__":
    sys.exit(main())
