"""Comments, which look alike in Python and in YAML."""

import textwrap
from collections.abc import Iterable
from typing import Final

_WIDTH: Final = 100


def comment(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as comment lines, each on lines of its own; indented ones stay as they are.

    Args:
        paragraphs: The paragraphs; an empty one is an empty comment line.
    """
    lines: list[str] = []
    for paragraph in paragraphs:
        if paragraph.startswith(" ") or not paragraph:
            lines.append(f"# {paragraph}".rstrip())
        else:
            lines += textwrap.wrap(
                paragraph,
                _WIDTH,
                initial_indent="# ",
                subsequent_indent="# ",
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "".join(f"{line}\n" for line in lines)
