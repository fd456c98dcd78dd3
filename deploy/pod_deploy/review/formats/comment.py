"""The format for a pull request: Markdown within the size that GitHub takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from pod_deploy.review.effects import Action, Effect, Name
from pod_deploy.review.formats.diffs import unified
from pod_deploy.review.formats.fields import MOST_FIELDS, path_of, values_of
from pod_deploy.review.formats.inert import cell, code, fence, quoted
from pod_deploy.review.formats.text import verdict_of
from pod_deploy.review.policies import NOT_INSTALLED, Finding
from pod_deploy.review.reviewed import Note, Review, StackReview, State


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

_RESERVED = 600
"""The size that stays free for the remark on what was left out."""

_EVERYTHING = "The files `full.diff` and `review.json` beside this comment have everything."


class _Rank(IntEnum):
    """The order in which items get a share of the budget."""

    FRAME = 0
    RISK = 1
    OBJECT = 2
    DETAIL = 3
    DIFF = 4


@dataclass
class _Block:
    """A part of the comment. It is cut between its items, and left out if no item fits."""

    what: str
    """One item in words, for the remark on what was left out."""
    items: list[tuple[_Rank, str]]
    """Each item with its rank."""
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
        return "".join([self.head, *(self.items[place][1] for place in sorted(self.kept)), self.tail])


def comment(review: Review, budget: Budget = COMMENT) -> str:
    """Return a review as Markdown that GitHub takes; the most important parts come first."""
    stacks = sorted(review.stacks, key=_urgency)
    blocks = [
        _Block("title", [(_Rank.FRAME, "### What a merge changes\n")]),
        _table(stacks),
        *(block for stack in stacks for block in _stack(stack)),
        _quiet(stacks),
    ]
    left_out = _fit(blocks, budget)
    return "".join([*(block.text() for block in blocks), _remark(left_out, budget)]).rstrip() + "\n"


def _urgency(stack: StackReview) -> tuple[int, str]:
    """Return the place of a stack in the comment: broken ones, then those with a risk, then the others."""
    if stack.state is State.BROKEN:
        return 0, stack.name
    if _is_risky(stack):
        return 1, stack.name
    return 3 if _is_quiet(stack) else 2, stack.name


def _is_risky(stack: StackReview) -> bool:
    return any(each.risk for each in (*stack.notes, *stack.effects))


def _is_quiet(stack: StackReview) -> bool:
    return stack.state is State.UNCHANGED and not any(each.is_new for each in stack.verdict.findings)


def _table(stacks: Iterable[StackReview]) -> _Block:
    titles = [title for title, _ in _COLUMNS]
    rows = [(_Rank.FRAME, _row([shown(stack) for _, shown in _COLUMNS])) for stack in stacks]
    lines = ["---", *("---:" for _ in Action), "---"]
    return _Block("row", rows, _row(titles) + _row(lines))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _name_cell(stack: StackReview) -> str:
    states = {State.NEW: "new", State.DELETED: "deleted", State.BROKEN: "**cannot be rendered**"}
    mark = f"{_MARK} " if _is_risky(stack) or stack.state is State.BROKEN else ""
    return f"{mark}{cell(stack.name)} {states.get(stack.state, '')}".rstrip()


def _counted(action: Action) -> Callable[[StackReview], str]:
    def shown(stack: StackReview) -> str:
        number = stack.count(action)
        return f"**{number}**" if number and action is Action.REPLACED else str(number or "")

    return shown


def _stack(stack: StackReview) -> Iterator[_Block]:
    """Yield the parts of a stack that changes."""
    if _is_quiet(stack):
        return
    yield _Block("stack", [(_Rank.FRAME, f"#### {code(stack.name)}\n")])
    new = [each for each in stack.verdict.findings if each.is_new]
    old = [(_Rank.DETAIL, f"- {_finding(each)}\n") for each in stack.verdict.findings if not each.is_new]
    lines = [
        *(_note(note) for note in stack.notes),
        *((_Rank.RISK, f"- {_MARK} **New finding:** {_finding(each)}\n") for each in new),
        *_objects(stack.told),
    ]
    if stack.verdict.error and stack.verdict != NOT_INSTALLED:
        lines.append((_Rank.OBJECT, f"- Policies: {code(stack.verdict.error)}\n"))
    yield _Block("object", lines)
    if stack.wiring:
        wiring = [(_Rank.DETAIL, fence(stack.wiring, "mermaid"))]
        yield _Block("diagram", wiring, "The wiring: green parts are new, red ones are gone.\n\n")
    yield _Block("finding", old, _folded("Findings that the base has too"), _END)
    diffs = [(_Rank.DIFF, _diff(effect)) for effect in stack.changed]
    yield _Block("diff", diffs, _folded("Full diff"), _END.lstrip())


def _note(note: Note) -> tuple[_Rank, str]:
    mark = f"{_MARK} " if note.risk else ""
    return _Rank.RISK, f"- {mark}**{quoted(note.sentence)}**\n"


def _objects(effects: Iterable[Effect]) -> Iterator[tuple[_Rank, str]]:
    """Yield the objects; of many alike, without a risk, the first ones and the number of the others."""
    alike: Counter[tuple[str, Action]] = Counter()
    for effect in effects:
        sort = (effect.change.key.kind, effect.action)
        alike[sort] += not effect.risk
        if effect.risk or alike[sort] <= _MOST_ALIKE:
            yield _object(effect)
    for (kind, action), number in alike.items():
        if number > _MOST_ALIKE:
            what = f"{quoted((Name(kind),))} objects are {action}"
            yield _Rank.OBJECT, f"- … and {number - _MOST_ALIKE} more {what}\n"


def _object(effect: Effect) -> tuple[_Rank, str]:
    mark, risk = (f"{_MARK} ", f" (may lose {effect.risk})") if effect.risk else ("", "")
    lines = [f"- {mark}**{quoted(effect.sentence)}**{risk}\n", *_fields(effect)]
    return _Rank.RISK if effect.risk else _Rank.OBJECT, "".join(lines)


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


def _quiet(stacks: Iterable[StackReview]) -> _Block:
    names = [code(stack.name) for stack in stacks if _is_quiet(stack)]
    items = [(_Rank.FRAME, f"{', ' if place else ''}{name}") for place, name in enumerate(names)]
    return _Block("stack", items, "Nothing changes in ", ".\n")


def _fit(blocks: Sequence[_Block], budget: Budget) -> Counter[str]:
    """Keep the items that fit, in the order of their ranks; return how many of each sort do not."""
    left_out: Counter[str] = Counter()
    used = 0
    ranked = sorted(
        (rank, number, place)
        for number, block in enumerate(blocks)
        for place, (rank, _) in enumerate(block.items)
    )
    for _, number, place in ranked:
        block = blocks[number]
        frame = "" if block.kept else block.head + block.tail
        size = budget.size(frame + block.items[place][1])
        if used + size <= budget.limit - _RESERVED:
            used += size
            block.kept.add(place)
        else:
            left_out[block.what] += 1
    return left_out


def _remark(left_out: Counter[str], budget: Budget) -> str:
    if not left_out:
        return ""
    counts = ", ".join(
        f"{number} {what}{'' if number == 1 else 's'}" for what, number in sorted(left_out.items())
    )
    size = f"{budget.limit:,} {budget.unit}"
    return f"\n**Left out, because GitHub takes at most {size}:** {counts}. {_EVERYTHING}\n"


_MOST_ALIKE = 20
_MARK = ":warning:"
_END = "\n</details>\n\n"

_COLUMNS: tuple[tuple[str, Callable[[StackReview], str]], ...] = (
    ("stack", _name_cell),
    *((f"**{action}**" if action is Action.REPLACED else str(action), _counted(action)) for action in Action),
    ("policies", verdict_of),
)
"""The table's columns: the title, and the cell of a stack. A live preview would be one more."""
