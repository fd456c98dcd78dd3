"""The comment on a pull request: the golden files, and the size that GitHub takes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pod_deploy.review.formats.comment import COMMENT, SUMMARY, Budget, comment
from pod_deploy.review.formats.text import as_text
from pod_deploy.review.policies import Verdict
from pod_deploy.review.reviewed import Review
from tests.unit.deploy.review.reviews import (
    FINDING,
    PROD,
    REVIEWS,
    ROLLED,
    UNCHANGED,
    broken,
    config_map,
    pod,
    review,
    side,
    stack,
)

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("name", REVIEWS)
def test_comment_is_the_golden_one(name: str) -> None:
    """Compare with a golden file; `WRITE_GOLDEN=1` writes it anew, for a person to read."""
    file = GOLDEN / f"{name}.md"
    text = comment(REVIEWS[name]())
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_each_golden_comment_has_a_review() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(REVIEWS)


@pytest.mark.parametrize("name", REVIEWS)
def test_github_takes_the_comment_and_the_summary(name: str) -> None:
    made = REVIEWS[name]()
    assert COMMENT.size(comment(made)) <= 65_536
    assert SUMMARY.size(comment(made, SUMMARY)) <= 1024 * 1024


def test_summary_of_30_large_objects_fits_and_says_what_is_left_out() -> None:
    before = [config_map(f"page-{number}", "old\n" * 23_000) for number in range(30)]
    after = [config_map(f"page-{number}", "new\n" * 23_000) for number in range(30)]
    text = comment(review(stack("prod", side(*before), side(*after))), SUMMARY)
    assert SUMMARY.size(text) <= 1024 * 1024
    assert "**Left out, because GitHub takes at most 1,048,576 bytes:** 28 diffs." in text
    assert "The artifact `review` has everything, in `full.diff` and `review.json`." in text
    assert "- **Each of 30 ConfigMap objects is changed in place: " in text
    assert text.count("ConfigMap `page-") == 2


def test_objects_that_are_left_out_are_counted_one_by_one() -> None:
    made = review(stack("prod", side(), side(*(config_map(f"page-{number}", "x") for number in range(9)))))
    tiny = Budget(1_290, "bytes", len)
    assert "**Left out, because GitHub takes at most 1,290 bytes:** 9 diffs, 9 objects." in comment(
        made, tiny
    )


def test_what_may_lose_something_comes_before_new_findings_and_those_before_other_objects() -> None:
    verdict = Verdict((FINDING._replace(is_new=True),))
    before, after = side(config_map("page", "x"), pod()), side(config_map("page", "y"), pod(image="a:1"))
    for text in (comment(made := review(stack("dev", before, after, verdict))), as_plain(made)):
        places = [
            text.index(words) for words in ("restarts its container", "ew finding", "is changed in place")
        ]
        assert places == sorted(places)


def test_stacks_come_by_urgency_in_every_format_for_people() -> None:
    made = review(
        UNCHANGED,
        stack("a", side(*PROD), side(PROD[0], ROLLED)),
        stack("b", side(pod()), None),
        stack("c", side(), broken("no")),
    )
    shown = re.findall(r"^\| (?::warning: )?`(\w+)`", comment(made), re.MULTILINE)
    assert shown == re.findall(r"^Stack (\w+)", as_plain(made), re.MULTILINE) == ["c", "b", "a", "staging"]


def as_plain(made: Review) -> str:
    return "\n".join(line.text for line in as_text(made))
