"""The format for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pod_deploy.review.effects import Action, Effect, Name, Sentence, listed
from pod_deploy.review.formats.alike import MOST_NAMES, Alike, grouped
from pod_deploy.review.formats.fields import MOST_FIELDS, path_of, values_of
from pod_deploy.review.formats.inert import one_line, plain, without_commands
from pod_deploy.review.policies import NOT_INSTALLED, Finding
from pod_deploy.review.reviewed import LivePreview, Review, StackReview, State

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
    lines = [Line(plain(sentence), "red" if is_risk else "") for sentence, is_risk in headline(review)]
    lines += [line for stack in review.by_urgency for line in _stack(stack)]
    return [Line(without_commands(line.text), line.style) for line in lines]


def headline(review: Review) -> Iterator[tuple[Sentence, bool]]:
    """Yield the sentences to read first; each with whether it tells of a risk."""
    broken = [stack.name for stack in review.stacks if stack.state is State.BROKEN]
    if broken:
        yield (*listed(broken, MOST_NAMES), " cannot be rendered."), True
    for risks in (("data", "requests"), ("data",), ("requests",)):
        names = [stack.name for stack in review.stacks if stack.risks == frozenset(risks)]
        if names:
            yield (*listed(names, MOST_NAMES), f" may lose {' and '.join(risks)}."), True
    failed = [stack.name for stack in review.stacks if stack.live and stack.live.error]
    if failed:
        yield ("The live preview failed for ", *listed(failed, MOST_NAMES), "."), True
    every = len(review.stacks)
    changed = sum(stack.state is not State.UNCHANGED or bool(stack.changed) for stack in review.stacks)
    words = f"{changed} of {every} stacks change{'s' if changed == 1 else ''}."
    yield (words if changed else "No stack changes.",), False


def _stack(stack: StackReview) -> Iterator[Line]:
    name = one_line(stack.name)
    state = f" ({stack.state})" if stack.state in (State.NEW, State.DELETED, State.BROKEN) else ""
    yield Line(f"Stack {name}{state}: {summary(stack)}", "bold")
    for note in stack.notes:
        is_risk = bool(note.risk) or stack.state is State.BROKEN
        yield Line(
            f"  {'!' if is_risk else '·'} {plain(note.sentence)}{_risk(note.risk)}", "red" if is_risk else ""
        )
    if stack.live and stack.live.error:
        yield Line(f"  ! the live preview failed: {one_line(stack.live.error, 600)}", "red")
    objects = grouped(stack.told)
    for alike in objects:
        if alike.effects[0].risk:
            yield from _objects(alike)
    for finding in stack.verdict.findings:
        if finding.is_new:
            yield Line(f"  ! new finding: {said_of(finding)}", "red")
    for alike in objects:
        if not alike.effects[0].risk:
            yield from _objects(alike)
    yield from _unchecked(stack)
    for sentence in drift_of(stack.live):
        yield Line(f"  · by hand, and not by this change: {plain(sentence)}", "yellow")


def _unchecked(stack: StackReview) -> Iterator[Line]:
    if stack.verdict.error and stack.verdict != NOT_INSTALLED:
        yield Line(f"  · policies: {one_line(stack.verdict.error, 600)}", "yellow")


def _objects(alike: Alike) -> Iterator[Line]:
    first = alike.effects[0]
    sign, style = _SIGNS[first.action]
    yield Line(f"  {'!' if first.risk else ' '}{sign:<2} {plain(alike.sentence)}{_risk(first.risk)}", style)
    if len(alike.effects) == 1:
        yield from _fields(first)
        return
    yield Line(f"        {plain(alike.names)}")
    if alike.paths:
        yield Line(f"        fields that differ: {', '.join(map(one_line, alike.paths))}")


def _fields(effect: Effect) -> Iterator[Line]:
    fields = effect.change.fields
    for field in fields[:MOST_FIELDS]:
        values = values_of(field)
        shown = values if isinstance(values, str) else " → ".join(map(one_line, values))
        yield Line(f"        {one_line(path_of(effect.change, field))}: {shown}")
    if len(fields) > MOST_FIELDS:
        yield Line(f"        … and {len(fields) - MOST_FIELDS} more fields")


def drift_of(live: LivePreview | None) -> Iterator[Sentence]:
    """Yield a sentence for each object that was changed by hand."""
    for drift in live.drift if live else ():
        yield Name(drift.kind), " ", Name(drift.name), " was deleted" if drift.is_gone else " was changed"


def summary(stack: StackReview) -> str:
    """Return the counts of a stack in one line."""
    counts = [f"{stack.count(action)} {action}" for action in Action if stack.count(action)]
    if stack.state is State.DELETED:
        number = len(stack.effects)
        return f"{number} object{' stays' if number == 1 else 's stay'}"
    live = [f"live preview: {in_short(stack.live)}"] if stack.live else []
    return "; ".join([", ".join(counts) or "no objects", f"policies: {verdict_of(stack)}", *live])


def verdict_of(stack: StackReview) -> str:
    """Return the policies' verdict in a few words; nothing for a stack that is deleted."""
    if stack.state is State.DELETED:
        return ""
    if stack.verdict.error or stack.state is State.BROKEN:
        return "not checked"
    findings = stack.verdict.findings
    new = sum(finding.is_new for finding in findings)
    if not findings:
        return "no finding"
    return f"{len(findings)} finding{'' if len(findings) == 1 else 's'}" + (f", {new} new" if new else "")


def in_short(live: LivePreview | None) -> str:
    """Return a live preview in a few words, for the table; the words are the Pulumi CLI's."""
    if live is None:
        return "not run"
    if live.error:
        return "failed"
    changes = [f"{number} to {operation}" for operation, number in live.counts.items()]
    drift = f"; {len(live.drift)} changed by hand" if live.drift else ""
    return f"{', '.join(changes) or 'no change'}{drift}"


def said_of(finding: Finding) -> str:
    """Return a finding as one line of text."""
    container = f", container {finding.container}" if finding.container else ""
    where = f"{finding.kind} {finding.name}{container}"
    return one_line(f"{where}: {finding.message}. {finding.fix} [{finding.rule}]", 400)


def _risk(risk: str) -> str:
    return f" (may lose {risk})" if risk else ""
