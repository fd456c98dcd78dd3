"""The pages of the reference, one for each language, made from the package's schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NotRequired, TypedDict, cast
from urllib.parse import unquote

from tools.docs_site.languages import LANGUAGES, Language

SCHEMA = Path(__file__).parents[2] / "components" / "schema.json"

_OF_KUBERNETES = re.compile(r"types/kubernetes:(?P<group>[\w.]+)/(?P<version>\w+):(?P<name>\w+)$")
_CODE = re.compile(r"`[^`]+`")
_NAME = re.compile(r"(?<![\w/.-])[a-z]\w+(?![\w/-])")

_Type = TypedDict(
    "_Type",
    {
        "$ref": NotRequired[str],
        "type": NotRequired[str],
        "items": NotRequired["_Type"],
        "additionalProperties": NotRequired["_Type"],
        "oneOf": NotRequired[list["_Type"]],
        "enum": NotRequired[list[object]],
        "description": NotRequired[str],
    },
)
"""A type, or a property with its type. https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/"""


class _Object(TypedDict):
    description: NotRequired[str]
    properties: NotRequired[Mapping[str, _Type]]
    required: NotRequired[list[str]]
    inputProperties: NotRequired[Mapping[str, _Type]]
    requiredInputs: NotRequired[list[str]]


class _Schema(TypedDict):
    types: Mapping[str, _Object]
    resources: Mapping[str, _Object]


def reference_pages() -> dict[str, str]:
    """Return the text of each page by the name of its file."""
    schema = cast("_Schema", json.loads(SCHEMA.read_text(encoding="utf-8")))
    return {f"{each.page}.md": "\n".join(_Page(each, schema).lines()) for each in LANGUAGES}


class _Page:
    """The page of one language."""

    def __init__(self, language: Language, schema: _Schema) -> None:
        self._language = language
        self._resources = {_name(token): each for token, each in schema["resources"].items()}
        self._types = {_name(token): each for token, each in schema["types"].items()}
        objects = (*self._resources.values(), *self._types.values())
        self._fields = {name for each in objects for name in (*_inputs(each), *each.get("properties", {}))}

    def lines(self) -> Iterator[str]:
        """Yield the lines of the page."""
        purpose = "This page lists each component with its inputs and outputs, and each type with its fields."
        title = self._language.title.replace("#", "\\#")  # Markdown leaves out a plain one at the end
        yield from (f"# Reference: {title}", "", f"{purpose} {self._language.where}", "")
        yield from ("## Components", "")
        for name, component in self._resources.items():
            code = self._language.made_by.replace("NAME", name)
            yield from (f"### {name}", "", self._text(component.get("description", "")), "")
            yield from (f"```{self._language.lexer}", code, "```", "")
            yield from self._table("input", _inputs(component), component.get("requiredInputs", []))
            yield from self._table("output", component.get("properties", {}), [])
        yield from ("## Types", "")
        for name, each in self._types.items():
            yield from (f"### {name}", "", self._text(each.get("description", "")), "")
            yield from self._table("field", each.get("properties", {}), each.get("required", []))

    def _table(self, kind: str, properties: Mapping[str, _Type], required: list[str]) -> Iterator[str]:
        if not properties:
            return
        yield from (f"| {kind} | description |", "| --- | --- |")
        for name, each in properties.items():
            shown = f"`{self._language.field(name)}`<br>{self._type(each)}"
            needed = "**Required.** " if name in required else ""
            text = self._text(each.get("description", "")).replace("\n", " ").replace("|", "\\|")
            yield f"| {shown} | {needed}{text} |"
        yield ""

    def _type(self, each: _Type) -> str:
        if reference := each.get("$ref"):
            return self._referenced(unquote(reference))
        if choices := each.get("oneOf"):
            return " or ".join(self._type(choice) for choice in choices)
        if values := each.get("enum"):
            return " or ".join(f"`{value}`" for value in values)
        if items := each.get("items"):
            return f"list of {self._type(items)}"
        if values := each.get("additionalProperties"):
            return f"map of {self._type(values)}"
        return each.get("type", "any value")

    def _referenced(self, reference: str) -> str:
        if found := _OF_KUBERNETES.search(reference):
            group, version, name = found["group"], found["version"], found["name"]
            return f"`{self._language.type_of_kubernetes(group.partition('.')[0], version, name)}`"
        name = _name(reference)
        return f"[{name}](#{name.lower()})" if name in self._types else "any value"

    def _text(self, text: str) -> str:
        """Return a description with the language's own names of fields in its code."""
        return _CODE.sub(lambda code: _NAME.sub(lambda name: self._spelled(name[0]), code[0]), text)

    def _spelled(self, name: str) -> str:
        of_kubernetes = name != name.lower()
        return self._language.field(name) if name in self._fields or of_kubernetes else name


def _name(token: str) -> str:
    return token.rpartition(":")[2]


def _inputs(component: _Object) -> Mapping[str, _Type]:
    return component.get("inputProperties", {})
