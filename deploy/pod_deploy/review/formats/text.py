"""The format for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pod_deploy.review.effects import Action, Effect
from pod_deploy.review.formats.fields import MOST_FIELDS, path_of, values_of
from pod_deploy.review.formats.inert import one_line, plain, without_commands
from pod_deploy.review.policies import Finding
from pod_deploy.review.reviewed import Review, StackReview, State

_SIGNS: dict[Action, tuple[str, str]] = {
    Action.CREATED: ("+", "green"),
    Action.CHANGED: ("~", "yellow"),
    Action.ROLLED: ("~", "yellow"),
    Action.REPLACED: ("+-", "magenta"),
    Action.DELETED: ("-", "red"),
    Action.UNCHANGED: (" ", "dim"),
}


class Line(NamedTuple):
    """A line of the output."""

    text: str
    """The line."""
    style: str = ""
    """Its style on a terminal."""


def as_text(review: Review) -> list[Line]:
    """Return a review as lines; no line is a workflow command."""
    lines = [line for stack in review.stacks for line in _stack(stack)]
    return [Line(without_commands(line.text), line.style) for line in lines]


def _stack(stack: StackReview) -> Iterator[Line]:
    name = one_line(stack.name)
    state = f" ({stack.state})" if stack.state in (State.NEW, State.DELETED, State.BROKEN) else ""
    yield Line(f"Stack {name}{state}: {summary(stack)}", "bold")
    for note in stack.notes:
        yield Line(
            f"  {'!' if note.risk else '·'} {plain(note.sentence)}{_risk(note.risk)}",
            "red" if note.risk else "",
        )
    for effect in stack.told:
        yield from _object(effect)
    for finding in stack.verdict.findings:
        if finding.is_new:
            yield Line(f"  ! new finding: {said_of(finding)}", "red")


def _object(effect: Effect) -> Iterator[Line]:
    sign, style = _SIGNS[effect.action]
    yield Line(
        f"  {'!' if effect.risk else ' '}{sign:<2} {plain(effect.sentence)}{_risk(effect.risk)}", style
    )
    fields = effect.change.fields
    for field in fields[:MOST_FIELDS]:
        values = values_of(field)
        shown = values if isinstance(values, str) else " → ".join(map(one_line, values))
        yield Line(f"        {one_line(path_of(effect.change, field))}: {shown}")
    if len(fields) > MOST_FIELDS:
        yield Line(f"        … and {len(fields) - MOST_FIELDS} more fields")


def summary(stack: StackReview) -> str:
    """Return the counts of a stack in one line."""
    counts = [f"{stack.count(action)} {action}" for action in Action if stack.count(action)]
    return "; ".join([", ".join(counts) or "no objects", f"policies: {verdict_of(stack)}"])


def verdict_of(stack: StackReview) -> str:
    """Return the policies' verdict in a few words."""
    if stack.verdict.error or stack.state is State.BROKEN:
        return "not checked"
    findings = stack.verdict.findings
    new = sum(finding.is_new for finding in findings)
    if not findings:
        return "no finding"
    return f"{len(findings)} finding{'' if len(findings) == 1 else 's'}" + (f", {new} new" if new else "")


def said_of(finding: Finding) -> str:
    """Return a finding as one line of text."""
    container = f", container {finding.container}" if finding.container else ""
    where = f"{finding.kind} {finding.name}{container}"
    return one_line(f"{where}: {finding.message}. {finding.fix} [{finding.rule}]", 400)


def _risk(risk: str) -> str:
    return f" (may lose {risk})" if risk else ""
