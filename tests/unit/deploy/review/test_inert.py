"""No text of a program, a file or a checker breaks out of the review, or commands GitHub's runner."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pod_deploy.review.formats.as_json import as_json
from pod_deploy.review.formats.comment import COMMENT, comment
from pod_deploy.review.formats.diffs import full_diff
from pod_deploy.review.formats.inert import cell, code, fence, one_line, visible, without_commands
from pod_deploy.review.formats.live_report import drift_report, plan_report
from pod_deploy.review.formats.text import as_text
from pod_deploy.review.reviewed import Drift, LivePreview, Review
from tests.unit.deploy.review.reviews import ESCAPES, hostile

bounded = settings(max_examples=60, deadline=None, derandomize=True, database=None)
PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
OWN_HTML = {
    "<details><summary>Full diff</summary>",
    "<details><summary>Findings that the base has too</summary>",
    "<details><summary>Log of the live preview</summary>",
    "</details>",
}
STRUCTURE = {
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "strong_open", "strong_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
    *("inline", "softbreak", "text", "code_inline", "fence", "html_block"),
}
SIGN = "Zq9"
"""Stands in every hostile text, so that its place in the comment can be found."""

PIECES = st.sampled_from(
    [
        *(
            "`",
            "``",
            "```",
            "`````",
            "~~~",
            "\n",
            "\r",
            "\n\n",
            "\t",
            " ",
            "    ",
            "|",
            "\\",
            "\\`",
            "*",
            "_",
            "~~",
        ),
        *(
            "<!--",
            "-->",
            "<details>",
            "</details>",
            "</summary>",
            "<img src=x onerror=alert(1)>",
            "<a href=//e>",
        ),
        *(
            "@octocat",
            "@org/team",
            "#1",
            "org/repo#1",
            "GH-1",
            "[a](http://e.example)",
            "![a](//e)",
            "[a]: //e",
        ),
        *(
            "https://e.example",
            "www.e.example",
            "&lt;",
            "&#64;",
            "::error::no",
            "::stop-commands::x",
            "##[error]",
        ),
        *(
            "# ",
            "- ",
            "1. ",
            "> ",
            "---",
            "===",
            "$x$",
            "\x1b[2J",
            "\u202e",
            "\u200b",
            "\u2028",
            "\x85",
            "\x00",
        ),
    ]
)
HOSTILE = st.lists(PIECES | st.text(max_size=6), max_size=12).map(lambda parts: SIGN + "".join(parts) + SIGN)


def tokens(markdown: str) -> Iterator[Token]:
    """Yield every token of a document."""
    for token in PARSER.parse(markdown):
        yield token
        yield from token.children or ()


def structure(review: Review) -> list[str]:
    """Return the structure of a comment without its words."""
    return [token.type for token in tokens(comment(review)) if token.type not in ("text", "softbreak")]


@bounded
@given(HOSTILE)
@example(f"{SIGN}{ESCAPES}{SIGN}")
def test_comment_of_hostile_input_holds_nothing_but_text(text: str) -> None:
    found = list(tokens(comment(hostile(text))))
    assert {token.type for token in found} <= STRUCTURE
    html = {line for token in found if token.type == "html_block" for line in token.content.splitlines()}
    assert html <= OWN_HTML
    assert {token.info for token in found if token.type == "fence"} <= {"diff", "mermaid", "text"}
    assert not [token.content for token in found if token.type == "text" and SIGN in token.content]


@bounded
@given(HOSTILE)
@example(f"{SIGN}{ESCAPES}{SIGN}")
def test_reports_of_live_previews_hold_nothing_but_text(text: str) -> None:
    live = LivePreview({text: 1}, drift=(Drift(text, text, is_gone=True),), error=text, log=text)
    for report in (plan_report({text: live}), drift_report({text: live})):
        found = list(tokens(report))
        assert {token.type for token in found} <= STRUCTURE - {"html_block"}
        assert not [token.content for token in found if token.type == "text" and SIGN in token.content]


@bounded
@given(HOSTILE)
def test_hostile_input_has_the_structure_of_harmless_input(text: str) -> None:
    harmless = f"{SIGN}\n{SIGN}" if "\n" in text else f"{SIGN}{SIGN}"
    assert structure(hostile(text)) == structure(hostile(harmless))


@bounded
@given(HOSTILE)
@example(f"{SIGN}{ESCAPES}{SIGN}")
def test_no_output_has_a_workflow_command(text: str) -> None:
    review = hostile(text)
    for printed in (comment(review), as_json(review), *(line.text for line in as_text(review))):
        assert not re.search(r"^\s*::", printed, re.MULTILINE)
        assert "##[" not in printed


@bounded
@given(HOSTILE)
def test_output_holds_no_control_character(text: str) -> None:
    review = hostile(text)
    lines = [line for printed in (comment(review), as_json(review)) for line in printed.split("\n")]
    lines += [line.text for line in as_text(review)]
    gap = "\u200b"
    assert [line for line in lines if not line.replace(gap, "").replace("\t", "").isprintable()] == []


@bounded
@given(HOSTILE)
def test_comment_fits_whatever_it_shows(text: str) -> None:
    assert COMMENT.size(comment(hostile(text * 200))) <= COMMENT.limit


@given(st.text())
def test_inline_code_reads_back_as_its_text(text: str) -> None:
    (paragraph,) = [token for token in PARSER.parse(f"a {code(text)} b") if token.type == "inline"]
    inside = [token for token in paragraph.children or () if token.type == "code_inline"]
    assert [token.content for token in inside] == [one_line(text) or "(empty)"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x1b[2Jb", r"a\x1b[2Jb", id="terminal"),
        pytest.param("a\u202eb", r"a\u202eb", id="direction of writing"),
        pytest.param("a\ud800b", r"a\ud800b", id="half a character"),
        pytest.param("ä → 日本", "ä → 日本", id="other scripts"),
    ],
)
def test_control_characters_are_shown_as_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_fence_is_longer_than_any_run_in_it() -> None:
    assert fence("a\n`````\nb", "diff") == "``````diff\na\n`````\nb\n``````\n"


def test_bar_cannot_begin_the_next_cell() -> None:
    assert cell("a|b") == "`au007cb`"


def test_workflow_command_is_broken_behind_blanks_too() -> None:
    assert (
        without_commands("a ::x\n  ::error::b\n##[group]c") == "a ::x\n  :\u200b:error::b\n#\u200b#[group]c"
    )


def test_full_diff_is_exact() -> None:
    assert "## [error]" not in full_diff(hostile("##[error]"))
    assert "##[error]" in full_diff(hostile("##[error]"))
