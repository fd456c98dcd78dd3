"""A strict reader of the Mermaid text that we write: text that is not quoted is not ours, and fails."""

import html
import re
from typing import NamedTuple

_LABEL = r'"((?:[A-Za-z0-9 /.,()·→\N{MINUS SIGN}…-]|#\d+;|<br/>)+)"'
_BOX = re.compile(rf"\s+([a-z]+\d+)(?:\[|\[/|\(\[|\[\(|\{{\{{|>){_LABEL}(?:\]|/\]|\]\)|\)\]|\}}\}})")
_POD = re.compile(rf"  subgraph ([a-z]+\d+)\[{_LABEL}\]")
_ARROW = re.compile(rf"  ([a-z]+\d+) (==>|-\.->|-->|--x)(?:\|{_LABEL}\|)? ([a-z]+\d+)")
_OURS = re.compile(
    r'%%\{init: \{"flowchart": \{"nodeSpacing": \d+, "rankSpacing": \d+, "padding": \d+, '
    r'"subGraphTitleMargin": \{"top": 0, "bottom": \d+\}\}\}\}%%'
    r"|flowchart TB|  end"
    r"|  classDef [a-z]+ [a-z0-9#:, -]+|  class [a-z0-9,]+ [a-z]+|  linkStyle [0-9,]+ [a-z0-9#:, -]+"
)


class Read(NamedTuple):
    """What a diagram shows."""

    boxes: dict[str, str]
    """The text of each box and Pod, lines joined by ` | `, by its id."""
    inside: dict[str, str]
    """The id of the Pod around each box that is in one, by the id of the box."""
    arrows: set[tuple[str, str, str, str]]
    """The first line of the start, the arrow, its text, the first line of the end."""
    styles: list[str]
    """The lines that define colours."""

    def texts(self) -> set[str]:
        """Return the texts of the boxes."""
        return set(self.boxes.values())


def read(diagram: str) -> Read:
    """Return the content of a diagram; fail on a line that is not of the few forms that we write."""
    found = Read({}, {}, set(), [])
    arrows: list[tuple[str, str, str, str]] = []
    pod = ""
    for line in diagram.removesuffix("\n").split("\n"):
        if match := _POD.fullmatch(line):
            pod = match[1]
            found.boxes[pod] = _plain(match[2])
        elif match := _BOX.fullmatch(line):
            found.boxes[match[1]] = _plain(match[2])
            if pod:
                found.inside[match[1]] = pod
        elif match := _ARROW.fullmatch(line):
            arrows.append((match[1], match[2], _plain(match[3] or ""), match[4]))
        else:
            assert _OURS.fullmatch(line), line
            pod = "" if line == "  end" else pod
            if line.startswith(("  class", "  linkStyle")):
                found.styles.append(line)
    first = {box: text.partition(" | ")[0] for box, text in found.boxes.items()}
    found.arrows.update((first[start], arrow, text, first[end]) for start, arrow, text, end in arrows)
    return found


def _plain(label: str) -> str:
    """Return a label's text as Mermaid shows it."""
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", label.replace("<br/>", " | ")))
