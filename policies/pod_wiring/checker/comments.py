"""The comments of a file that ask for an exception from a rule, and the fields that they cover.

A comment behind a field or an item, or on lines of its own above it, covers that field or item with all its
content. Behind or above the first line of a document it covers the document.
"""

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from yaml.nodes import Node

from pod_wiring.files.place import Place, places, scalars
from pod_wiring.files.source import Source
from pod_wiring.findings.ignore import Ignore, ignores_in

_NO_CONTENT = re.compile(r"(?:[ \t]*(?:#[^\n]*|---[^\n]*)?(?:\n|$))*")
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
        lines = [0, *(each.end() for each in re.finditer("\n", content))]
        found = _COMMENT.finditer(content)
        return [each for match in found for each in self._comments(content, match, lines)]

    def place(self, document: int, pointer: str) -> Place:
        """Return the place of a field, or of the mapping that a missing field belongs in."""
        return places(self.roots[document], pointer)[-1]

    def is_ignored(self, rule: str, document: int, pointer: str) -> bool:
        """Return whether a comment, with a reason, excuses a field from a rule."""
        excused = self._excused_lines.get((rule, document))
        return bool(excused) and any(each.line in excused for each in places(self.roots[document], pointer))

    @cached_property
    def _excused_lines(self) -> Mapping[tuple[str, int], set[int]]:
        """Return the lines that comments with a reason cover, by the rule and the document."""
        found: dict[tuple[str, int], set[int]] = defaultdict(set)
        for each in self.comments:
            if each.ignore.reason:
                found[each.ignore.rule, each.document].add(each.line)
        return found

    def _comments(self, content: str, match: re.Match[str], lines: Sequence[int]) -> Iterator[Comment]:
        """Yield the comments of a match.

        Args:
            content: The text of the file.
            match: The start of a comment.
            lines: The index at which each line begins.
        """
        if self._is_in_a_scalar(match.start()):
            return
        line = bisect_right(lines, match.start())
        begin = lines[line - 1]
        place = Place(line, match.start() - begin + 1)
        end = lines[line] if line < len(lines) else len(content)
        if not content[begin : match.start()].strip():
            line += 1 + _lines_without_content(content, end)
        document = max(bisect_right(self._beginnings, line) - 1, 0)
        for ignore in ignores_in(content[match.end() : end].rstrip("\n")):
            yield Comment(ignore, place, document, line)

    @cached_property
    def _beginnings(self) -> list[int]:
        """Return the line where each document begins."""
        return [root.start_mark.line + 1 for root in self.roots]

    def _is_in_a_scalar(self, index: int) -> bool:
        """Return whether a comment is really part of a text, such as the script of a container."""
        before = bisect_right(self._scalars, (index, sys.maxsize))
        return before > 0 and index < self._scalars[before - 1][1]

    @cached_property
    def _scalars(self) -> list[tuple[int, int]]:
        """Return where each scalar begins and ends, in the order of the file; none lies in another."""
        nodes = (node for root in self.roots for node in scalars(root))
        return sorted((node.start_mark.index, node.end_mark.index) for node in nodes)


def _lines_without_content(content: str, start: int) -> int:
    """Return the number of blank lines, comments and document marks from an index on."""
    found = _NO_CONTENT.match(content, start)
    return content.count("\n", start, found.end()) if found else 0
