"""Say what a rehearsal expects, and end it with a sentence if that does not hold."""

from __future__ import annotations

import subprocess
import sys

from tests.unit.deploy.review.test_inert import STRUCTURE, tokens


def expect(condition: bool, what: str) -> None:
    """End the rehearsal with a sentence unless a condition holds."""
    if not condition:
        sys.exit(f"The rehearsal failed; expected: {what}")


def expect_code(done: subprocess.CompletedProcess[str], code: int, what: str) -> None:
    """Expect that a workflow is green (0) or red (1); else show the end of its log."""
    expect(int(done.returncode != 0) == code, f"{what}\n{done.stdout[-6000:]}{done.stderr[-2000:]}")


def expect_words(text: str, *words: str) -> None:
    """Expect that a text has some words."""
    for each in words:
        expect(each in text, f"{each!r} in\n\n{text[:6000]}")


def expect_inert(comment: str, hostile: str) -> None:
    """Expect that a comment shows a hostile text, and that a parser of Markdown finds only text in it."""
    expect_words(comment, hostile)
    found = list(tokens(comment))
    kinds = {token.type for token in found} - STRUCTURE - {"html_inline", "link_open", "link_close"}
    expect(not kinds, f"no {', '.join(sorted(kinds))} in the comment")
    alive = [token.content for token in found if token.type == "text" and hostile in token.content]
    expect(not alive, f"hostile text in code alone; found {alive}")
