"""Write the diagrams of stacks and the plots of figures into the documents, between their markers.

`make diagrams` runs this.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pod_deploy.shown.graph.mermaid import mermaid
from pod_deploy.stack.render import render

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/*.md")
_DIAGRAM = re.compile(
    r"(?<=^<!-- diagram of )([\w-]+)( -->\n).*?(?=^<!-- end of the diagram -->$)", re.MULTILINE | re.DOTALL
)
_PLOT = re.compile(
    r"(?<=^<!-- plot of )([\w-]+)( -->\n).*?(?=^<!-- end of the plot -->$)", re.MULTILINE | re.DOTALL
)


class Plot(NamedTuple):
    """A plot of figures that the text of its page states."""

    title: str
    """Its heading."""
    unit: str
    """What the figures count."""
    bars: dict[str, str]
    """The label of each kind of bar, which may hold {name}, and the pattern of its figures on the page."""


PLOTS = {
    "first-up": Plot(
        "The first pulumi up",
        "seconds",
        {
            "with the components": r"`pulumi up` .* takes (?P<figure>[\d.]+) s",
            "in plain Pulumi": r"with plain `pulumi_kubernetes` take (?P<figure>[\d.]+) s",
        },
    ),
    "daemons": Plot(
        "All well after a daemon was killed",
        "seconds",
        {"{name}": r"(?P<name>[\w-]+) killed with -9, .*all well after (?P<figure>[\d.]+) s"},
    ),
    "requests": Plot(
        "The page after one day, one client",
        "requests per second",
        {"{name}": r"(?P<name>\w+) (?P<figure>[\d,]+) requests/s of"},
    ),
    "replaced": Plot(
        "A Pod deleted and replaced",
        "seconds",
        {
            "{name}: gone": r"(?P<name>\w+) gone after (?P<figure>[\d.]+) s",
            "{name}: another ready": r"(?P<name>\w+) gone after [^;]* ready after (?P<figure>[\d.]+) s",
        },
    ),
}

# One set of colours that is legible on a light page and on a dark one, because GitHub follows its reader.
_GREY = "#768390"
_COLOURS = {
    "backgroundColor": "transparent",
    "plotColorPalette": "#218bff",
    "titleColor": _GREY,
    **{f"{axis}Axis{part}Color": _GREY for axis in "xy" for part in ("Label", "Title", "Tick", "Line")},
}


def with_diagrams(page: str) -> str:
    """Return a page's text with the diagram of each stack, and with each plot, that its markers name."""
    page = _DIAGRAM.sub(lambda found: f"{found[1]}{found[2]}```mermaid\n{_diagram(found[1])}```\n", page)
    text = _PLOT.sub("", page)
    return _PLOT.sub(
        lambda found: f"{found[1]}{found[2]}```mermaid\n{_plot(PLOTS[found[1]], text)}```\n", page
    )


def _diagram(stack: str) -> str:
    return mermaid(render(stack, ROOT))


def _plot(plot: Plot, text: str) -> str:
    bars = dict(_bars(plot, text))
    figures = bars.values()
    size = {"width": 560, "height": 85 + 35 * len(figures)}
    settings = {"xyChart": size, "themeVariables": {"xyChart": _COLOURS}}
    names = ", ".join(f'"{name}"' for name in bars)
    return (
        f"%%{{init: {json.dumps(settings)}}}%%\n"
        "xychart-beta horizontal\n"
        f'  title "{plot.title}, in {plot.unit}"\n'
        f"  x-axis [{names}]\n"
        f"  y-axis 0 --> {max(figures) * 1.1:.0f}\n"
        f"  bar [{', '.join(f'{each:g}' for each in figures)}]\n"
    )


def _bars(plot: Plot, text: str) -> Iterator[tuple[str, float]]:
    """Yield the label and the figure of each bar."""
    for label, pattern in plot.bars.items():
        found = [each.groupdict() for each in re.finditer(pattern, text)]
        if not found:
            raise SystemExit(f"The plot {plot.title!r} finds no figure for {label!r} on its page.")
        for each in found:
            yield label.format(**each), float(each["figure"].replace(",", ""))


def main() -> None:
    """Write the diagrams and the plots."""
    for path in (path for pattern in PAGES for path in ROOT.glob(pattern)):
        page = path.read_text(encoding="utf-8")
        path.write_text(with_diagrams(page), encoding="utf-8")


if __name__ == "__main__":
    main()
