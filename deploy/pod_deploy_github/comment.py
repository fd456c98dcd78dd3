"""Find the pull request of a workflow run, and check the comment that the run has left.

The run executed the pull request's own code. So its artifact is only data, and nothing in it decides where
the comment goes.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import NamedTuple

from pod_deploy_github.api import Api, GitHubError, Json

ARTIFACTS = ("comment-with-preview", "comment")
"""The artifacts that hold a comment, the better one first."""

MOST_CHARACTERS = 65_536
"""GitHub refuses a longer comment: https://github.com/orgs/community/discussions/41331"""

MOST_BYTES = 4 * MOST_CHARACTERS
"""The size of the longest comment in UTF-8."""

_MARKER = "<!-- Sticky Pull Request Comment"
"""The action that posts the comment recognises it by a line that starts so."""

_RESERVED = 100
"""The size of the action's own line."""


class Run(NamedTuple):
    """A workflow run of a pull request, as GitHub describes it in the event."""

    sha: str
    """The head commit."""
    owner: str
    """The owner of the repository that has the head's branch: of a fork, too."""
    branch: str
    """The head's branch."""


class Found(NamedTuple):
    """A comment to post."""

    number: int
    """The number of the pull request."""
    artifact: int
    """The artifact that holds the comment."""
    run: int
    """The run that left the artifact."""


def run_of(event: Json) -> Run:
    """Return the run that started this workflow.

    Raises:
        GitHubError: It is not the run of a pull request, or the fork was deleted meanwhile.
    """
    run: Json = event["workflow_run"]
    if run["event"] != "pull_request":
        raise GitHubError(f"this is a run for the event {run['event']}, and not for a pull request")
    repository: Json = run["head_repository"]
    if not repository:
        raise GitHubError("the repository of the pull request's branch does not exist any more")
    sha = str(run["head_sha"])
    if not re.fullmatch(r"[0-9a-f]{40,64}", sha):
        raise GitHubError(f"{sha[:80]!r} is no commit")
    return Run(sha, str(repository["owner"]["login"]), str(run["head_branch"]))


def find(run: Run, api: Api) -> Found:
    """Return the best comment for the head commit of a run.

    Every run for the commit counts, so it does not matter which one ends first: a comment with a live preview
    is never replaced by one without.

    Raises:
        GitHubError: No open pull request, or more than one, has this head commit; or there is no comment.
    """
    number = _pull_request(run, api)
    runs = api.pages("actions/runs", "workflow_runs", head_sha=run.sha, event="pull_request")
    ids = sorted((int(each["id"]) for each in runs), reverse=True)
    artifacts = {each: list(api.pages(f"actions/runs/{each}/artifacts", "artifacts")) for each in ids}
    for name in ARTIFACTS:
        for run_id, listed in artifacts.items():
            for artifact in listed:
                if artifact["name"] == name and not artifact["expired"]:
                    return Found(number, _checked_size(artifact), run_id)
    raise GitHubError(f"no run for the commit {run.sha} has left a comment")


def _pull_request(run: Run, api: Api) -> int:
    """Return the number of the open pull request whose head is the run's commit.

    `commits/{sha}/pulls` would not find the pull request of a fork.
    """
    listed = api.pages("pulls", state="open", head=f"{run.owner}:{run.branch}")
    numbers = [int(each["number"]) for each in listed if each["head"]["sha"] == run.sha]
    if len(numbers) != 1:
        names = ", ".join(f"#{number}" for number in numbers) or "none"
        raise GitHubError(
            f"one open pull request should have the head commit {run.sha}; found {names}. "
            "After a newer push, the newer run comments"
        )
    return numbers[0]


def _checked_size(artifact: Json) -> int:
    size = int(artifact["size_in_bytes"])
    if size > MOST_BYTES:
        raise GitHubError(f"the artifact has {size:,} bytes; expected at most {MOST_BYTES:,}")
    return int(artifact["id"])


def checked(folder: Path, origin: str) -> str:
    """Return the comment in the folder of a downloaded artifact, under a line that says where it comes from.

    Raises:
        GitHubError: It is no single file, or no text that GitHub takes.
    """
    names = sorted(path.name for path in folder.iterdir())
    if names != ["comment.md"]:
        raise GitHubError(f"the artifact should hold comment.md alone; it holds {len(names)} entries")
    file = folder / "comment.md"
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise GitHubError("comment.md is no regular file")
    if status.st_size > MOST_BYTES:
        raise GitHubError(f"comment.md has {status.st_size:,} bytes; expected at most {MOST_BYTES:,}")
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise GitHubError(f"comment.md is not UTF-8: {error.reason} at byte {error.start}") from error
    return _checked_text(f"{origin}\n\n{text.strip()}\n", text)


def _checked_text(comment: str, text: str) -> str:
    if not text.strip():
        raise GitHubError("comment.md is empty")
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        raise GitHubError("comment.md has a control character")
    if _MARKER in text:
        raise GitHubError("comment.md pretends to be another comment")
    size = len(comment.encode("utf-16-le")) // 2 + _RESERVED
    if size > MOST_CHARACTERS:
        raise GitHubError(f"the comment would have {size:,} characters; GitHub takes {MOST_CHARACTERS:,}")
    return comment


def origin(sha: str, address: str) -> str:
    """Return the first line of a comment: the commit, and where the whole is."""
    return (
        f"<sub>Commit {sha[:12]}. The pull request's own code made this comment in [this run]({address}), "
        "which has the full diff in its artifact `review`.</sub>"
    )
