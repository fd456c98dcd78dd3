"""The comments of a file that ask for an exception from a rule, and the fields that they cover.

A comment behind a field or an item, or on lines of its own above it, covers that field or item with all its
content. Behind or above the first line of a document it covers the document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from yaml.nodes import Node

from pod_wiring.files.place import Place, places, scalars
from pod_wiring.files.source import Source
from pod_wiring.findings.ignore import Ignore, ignores_in

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*policies:\s*(?=ignore)", re.MULTILINE)


class Comment(NamedTuple):
    """A comment that asks for an exception."""

    ignore: Ignore
    """The exception."""
    place: Place
    """The comment's place."""
    document: int
    """The number of the document with the comment, or of the one that follows it."""
    line: int
    """The line that the comment covers: its own, or the next one with content if it stands alone."""


@dataclass(frozen=True)
class Annotated:
    """A file, with its nodes and the comments that ask for exceptions."""

    source: Source
    """The file."""

    @cached_property
    def roots(self) -> list[Node]:
        """Return the root node of each document; raise like `Source.nodes`."""
        return list(self.source.nodes())

    @cached_property
    def comments(self) -> list[Comment]:
        """Return the comments that ask for an exception."""
        if b"policies:" not in self.source.data:
            return []
        content = self.source.data.decode(errors="replace")
        return [each for match in _COMMENT.finditer(content) for each in self._comments(content, match)]

    def place(self, document: int, pointer: str) -> Place:
        """Return the place of a field, or of the mapping that a missing field belongs in."""
        return places(self.roots[document], pointer)[-1]

    def is_ignored(self, rule: str, document: int, pointer: str) -> bool:
        """Return whether a comment, with a reason, excuses a field from a rule."""
        asked = [each for each in self.comments if each.ignore.rule == rule and each.ignore.reason]
        if not any(each.document == document for each in asked):
            return False
        lines = {place.line for place in places(self.roots[document], pointer)}
        return any(each.line in lines for each in asked if each.document == document)

    def _comments(self, content: str, match: re.Match[str]) -> Iterator[Comment]:
        if self._is_in_a_scalar(match.start()):
            return
        before, after = content[: match.start()], content[match.end() :]
        line = before.count("\n") + 1
        place = Place(line, match.start() - before.rfind("\n"))
        directive, _, following = after.partition("\n")
        if not before.rpartition("\n")[2].strip():
            line += 1 + _lines_without_content(following)
        starts = [root.start_mark.line + 1 for root in self.roots]
        document = max((number for number, start in enumerate(starts) if start <= line), default=0)
        for ignore in ignores_in(directive):
            yield Comment(ignore, place, document, line)

    def _is_in_a_scalar(self, index: int) -> bool:
        """Return whether a comment is really part of a text, such as the script of a container."""
        return any(
            node.start_mark.index <= index < node.end_mark.index
            for root in self.roots
            for node in scalars(root)
        )


def _lines_without_content(content: str) -> int:
    """Return the number of blank lines, comments and document marks at the beginning."""
    found = re.match(r"(?:[ \t]*(?:#[^\n]*|---[^\n]*)?(?:\n|$))*", content)
    return found[0].count("\n") if found else 0
