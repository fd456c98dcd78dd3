"""The comment of a workflow run: which pull request gets it, and what is refused."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from pod_deploy.review.formats.comment import COMMENT, comment
from pod_deploy.review.policies import Verdict
from pod_deploy.review.reviewed import Drift, LivePreview
from pod_deploy_github.api import Api, GitHubError
from pod_deploy_github.comment import MOST_BYTES, Found, checked, find, origin, run_of
from tests.foreign import JsonObject
from tests.unit.deploy.github.server import REPOSITORY, TOKEN, GitHub, serving
from tests.unit.deploy.review.reviews import FINDING, manifest, review, side, stack

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def github() -> Generator[GitHub]:
    with serving() as github:
        yield github


def api(github: GitHub) -> Api:
    return Api(github.url, REPOSITORY, TOKEN)


def event(owner: str = "fork", sha: str = SHA, kind: str = "pull_request") -> JsonObject:
    head = {"owner": {"login": owner}}
    return {
        "workflow_run": {
            "event": kind,
            "head_sha": sha,
            "head_branch": "patch-1",
            "head_repository": head,
            # GitHub leaves this empty for a fork: https://github.com/orgs/community/discussions/25220
            "pull_requests": [],
        }
    }


def pull(number: int, owner: str = "fork", sha: str = SHA) -> JsonObject:
    return {"number": number, "head": {"label": f"{owner}:patch-1", "sha": sha}}


def artifact(name: str, number: int, size: int = 900, expired: bool = False) -> JsonObject:
    return {"name": name, "id": number, "size_in_bytes": size, "expired": expired}


def add_run(github: GitHub, number: int, *artifacts: JsonObject, sha: str = SHA) -> None:
    github.runs.append({"id": number, "head_sha": sha})
    github.artifacts[number] = list(artifacts)


def test_fork_gets_its_comment(github: GitHub) -> None:
    github.pulls = [pull(4, "owner"), pull(7)]
    add_run(github, 1, artifact("review", 10), artifact("comment", 11))
    assert find(run_of(event()), api(github)) == Found(number=7, artifact=11, run=1)


def test_comment_with_a_preview_wins_in_whatever_order_the_runs_end(github: GitHub) -> None:
    github.pulls = [pull(7)]
    add_run(github, 1, artifact("comment-with-preview", 11))
    add_run(github, 2, artifact("comment", 12))
    assert find(run_of(event()), api(github)).artifact == 11


def test_newest_comment_wins(github: GitHub) -> None:
    github.pulls = [pull(7)]
    add_run(github, 1, artifact("comment", 11))
    add_run(github, 3, artifact("comment", 13, expired=True))
    add_run(github, 2, artifact("comment", 12))
    assert find(run_of(event()), api(github)).artifact == 12


def test_comment_is_found_behind_a_hundred_others(github: GitHub) -> None:
    github.pulls = [*(pull(number, sha="f" * 40) for number in range(1, 131)), pull(200)]
    add_run(github, 1, *(artifact("log", 100 + each) for each in range(130)), artifact("comment", 11))
    assert find(run_of(event()), api(github)) == Found(200, 11, 1)


def test_commit_that_is_no_longer_the_head_gets_no_comment(github: GitHub) -> None:
    github.pulls = [pull(7, sha="f" * 40)]
    add_run(github, 1, artifact("comment", 11))
    with pytest.raises(GitHubError, match="found none"):
        find(run_of(event()), api(github))


def test_two_pull_requests_of_one_commit_get_no_comment(github: GitHub) -> None:
    github.pulls = [pull(7), pull(8)]
    with pytest.raises(GitHubError, match="found #7, #8"):
        find(run_of(event()), api(github))


def test_run_without_a_comment_is_a_sentence(github: GitHub) -> None:
    github.pulls = [pull(7)]
    add_run(github, 1, artifact("comment", 11), sha="e" * 40)
    with pytest.raises(GitHubError, match="no run for the commit 0123"):
        find(run_of(event()), api(github))


def test_large_artifact_is_not_downloaded(github: GitHub) -> None:
    github.pulls = [pull(7)]
    add_run(github, 1, artifact("comment", 11, size=MOST_BYTES + 1))
    with pytest.raises(GitHubError, match="expected at most 262,144"):
        find(run_of(event()), api(github))


@pytest.mark.parametrize("kind", ["push", "pull_request_target", "workflow_dispatch"])
def test_only_a_run_of_a_pull_request_can_comment(kind: str) -> None:
    with pytest.raises(GitHubError, match="not for a pull request"):
        run_of(event(kind=kind))


def test_deleted_fork_is_a_sentence() -> None:
    gone = event()
    gone["workflow_run"]["head_repository"] = None
    with pytest.raises(GitHubError, match="does not exist any more"):
        run_of(gone)


def test_wrong_token_is_a_sentence(github: GitHub) -> None:
    with pytest.raises(GitHubError, match=r"GitHub refuses GET .* with 401: .*Bad credentials"):
        find(run_of(event()), Api(github.url, REPOSITORY, "wrong"))


def left(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "comment.md").write_bytes(content)
    return tmp_path


def test_comment_says_where_it_comes_from_before_anything_of_the_pull_request(tmp_path: Path) -> None:
    line = origin(SHA, "https://github.com/owner/name/actions/runs/1")
    text = checked(left(tmp_path, b"<!--\n```"), line)
    assert text == f"{line}\n\n<!--\n```\n"
    assert "Commit 0123456789ab." in line


def test_fullest_comment_of_the_review_fits_below_the_longest_address(tmp_path: Path) -> None:
    verdict = Verdict(tuple(FINDING._replace(name=f"web-{number}") for number in range(500)))
    kinds = ("ConfigMap", "Deployment", "Pod", "Service")
    objects = [manifest(kind, f"{kind.lower()}-{number}") for number in range(600) for kind in kinds]
    live = LivePreview(
        drift=tuple(Drift("Service", f"web-{number}", is_gone=True) for number in range(2_000))
    )
    text = comment(review(stack("prod", side(*objects), side(), verdict).with_live(live)))
    assert COMMENT.size(text) > 64_000
    address = f"https://github.com/{'o' * 39}/{'n' * 100}/actions/runs/{10**12}"
    assert checked(left(tmp_path, text.encode()), origin(SHA, address))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\xff\xfe", "not UTF-8: invalid start byte at byte 0"),
        (b"a\x00b", "control character"),
        (b"\x1b[31m", "control character"),
        (b"<!-- Sticky Pull Request Commentother -->", "pretends to be another comment"),
        (b"a" * 65_536, "GitHub takes 65,536"),
        (("😀" * 32_768).encode(), "GitHub takes 65,536"),
        (b"a" * (MOST_BYTES + 1), "expected at most 262,144"),
    ],
    ids=lambda value: str(value[:12]),
)
def test_text_that_github_or_a_reader_would_not_take_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(GitHubError, match=reason):
        checked(left(tmp_path, content), "origin")


def test_second_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "number").write_text("1", encoding="utf-8")
    with pytest.raises(GitHubError, match=r"comment\.md alone; it holds 2 entries"):
        checked(left(tmp_path, b"text"), "origin")


def test_link_to_a_file_of_the_runner_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("token", encoding="utf-8")
    folder = tmp_path / "artifact"
    folder.mkdir()
    (folder / "comment.md").symlink_to(tmp_path / "secret")
    with pytest.raises(GitHubError, match="no regular file"):
        checked(folder, "origin")
