"""Text that cannot leave its place in a Mermaid diagram."""

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 64
"""Characters of a line; a longer one loses its middle."""
_PLAIN = re.compile(r"[^A-Za-z0-9 /.,()·→\N{MINUS SIGN}…-]")
# Mermaid reads these in labels too: a new line, a formula, an icon. A space without width keeps them text.
_READ_BY_MERMAID = re.compile(r"(?<=\\)(?=n)|(?<=\$)(?=\$)|(?<=:)(?=fa-)")
_NO_WIDTH = "\u200b"


def label(lines: Sequence[str]) -> str:
    """Return the lines, of any origin, as a quoted label."""
    return '"' + ("<br/>".join(_escaped(_shortened(line)) for line in lines) or " ") + '"'


def _shortened(line: str) -> str:
    # Control characters and those that reverse the direction of text would garble the picture.
    line = "".join("�" if unicodedata.category(each)[0] == "C" else each for each in line)
    half = LONGEST // 2
    return line if len(line) <= LONGEST else f"{line[:half]}…{line[1 - half :]}"


def _escaped(line: str) -> str:
    """Write all but harmless characters as numbers (Mermaid's entity codes, such as `#58;`)."""
    inert = _READ_BY_MERMAID.sub(_NO_WIDTH, line)
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", inert)
