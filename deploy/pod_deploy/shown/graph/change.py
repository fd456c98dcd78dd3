"""The difference of two diagrams, as one diagram whose parts are marked."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from pod_deploy.shown.graph.diagram import Arrow, Box, Diagram, Mark

NEW, GONE = "+ ", "\N{MINUS SIGN} "

_Part = TypeVar("_Part", Box, Arrow)


def difference(before: Diagram, after: Diagram) -> Diagram | None:
    """Return the Pods that differ, with every difference marked; None if there is none."""
    boxes = list(_merged(before.boxes, after.boxes))
    arrows = list(_merged(before.arrows, after.arrows))
    merged = Diagram(tuple(boxes), tuple(arrows))
    pods = {box.key: box.pod or box.key for box in boxes}
    marked = {pods[box.key] for box in boxes if box.mark is not Mark.SAME}
    marked |= {
        pods[end] for arrow in arrows if arrow.mark is not Mark.SAME for end in (arrow.start, arrow.end)
    }
    # A Pod whose Service or client differs is drawn with it.
    beside = {pods[arrow.end] for arrow in arrows if pods[arrow.start] in marked}
    return merged.only(marked | beside) if marked else None


def _merged(before: Sequence[_Part], after: Sequence[_Part]) -> Iterator[_Part]:
    """Yield the parts of both diagrams, those that are gone last."""
    old, new = {part.key: part for part in before}, {part.key for part in after}
    for part in after:
        if part.key not in old:
            yield _whole(part, Mark.NEW, NEW)
        elif old[part.key].lines != part.lines:
            lines = tuple(_line_by_line(old[part.key].lines, part.lines))
            yield replace(part, lines=lines, mark=Mark.CHANGED)
        else:
            yield part
    yield from (_whole(part, Mark.GONE, GONE) for part in before if part.key not in new)


def _whole(part: _Part, mark: Mark, sign: str) -> _Part:
    first, *others = part.lines or ("",)
    return replace(part, lines=((sign + first).strip(), *others), mark=mark)


def _line_by_line(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from after[new_start:new_end]
        else:
            yield from (GONE + line for line in before[start:end])
            yield from (NEW + line for line in after[new_start:new_end])
