"""Read YAML as Kubernetes' own tools read it, with the line of each value.

Kubernetes reads YAML 1.1 with a few differences: `yes` and `on` are booleans, `0644` is an octal number, and
`1:30` and `2020-01-01` are text (https://github.com/kubernetes-sigs/yaml). PyYAML's resolver is told so here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

import yaml

from sidecar_pods.adopt.manifests.refusal import Refusal

Scalar = None | bool | int | float | str
"""A value without parts."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file, and its line."""

    value: "Scalar | list[Node] | dict[str, Node]"
    """The value."""
    line: int
    """The line where it starts, counted from 1."""

    def get(self, key: str) -> "Node | None":
        """Return the value of a key; None if this is no mapping, or the key is missing or null."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return None if found is None or found.value is None else found

    def within(self, *keys: str) -> "Node | None":
        """Return the value that a path of keys leads to, or None."""
        node: Node | None = self
        for key in keys:
            node = node.get(key) if node else None
        return node

    def text(self, key: str) -> str:
        """Return the text of a key; the empty text if there is none."""
        found = self.get(key)
        return found.value if found and isinstance(found.value, str) else ""

    def items(self) -> "list[Node]":
        """Return the items, if this is a list."""
        return self.value if isinstance(self.value, list) else []

    def fields(self) -> "Mapping[str, Node]":
        """Return the values by key, if this is a mapping."""
        return self.value if isinstance(self.value, dict) else {}

    def without(self, *keys: str) -> "Node":
        """Return this mapping without some of its keys."""
        return Node({key: each for key, each in self.fields().items() if key not in keys}, self.line)


_TAG: Final = "tag:yaml.org,2002:"
_TRUE: Final = re.compile(r"y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON")
_FALSE: Final = re.compile(r"n|N|no|No|NO|false|False|FALSE|off|Off|OFF")
_INTEGER: Final = re.compile(
    r"[-+]?(0[bB]_*[01][01_]*|0[xX]_*[0-9a-fA-F][0-9a-fA-F_]*|0([oO]_*[0-7])?[0-7_]*|[1-9][0-9_]*)"
)
_FLOAT: Final = re.compile(r"[-+]?(\._*[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?")
_PAIR: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
"""A character of JSON that is written in two halves, which YAML does not know."""
_NO_NUMBER: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DEEPEST: Final = 200


class _Loader(yaml.CSafeLoader):
    """libyaml's loader, with Kubernetes' reading of plain words."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 (PyYAML's own attribute; filled below)


def _tell(tag: str, words: str, first: str | None) -> None:
    _Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType] (PyYAML's stubs leave it open)
        _TAG + tag, re.compile(rf"(?:{words})\Z"), list(first) if first else None
    )


_tell("null", "~|null|Null|NULL|", None)
_tell("bool", f"{_TRUE.pattern}|{_FALSE.pattern}", "yYtToOnNfF")
_tell("int", _INTEGER.pattern, "-+0123456789")
_tell("float", f"{_FLOAT.pattern}|{_NO_NUMBER.pattern}", "-+.0123456789")
_tell("merge", "<<", "<")


def documents(text: str) -> Iterator[Node | Refusal]:
    """Yield the documents of a file that are not empty, each with its lines; a refusal in place of a bad one.

    Args:
        text: The file's text.
    """
    if text.lstrip().startswith("{"):
        text = _PAIR.sub(lambda pair: json.loads(f'"{pair.group()}"'), text)
    if line := _line_of_deep_nesting(text):
        yield Refusal(line, f"is nested more than {_DEEPEST} levels deep; expected plain manifests")
        return
    loader = _Loader(text)
    try:
        while loader.check_node():
            node = cast("yaml.Node", loader.get_node())
            try:
                document = _node(node)
            except Refusal as refusal:
                yield refusal
            else:
                if document.value is not None:
                    yield document
    except yaml.MarkedYAMLError as error:
        yield _not_yaml(error, text)
    except yaml.YAMLError as error:
        yield Refusal(1, f"is not YAML: {str(error).splitlines()[0]}; expected the text of manifests")
    except RecursionError:
        yield Refusal(1, "is nested too deeply, or a part of it contains itself; expected plain manifests")
    finally:
        loader.dispose()


def _line_of_deep_nesting(text: str) -> int | None:
    """Return the line of a nesting that would overflow libyaml's stack, and so end the process; else None."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                return event.start_mark.line + 1 if event.start_mark else 1
    except yaml.YAMLError:  # the loader meets it again, and tells it
        return None
    return None


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> Refusal:
    mark = error.problem_mark or error.context_mark
    expected = "manifests that helm template has rendered" if "{{" in text else "YAML or JSON"
    return Refusal(mark.line + 1 if mark else 1, f"is not YAML: {error.problem}; expected {expected}")


def _node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(_scalar(node, line), line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(each) for each in cast("list[yaml.Node]", node.value)], line)
    return Node(_mapping(cast("list[tuple[yaml.Node, yaml.Node]]", node.value)), line)


def _mapping(pairs: list[tuple[yaml.Node, yaml.Node]]) -> dict[str, Node]:
    stated: dict[str, Node] = {}
    merged: list[Node] = []
    for key_node, value_node in pairs:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise Refusal(
                line, "has a key that is a list or a mapping; expected text, as helm template renders it"
            )
        if key_node.tag == _TAG + "merge":
            value = _node(value_node)
            merged += value.items() or [value]
            continue
        key = _key(key_node, line)
        if key in stated:
            raise Refusal(line, f'has the key "{key}" twice in one mapping; expected it once')
        stated[key] = Node(_node(value_node).value, line)
    for each in merged:
        for key, value in each.fields().items():
            stated.setdefault(key, value)
    return stated


def _key(node: yaml.ScalarNode, line: int) -> str:
    value = _scalar(node, line)
    return value if isinstance(value, str) else str(value).lower()


def _scalar(node: yaml.ScalarNode, line: int) -> Scalar:
    text = cast("str", node.value)
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool" if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
            return _TRUE.fullmatch(text) is not None
        case "int" if _INTEGER.fullmatch(text):
            digits = text.replace("_", "")
            return int(digits, 8 if re.match(r"[-+]?0[0-7]", digits) else 0)
        case "int" | "float" if _FLOAT.fullmatch(text):
            return float(text.replace("_", ""))
        case "str" | "merge":
            return text
        case tag:
            raise Refusal(line, f"has a value of the YAML type {tag}, which JSON cannot hold; expected text")
