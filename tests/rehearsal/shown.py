"""Print comments as a person sees them on the page, and keep them as they are."""

from __future__ import annotations

import re
from pathlib import Path

from pod_deploy.review.formats.comment import comment
from tests.rehearsal.expectations import expect
from tests.unit.deploy.review.reviews import REVIEWS
from tests.unit.deploy.review.test_comment import GOLDEN
from tests.unit.packaging.places import ROOT

FOLDER = ROOT / ".state" / "rehearse-pr"
"""Holds each comment as it is."""

_SUMMARY = re.compile(r"<details><summary>(.*)</summary>")
_FENCE = re.compile(r"(`{3,})(\w*)$")


def show(title: str, text: str) -> None:
    """Print a text under a title with its parts folded, and keep the whole in a file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{re.sub('[^a-z0-9]+', '-', title.lower()).strip('-')}.md").write_text(text, encoding="utf-8")
    print(f"\n=== {title} ===\n\n{as_seen(text)}", flush=True)


def show_golden() -> None:
    """Print the comment of each golden situation, as the module writes it now."""
    for name, made in REVIEWS.items():
        text = comment(made())
        expect(text == (GOLDEN / f"{name}.md").read_text(encoding="utf-8"), f"the golden comment {name}.md")
        show(f"Golden comment: {name.replace('-', ' ')}", text)


def as_seen(text: str) -> str:
    """Return Markdown with one line in place of each folded part and each diagram."""
    shown: list[str] = []
    summary, fence, hidden = "", "", 0
    for line in text.splitlines():
        opened, closed = _FENCE.fullmatch(line), bool(fence) and line == fence
        if found := None if fence else _SUMMARY.fullmatch(line):
            summary, hidden = found[1], 0
        elif summary and not fence and line == "</details>":
            shown.append(f"▸ {summary} ({hidden} lines, folded)")
            summary = ""
        elif not summary and opened and not fence and opened[2] == "mermaid":
            shown.append("[a diagram]")
            hidden = -1
        elif not summary and hidden >= 0:
            shown.append(line)
        hidden += 1 if summary else 0
        if closed:
            fence, hidden = "", max(hidden, 0)
        elif opened and not fence:
            fence = opened[1]
    return "\n".join(shown).rstrip()


def forget_earlier() -> None:
    """Delete the comments of an earlier rehearsal."""
    for file in FOLDER.glob("*.md"):
        Path(file).unlink()
