"""The line and column that a JSON pointer leads to."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pod_wiring.files.pointer import steps_of


class Place(NamedTuple):
    """A line and a column of a file, counted from 1."""

    line: int
    """The line; 0 if it is not known."""
    column: int
    """The column."""


def places(root: Node, pointer: str) -> list[Place]:
    """Return the place of each step of a pointer: the document first, then each key or item.

    A step that does not exist ends the list. So a missing field gets the place of the mapping it belongs in.
    """
    found = [_place(root)]
    node: Node | None = root
    for step in steps_of(pointer):
        begin, node = _step(node, step)
        if begin is None:
            break
        found.append(_place(begin))
    return found


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield every scalar in a node, once each."""
    waiting, seen = [node], set[int]()
    while waiting:
        each = waiting.pop()
        if isinstance(each, ScalarNode):
            yield each
        elif id(each) not in seen:
            seen.add(id(each))
            waiting += _children(each)


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [each for pair in cast("list[tuple[Node, Node]]", node.value) for each in pair]
    return cast("list[Node]", node.value)


def _step(node: Node | None, step: str) -> tuple[Node | None, Node | None]:
    """Return the node where a step begins (the key or the item), and the node that it leads to."""
    if isinstance(node, MappingNode):
        for key, value in cast("list[tuple[Node, Node]]", node.value):
            if isinstance(key, ScalarNode) and key.value == step:
                return key, value
    if isinstance(node, SequenceNode) and step.isdecimal():
        items = cast("list[Node]", node.value)
        if int(step) < len(items):
            return items[int(step)], items[int(step)]
    return None, None


def _place(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
