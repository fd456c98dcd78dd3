"""Text that cannot leave its place in a Mermaid diagram."""

import re
import unicodedata

LONGEST = 48
"""Characters of a line; a longer one loses its middle."""
_PLAIN = re.compile(r"[^A-Za-z0-9 /.,()·→−…-]")


def label(lines: tuple[str, ...]) -> str:
    """Return the lines as a quoted label."""
    return '"' + ("<br/>".join(_escaped(_shortened(line)) for line in lines) or " ") + '"'


def _shortened(line: str) -> str:
    # Control characters and those that reverse the direction of text would garble the picture.
    line = "".join("�" if unicodedata.category(each)[0] == "C" else each for each in line)
    half = LONGEST // 2
    return line if len(line) <= LONGEST else f"{line[:half]}…{line[1 - half :]}"


def _escaped(line: str) -> str:
    """Write all but harmless characters as numbers: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters."""
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", line)
