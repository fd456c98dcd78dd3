"""Show a review on standard output, and write its files."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from pod_deploy.review.formats.as_json import as_json
from pod_deploy.review.formats.comment import SUMMARY, comment
from pod_deploy.review.formats.diffs import full_diff
from pod_deploy.review.formats.text import as_text
from pod_deploy.review.reviewed import Review
from pod_deploy.shown.progress import stdout

FormatName = Literal["text", "markdown", "json"]
"""A format on standard output."""


def show(review: Review, format_name: FormatName) -> None:
    """Print a review."""
    match format_name:
        case "text":
            console = stdout()
            for line in as_text(review):
                console.print(line.text, style=line.style)
        case "markdown":
            click.echo(comment(review), nl=False)
        case "json":
            click.echo(as_json(review), nl=False)


def write(review: Review, folder: Path) -> None:
    """Write a review as a comment, as a job's summary, as one diff, and as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "comment.md": comment(review),
        "summary.md": comment(review, SUMMARY),
        "full.diff": full_diff(review),
        "review.json": as_json(review),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
