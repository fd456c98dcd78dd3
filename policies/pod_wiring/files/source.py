"""Read YAML and JSON files into plain values, fast, and safely even if a file is hostile.

PyYAML's own loader takes the last of two equal keys, and crashes on deep nesting. This reader builds the
values itself from the nodes that libyaml composes, which is also faster.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import yaml
from yaml.nodes import Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from pod_wiring.files.place import Place, places
from pod_wiring.files.pointer import steps_of
from pod_wiring.files.printing import one_line
from pod_wiring.files.scalar import plain_value

_DEEPEST = 200
_TOO_DEEP = f"nested more than {_DEEPEST} levels deep"
_MOST_VALUES = 1_000_000
_MANY = 2_000
# A run of these bytes, in UTF-8 or UTF-16, can open thousands of lists at once.
_INDENTS = bytes(ord(" ") if byte in b"-?: \t\0" else ord("x") for byte in range(256))
_TAGGED: dict[str, type | tuple[type, ...]] = {
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": (int, float),
    "tag:yaml.org,2002:bool": bool,
    "tag:yaml.org,2002:null": type(None),
}
_STRING = "tag:yaml.org,2002:str"
_UNTAGGED = "?"
_OPENING_TAGS = (b"{{", b"{%")  # of Go templates and of Jinja


class FileError(Exception):
    """A mistake in a file: one sentence, with the file, line and column."""

    def __init__(self, file: str, line: int, column: int, sentence: str) -> None:
        """Make the error.

        Args:
            file: The file's name.
            line: The line, from 1; 0 if the mistake concerns the whole file.
            column: The column, from 1.
            sentence: The mistake.
        """
        self.file, self.line, self.column = file, line, column
        super().__init__(one_line(f"{file}:{line}:{column}: {sentence}" if line else f"{file}: {sentence}"))


@dataclass(frozen=True)
class Source:
    """A file's name and bytes."""

    name: str
    """The file's name, as people see it."""
    data: bytes
    """The file's content."""

    @staticmethod
    def of_file(file: Path) -> "Source":
        """Return a file, read.

        Raises:
            FileError: The file cannot be read.
        """
        try:
            return Source(str(file), file.read_bytes())
        except OSError as error:
            raise FileError(str(file), 0, 0, f"cannot be read: {error.strerror}") from error

    def value(self, root: Node) -> object:
        """Return the value of a document, given its root node.

        Raises:
            FileError: The document is ambiguous or hostile.
        """
        return _Builder(self).build(root)

    def nodes(self) -> Iterator[Node]:
        """Yield the root node of each document. A node knows its line and column.

        Raises:
            FileError: The file is not YAML, or is hostile.
        """
        try:
            brackets = self.data.count(b"[") + self.data.count(b"{")
            if brackets > _MANY or b" " * _MANY in self.data.translate(_INDENTS):
                self._refuse_deep_nesting()
            loader = _Loader(self.data)
            while loader.check_node():
                yield cast("Node", loader.get_node())
        except yaml.MarkedYAMLError as error:
            raise self._bad_yaml(error) from error
        except ReaderError as error:
            before = self.data[: error.position]
            column = len(before) - before.rfind(b"\n")
            sentence = f"not text in UTF-8: {error.reason}"
            raise FileError(self.name, before.count(b"\n") + 1, column, sentence) from error

    def bad_field(self, root: Node, pointer: str, sentence: str) -> FileError:
        """Return the error for a field, given the root node of its document and its JSON pointer."""
        place = places(root, pointer)[-1]
        field = ".".join(steps_of(pointer))
        return FileError(self.name, place.line, place.column, f"{field} {sentence}".lstrip())

    def bad(self, node: Node, sentence: str) -> FileError:
        """Return the error for a node."""
        return FileError(self.name, *_place_of(node.start_mark), sentence)

    @property
    def hint_of_template(self) -> str:
        """Return the end of a sentence about a file that is probably a template; empty if it is none."""
        if not any(each in self.data for each in _OPENING_TAGS):
            return ""
        return " (it looks like a template: render it first, for example with helm template)"

    def _refuse_deep_nesting(self) -> None:
        """Refuse nesting that would overflow the stack.

        libyaml's composer recurses; its event parser, which finds the nesting, does not.
        """
        depth = 0
        for event in yaml.parse(self.data, _Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise FileError(self.name, *_place_of(event.start_mark), _TOO_DEEP)

    def _bad_yaml(self, error: yaml.MarkedYAMLError) -> FileError:
        sentence = f"not YAML: {error.problem or error.context}{self.hint_of_template}"
        return FileError(self.name, *_place_of(error.problem_mark or error.context_mark), sentence)


class _Mark(Protocol):
    """A place in a file, from 0: PyYAML and libyaml have a class each."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


def _place_of(mark: _Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(0, 0)


class _Loader(yaml.CSafeLoader):
    """libyaml's loader, without its own reading of plain words: `plain_value` reads them."""

    def resolve(self, kind: type[Node], value: object, implicit: object) -> str:  # noqa: ARG002 - PyYAML's signature
        return _UNTAGGED

    def descend_resolver(self, current_node: Node | None, current_index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


class _Builder:
    """Build the value of one document from its nodes."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._has_aliases = b"*" in source.data
        self._built: dict[int, tuple[object, int]] = {}
        self._open: set[int] = set()
        self._size = 0

    def build(self, node: Node, depth: int = 0) -> object:
        """Return the value of a node."""
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if depth > _DEEPEST:
            raise self._source.bad(node, _TOO_DEEP)
        return self._collection_once(node, depth) if self._has_aliases else self._collection(node, depth)

    def _collection_once(self, node: Node, depth: int) -> object:
        """Return the value of a list or mapping: the same object for each alias of it."""
        here = id(node)
        if here in self._open:
            raise self._source.bad(node, "an alias in this list or mapping refers to itself")
        if here in self._built:
            value, size = self._built[here]
            self._size += size
        else:
            before = self._size
            self._open.add(here)
            value = self._collection(node, depth)
            self._open.remove(here)
            self._built[here] = value, self._size - before
        if self._size > _MOST_VALUES:
            raise self._source.bad(node, f"its aliases unfold to more than {_MOST_VALUES:,} values")
        return value

    def _collection(self, node: Node, depth: int) -> object:
        self._size += 1 + len(node.value)
        if isinstance(node, SequenceNode):
            items: list[Node] = node.value
            return [self.build(item, depth + 1) for item in items]
        values: dict[object, object] = {}
        merged: list[Node] = []
        pairs: list[tuple[Node, Node]] = node.value
        for key_node, value_node in pairs:
            if not isinstance(key_node, ScalarNode):
                hint = self._source.hint_of_template
                raise self._source.bad(key_node, f"a key is a list or mapping, expected text{hint}")
            key = self._scalar(key_node)
            if not isinstance(key, str):
                key = str(key).lower()  # as in Kubernetes: `on` and `true` are the same key, `1` is another
            if key in values:
                raise self._source.bad(key_node, f'the key "{key}" occurs twice in one mapping')
            if key == "<<" and key_node.tag == _UNTAGGED and not key_node.style:
                merged.append(value_node)
            elif isinstance(value_node, ScalarNode):  # most values: this saves a call
                values[key] = self._scalar(value_node)
            else:
                values[key] = self.build(value_node, depth + 1)
        for value_node in merged:
            self._merge(values, value_node, depth)
        return values

    def _merge(self, values: dict[object, object], node: Node, depth: int) -> None:
        """Add the fields of a merge key, except those that the mapping states itself."""
        brought = self.build(node, depth + 1)
        for each in cast("list[object]", brought) if isinstance(brought, list) else [brought]:
            if not isinstance(each, dict):
                raise self._source.bad(node, "<< needs a mapping, or a list of mappings")
            for key, value in cast("dict[object, object]", each).items():
                values.setdefault(key, value)

    def _scalar(self, node: ScalarNode) -> object:
        """Return the value of a scalar: the text itself if it is quoted, else the value of the plain word."""
        text: str = node.value
        if (node.style and node.tag == _UNTAGGED) or node.tag == _STRING:
            return text
        try:
            value = plain_value(text)
        except ValueError as error:
            raise self._source.bad(node, f"the number does not fit 64 bits: {text[:20]}…") from error
        return value if node.tag == _UNTAGGED else self._tagged(node, value)

    def _tagged(self, node: ScalarNode, value: object) -> object:
        """Return the value of a scalar with a tag: text, unless the tag is YAML's."""
        expected = _TAGGED.get(node.tag)
        if expected is None:
            return node.value
        if not isinstance(value, expected):
            raise self._source.bad(
                node, f"{node.value[:40]} is not a value of the tag {node.tag.rpartition(':')[2]}"
            )
        return value
