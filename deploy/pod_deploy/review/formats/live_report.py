"""The results of live previews in Markdown: the plan of a deployment, and the drift of all stacks."""

from __future__ import annotations

from collections.abc import Mapping

from pod_deploy.review.formats.inert import code, fence, quoted
from pod_deploy.review.formats.text import drift_of, in_short
from pod_deploy.review.reviewed import LivePreview


def plan_report(previews: Mapping[str, LivePreview]) -> str:
    """Return what a deployment of each stack would do, with the CLI's whole output."""
    return "".join(_plan(stack, live) for stack, live in previews.items())


def drift_report(previews: Mapping[str, LivePreview]) -> str:
    """Return the objects that were changed by hand, by stack; empty if there are none."""
    return "".join(_drift(stack, live) for stack, live in previews.items() if live.drift)


def _plan(stack: str, live: LivePreview) -> str:
    error = f"The preview failed: {code(live.error, 600)}\n\n" if live.error else ""
    log = fence(live.log, "text") if live.log.strip() else ""
    return f"### {code(stack)}: {in_short(live)}\n\n{error}{log}\n"


def _drift(stack: str, live: LivePreview) -> str:
    lines = "".join(f"- {quoted(sentence)}\n" for sentence in drift_of(live))
    return f"### {code(stack)}\n\nChanged by hand; a deployment would undo it:\n\n{lines}\n"
