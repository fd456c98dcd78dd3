"""The format for a pull request: Markdown within the size that GitHub takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from pod_deploy.review.effects import Action, Effect, Name, Sentence
from pod_deploy.review.formats.alike import Alike, grouped
from pod_deploy.review.formats.diffs import unified
from pod_deploy.review.formats.fields import MOST_FIELDS, path_of, values_of
from pod_deploy.review.formats.inert import cell, code, fence, quoted
from pod_deploy.review.formats.text import drift_of, headline, in_short, verdict_of
from pod_deploy.review.policies import NOT_INSTALLED, Finding
from pod_deploy.review.reviewed import LivePreview, Note, Review, StackReview, State


@dataclass(frozen=True)
class Budget:
    """The size that a reader of Markdown takes. GitHub refuses a larger text as a whole."""

    limit: int
    """The greatest size."""
    unit: str
    """The unit in words."""
    size: Callable[[str], int]
    """Returns the size of a text."""


COMMENT = Budget(65_536, "characters", lambda text: len(text.encode("utf-16-le")) // 2)
"""A comment on a pull request. JavaScript's characters are counted: an emoji counts twice."""

SUMMARY = Budget(1024 * 1024, "bytes", lambda text: len(text.encode()))
"""A summary of a job: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands"""

_RESERVED = 1_000
"""The size that stays free for the remark on what was left out, and for the lines that `comment.yml` adds."""

ARTIFACT = "review"
"""The artifact of the workflows that holds every file of a review."""

_EVERYTHING = f"The artifact `{ARTIFACT}` has everything, in `full.diff` and `review.json`."


_Column = tuple[str, Callable[[StackReview], str]]
"""A column of the table: its title, and the cell of a stack."""


class _Rank(IntEnum):
    """The order in which items get a share of the budget."""

    FRAME = 0
    RISK = 1
    OBJECT = 2
    DETAIL = 3
    DIFF = 4


class _Item(NamedTuple):
    """A part of the comment that is shown as a whole or not at all."""

    rank: _Rank
    """Its rank."""
    text: str
    """Its Markdown."""
    number: int = 1
    """The number of objects, findings or other things that it stands for."""


@dataclass
class _Block:
    """A part of the comment. It is cut between its items, and left out if no item fits."""

    what: str
    """One item in words, for the remark on what was left out."""
    items: list[_Item]
    """Its items."""
    head: str = ""
    """Text before the items."""
    tail: str = "\n"
    """Text behind them."""
    kept: set[int] = field(default_factory=set[int])
    """The places of the items that fit."""

    def text(self) -> str:
        """Return the part as far as it fits."""
        if not self.kept:
            return ""
        return "".join([self.head, *(self.items[place].text for place in sorted(self.kept)), self.tail])


def comment(review: Review, budget: Budget = COMMENT) -> str:
    """Return a review as Markdown that GitHub takes; the most important parts come first."""
    stacks = review.by_urgency
    lines = "".join(f"{_line(sentence, is_risk=is_risk)}\n" for sentence, is_risk in headline(review))
    blocks = [
        _Block("title", [_Item(_Rank.FRAME, f"### What a merge changes\n\n{lines}")]),
        _table(stacks, _COLUMNS if review.is_live else _COLUMNS[:-1]),
        *(block for stack in stacks for block in _stack(stack)),
    ]
    left_out = _fit(blocks, budget)
    return "".join([*(block.text() for block in blocks), _remark(left_out, budget)]).rstrip() + "\n"


def _line(sentence: Sentence, *, is_risk: bool) -> str:
    return f"{_MARK} **{quoted(sentence)}**" if is_risk else quoted(sentence)


def _table(stacks: Iterable[StackReview], columns: Sequence[_Column]) -> _Block:
    titles = [title for title, _ in columns]
    rows = [_Item(_Rank.FRAME, _row([shown(stack) for _, shown in columns])) for stack in stacks]
    lines = ["---", *("---:" for _ in Action), *("---" for _ in columns[len(Action) + 1 :])]
    return _Block("row", rows, _row(titles) + _row(lines))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _name_cell(stack: StackReview) -> str:
    states = {
        State.NEW: "new",
        State.DELETED: "deleted",
        State.BROKEN: "**cannot be rendered**",
        State.UNKNOWN: "not compared",
    }
    mark = f"{_MARK} " if stack.risks or stack.state is State.BROKEN else ""
    return f"{mark}{cell(stack.name)} {states.get(stack.state, '')}".rstrip()


def _counted(action: Action) -> Callable[[StackReview], str]:
    def shown(stack: StackReview) -> str:
        number = stack.count(action)
        if not number:
            return ""
        if stack.state is State.DELETED:
            return f"{number} stay{'s' if number == 1 else ''}"
        return f"**{number}**" if action is Action.REPLACED else str(number)

    return shown


def _verdict_cell(stack: StackReview) -> str:
    said, _, new = verdict_of(stack).partition(", ")
    return f"{said}, **{new}**" if new else said


def _live_cell(stack: StackReview) -> str:
    return f"**{in_short(stack.live)}**" if stack.live and stack.live.error else in_short(stack.live)


def _stack(stack: StackReview) -> Iterator[_Block]:
    """Yield the parts of a stack that changes."""
    if stack.is_quiet:
        return
    yield _Block("stack", [_Item(_Rank.FRAME, f"#### {code(stack.name)}\n")])
    objects = [_objects(alike) for alike in grouped(stack.told)]
    new = [_new(each) for each in stack.verdict.findings if each.is_new]
    notes = [_note(note, is_risk=bool(note.risk) or stack.state is State.BROKEN) for note in stack.notes]
    risky = [each for each in objects if each.rank is _Rank.RISK]
    others = [each for each in objects if each.rank is not _Rank.RISK]
    yield _Block("object", [*notes, *_failure(stack.live), *risky, *new, *others, *_unchecked(stack)])
    yield _Block("object changed by hand", list(_drift(stack.live)), _DRIFT)
    if stack.wiring:
        wiring = [_Item(_Rank.DETAIL, fence(stack.wiring, "mermaid"))]
        yield _Block("diagram", wiring, "The wiring: green parts are new, red ones are gone.\n\n")
    yield from _folded_parts(stack)


def _folded_parts(stack: StackReview) -> Iterator[_Block]:
    old = [_Item(_Rank.DETAIL, f"- {_finding(each)}\n") for each in stack.verdict.findings if not each.is_new]
    yield _Block("finding", old, _folded("Findings that the base has too"), _END)
    if stack.live and stack.live.error and stack.live.log:
        log = [_Item(_Rank.DETAIL, fence(stack.live.log, "text"))]
        yield _Block("log", log, _folded("Log of the live preview"), _END)
    diffs = [_Item(_Rank.DIFF, _diff(effect)) for effect in stack.changed]
    yield _Block("diff", diffs, _folded("Full diff"), _END.lstrip())


def _note(note: Note, *, is_risk: bool) -> _Item:
    mark = f"{_MARK} " if is_risk else ""
    return _Item(_Rank.RISK, f"- {mark}**{quoted(note.sentence)}**\n")


def _failure(live: LivePreview | None) -> Iterator[_Item]:
    if live and live.error:
        yield _Item(_Rank.RISK, f"- {_MARK} **The live preview failed:** {code(live.error, 600)}\n")


def _new(finding: Finding) -> _Item:
    return _Item(_Rank.RISK, f"- {_MARK} **New finding:** {_finding(finding)}\n")


def _drift(live: LivePreview | None) -> Iterator[_Item]:
    sentences = list(drift_of(live))
    for sentence in sentences[:_MOST_DRIFT]:
        yield _Item(_Rank.OBJECT, f"- {quoted(sentence)}\n")
    if more := len(sentences[_MOST_DRIFT:]):
        yield _Item(_Rank.OBJECT, f"- … and {more} more object{'' if more == 1 else 's'}\n", more)


def _unchecked(stack: StackReview) -> Iterator[_Item]:
    if stack.verdict.error and stack.verdict != NOT_INSTALLED:
        yield _Item(_Rank.OBJECT, f"- Policies: {code(stack.verdict.error)}\n")


def _objects(alike: Alike) -> _Item:
    first = alike.effects[0]
    mark, risk = (f"{_MARK} ", f" (may lose {first.risk})") if first.risk else ("", "")
    lines = [f"- {mark}**{quoted(alike.sentence)}**{risk}\n"]
    if len(alike.effects) == 1:
        lines += _fields(first)
    else:
        lines.append(f"  - {quoted(alike.names)}\n")
        if alike.paths:
            lines.append(f"  - fields that differ: {', '.join(map(code, alike.paths))}\n")
    return _Item(_Rank.RISK if first.risk else _Rank.OBJECT, "".join(lines), len(alike.effects))


def _fields(effect: Effect) -> Iterator[str]:
    fields = effect.change.fields
    for each in fields[:MOST_FIELDS]:
        values = values_of(each)
        shown = values if isinstance(values, str) else " → ".join(map(code, values))
        yield f"  - {code(path_of(effect.change, each))}: {shown}\n"
    if len(fields) > MOST_FIELDS:
        yield f"  - … and {len(fields) - MOST_FIELDS} more fields\n"


def _finding(finding: Finding) -> str:
    container = f", container {code(finding.container)}" if finding.container else ""
    said = code(f"{finding.message}. {finding.fix}", 400)
    return (
        f"{quoted((Name(finding.kind), ' ', Name(finding.name)))}{container}: {said} ({code(finding.rule)})"
    )


def _diff(effect: Effect) -> str:
    key = effect.change.key
    namespace = f" ({code(key.namespace)})" if key.namespace else ""
    name = quoted((Name(key.kind), " ", Name(key.name)))
    return f"{name}{namespace}\n\n{fence(unified(effect.change), 'diff')}\n"


def _folded(title: str) -> str:
    return f"<details><summary>{title}</summary>\n\n"


def _fit(blocks: Sequence[_Block], budget: Budget) -> Counter[str]:
    """Keep the items that fit, in the order of their ranks; return how many of each sort do not."""
    left_out: Counter[str] = Counter()
    used = 0
    ranked = sorted(
        (item.rank, number, place)
        for number, block in enumerate(blocks)
        for place, item in enumerate(block.items)
    )
    for _, number, place in ranked:
        block, item = blocks[number], blocks[number].items[place]
        frame = "" if block.kept else block.head + block.tail
        size = budget.size(frame + item.text)
        if used + size <= budget.limit - _RESERVED:
            used += size
            block.kept.add(place)
        else:
            left_out[block.what] += item.number
    return left_out


def _remark(left_out: Counter[str], budget: Budget) -> str:
    if not left_out:
        return ""
    counts = ", ".join(
        f"{number} {what if number == 1 else _plural(what)}" for what, number in sorted(left_out.items())
    )
    size = f"{budget.limit:,} {budget.unit}"
    return f"\n**Left out, because GitHub takes at most {size}:** {counts}. {_EVERYTHING}\n"


def _plural(what: str) -> str:
    noun, _, rest = what.partition(" ")
    return f"{noun}s {rest}".rstrip()


_DRIFT = "Changed by hand on the cluster, and not by this pull request. A deployment undoes it:\n\n"
_MOST_DRIFT = 20
_MARK = ":warning:"
_END = "\n</details>\n\n"

_COLUMNS: tuple[_Column, ...] = (
    ("stack", _name_cell),
    *((f"**{action}**" if action is Action.REPLACED else str(action), _counted(action)) for action in Action),
    ("policies", _verdict_cell),
    ("live preview", _live_cell),
)
"""The table's columns: the title, and the cell of a stack. The last one is only there after live previews."""
