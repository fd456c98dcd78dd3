"""Mermaid's text of a diagram: https://mermaid.js.org/syntax/flowchart.html."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pod_deploy.shown.graph.change import difference
from pod_deploy.shown.graph.diagram import Arrow, Box, Diagram, Key, Look, Mark
from pod_deploy.shown.graph.drawing import diagram_of
from pod_deploy.shown.graph.labels import label
from pod_deploy.stack.manifests import Manifest

MOST_CHARACTERS = 40_000
"""Mermaid draws at most 50,000: https://mermaid.js.org/config/schema-docs/config.html#maxtextsize."""
MOST_ARROWS = 450
"""Mermaid draws at most 500: https://mermaid.js.org/config/schema-docs/config.html#maxedges."""

_LAYOUT = (
    '%%{init: {"flowchart": {"nodeSpacing": 25, "rankSpacing": 40, "padding": 10, '
    '"subGraphTitleMargin": {"top": 0, "bottom": 25}}}}%%'
)
"""Narrower than by default, so that a page need not scale it down; with space below titles of two lines."""
_SHAPES = {
    Look.INIT: ("[/", "/]"),
    Look.SIDECAR: ("([", "])"),
    Look.MAIN: ("[", "]"),
    Look.DEBUG: ("[", "]"),
    Look.VOLUME: ("[(", ")]"),
    Look.SERVICE: ("{{", "}}"),
    Look.CLIENT: (">", "]"),
    Look.NOTE: ("[", "]"),
}
_ARROWS = {Look.WRITES: "==>", Look.READS: "-.->", Look.CONNECTS: "-->", Look.REFUSED: "--x"}
# Each look has a fill and a text colour of its own, so that it can be read in a light and in a dark theme.
_COLOURS = {
    Look.POD: "fill:transparent,stroke:#8b949e",
    Look.INIT: "fill:#f3e8ff,stroke:#8250df,color:#1f2328",
    Look.SIDECAR: "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    Look.MAIN: "fill:#b6e3ff,stroke:#0969da,color:#1f2328,stroke-width:2px",
    Look.DEBUG: "fill:#eaeef2,stroke:#6e7781,color:#1f2328",
    Look.VOLUME: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
    Look.SERVICE: "fill:#ffffff,stroke:#6e7781,color:#1f2328",
    Look.CLIENT: "fill:#ffffff,stroke:#6e7781,color:#1f2328",
    Look.NOTE: "fill:transparent,stroke:transparent",
}
_MARKS = {
    Mark.NEW: "stroke:#2da44e,stroke-width:4px",
    Mark.GONE: "stroke:#cf222e,stroke-width:4px,stroke-dasharray:6 4",
    Mark.CHANGED: "stroke:#bf8700,stroke-width:4px",
}


def mermaid(objects: Sequence[Manifest]) -> str:
    """Return the wiring of objects as a Mermaid flowchart; the same objects give the same text.

    Thick arrows write, dotted ones read. A diagram too large for Mermaid states how many workloads it omits.
    """
    return _within_limits(diagram_of(objects))


def mermaid_of_change(before: Sequence[Manifest], after: Sequence[Manifest]) -> str | None:
    """Return what a change does to the wiring as a Mermaid flowchart; None if the wiring is the same.

    Only Pods with a difference are drawn. New parts have a plus and are green, removed ones have a minus and
    are red.
    """
    changed = difference(diagram_of(before, with_images=False), diagram_of(after, with_images=False))
    return _within_limits(changed) if changed else None


def _within_limits(diagram: Diagram) -> str:
    roots = diagram.roots
    count = len(roots)
    drawn = diagram
    while len(text := _text(drawn)) > MOST_CHARACTERS or len(drawn.arrows) > MOST_ARROWS:
        if count <= 1:
            break
        count = count * 3 // 4
        drawn = diagram.only(roots[:count])
        note = Box(("left out",), Look.NOTE, (f"… and {len(roots) - count} more",))
        drawn = Diagram((*drawn.boxes, note), drawn.arrows)
    return text


def _text(diagram: Diagram) -> str:
    ids = {box.key: f"{box.look}{number}" for number, box in enumerate(diagram.boxes, 1)}
    lines = [
        _LAYOUT,
        "flowchart TB",
        *_boxes(diagram, ids),
        *_arrows(diagram.arrows, ids),
        *_styles(diagram, ids),
    ]
    return "\n".join(lines) + "\n"


def _boxes(diagram: Diagram, ids: dict[Key, str]) -> Iterator[str]:
    inside: dict[Key, list[Box]] = defaultdict(list)
    for box in diagram.boxes:
        inside[box.pod].append(box)
    for box in inside[()]:
        if box.look is Look.POD:
            yield f"  subgraph {ids[box.key]}[{label(box.lines)}]"
            yield from (f"    {_node(each, ids)}" for each in inside[box.key])
            yield "  end"
        else:
            yield f"  {_node(box, ids)}"


def _node(box: Box, ids: dict[Key, str]) -> str:
    opening, closing = _SHAPES[box.look]
    return f"{ids[box.key]}{opening}{label(box.lines)}{closing}"


def _arrows(arrows: Sequence[Arrow], ids: dict[Key, str]) -> Iterator[str]:
    for arrow in arrows:
        beside = f"|{label(arrow.lines)}|" if any(arrow.lines) else ""
        yield f"  {ids[arrow.start]} {_ARROWS[arrow.look]}{beside} {ids[arrow.end]}"


def _styles(diagram: Diagram, ids: dict[Key, str]) -> Iterator[str]:
    for look, colours in _COLOURS.items():
        of_look = [ids[box.key] for box in diagram.boxes if box.look is look]
        if of_look:
            yield f"  classDef {look} {colours}"
            yield f"  class {','.join(of_look)} {look}"
    reads = [str(place) for place, arrow in enumerate(diagram.arrows) if arrow.look is Look.READS]
    if reads:
        yield f"  linkStyle {','.join(reads)} stroke-width:2px"
    for mark, colours in _MARKS.items():
        boxes = [ids[box.key] for box in diagram.boxes if box.mark is mark]
        if boxes:
            yield f"  classDef {mark} {colours}"
            yield f"  class {','.join(boxes)} {mark}"
        arrows = [str(place) for place, arrow in enumerate(diagram.arrows) if arrow.mark is mark]
        if arrows:
            yield f"  linkStyle {','.join(arrows)} {colours}"
