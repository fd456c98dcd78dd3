"""The pages of the documents, their blocks of code, and the commands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

from tests.unit.packaging.places import MEMBERS, ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "examples" / "README.md",
    *(ROOT / member / "README.md" for member in MEMBERS),
]
PARSER = MarkdownIt("commonmark").enable("table")
_TITLE = re.compile(r'title="(.+?)"')


class Block(NamedTuple):
    """A block of code."""

    page: str
    """Path of its page, from the root of the repository."""
    line: int
    language: str
    title: str
    """Name of the file that it shows, or nothing."""
    text: str

    def __str__(self) -> str:
        """Return its place, as tests name it."""
        return f"{self.page}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of code of a page."""
    for token in PARSER.parse(page.read_text(encoding="utf-8")):
        if token.type in ("fence", "code_block"):
            language, _, rest = token.info.partition(" ")
            title = _TITLE.search(rest)
            place = (page.relative_to(ROOT).as_posix(), (token.map or [0])[0] + 1)
            yield Block(*place, language, title[1] if title else "", token.content)


BLOCKS = [block for page in PAGES for block in blocks(page)]


def inline_code(page: Path) -> Iterator[str]:
    """Yield the code in the prose of a page."""
    for token in PARSER.parse(page.read_text(encoding="utf-8")):
        for child in token.children or []:
            if child.type == "code_inline":
                yield child.content


def shell_of(block: Block) -> str:
    """Return the shell that a block shows: all of it, or what follows a prompt."""
    if block.language == "sh":
        return block.text
    return "\n".join(re.findall(r"^\$ (.*)", block.text, re.MULTILINE))
