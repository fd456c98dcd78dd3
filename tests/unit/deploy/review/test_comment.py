"""The comment on a pull request: the golden files, and the size that GitHub takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pod_deploy.review.formats.comment import COMMENT, SUMMARY, comment
from tests.unit.deploy.review.reviews import (
    REVIEWS,
    config_map,
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
    assert "- … and 10 more ConfigMap objects are changed in place" in text
    assert text.count("ConfigMap `page-") == 20 + 2
