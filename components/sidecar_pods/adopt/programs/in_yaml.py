"""A program in Pulumi YAML, which uses the components as a package."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import yaml

from sidecar_pods.adopt.manifests.values import Fields, Reference, Value
from sidecar_pods.adopt.programs.resource import Resource
from sidecar_pods.adopt.programs.text import comment

_PLAIN: Final = re.compile(r"(?!\.[0-9])[A-Za-z./_][-A-Za-z0-9./_]*( [-A-Za-z0-9./_]+)*")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that some version of YAML reads as no text."""


def yaml_program(resources: Sequence[Resource], header: Sequence[str]) -> str:
    """Return the program as the text of a `Pulumi.yaml`.

    Args:
        resources: The resources.
        header: The paragraphs at the top.
    """
    top = f"{comment(header)}name: adopted\nruntime: yaml\n"
    if not resources:
        return f"{top}resources: {{}}\n"
    return f"{top}resources:\n" + "".join(_indented(_resource(each)) for each in resources)


def _resource(resource: Resource) -> str:
    stated: dict[str, object] = {"type": resource.token}
    if resource.name != resource.variable:
        stated["name"] = _text(resource.name)
    stated["properties"] = _plain(resource.properties)
    dumped = yaml.dump(
        {resource.variable: stated},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100_000,
        default_flow_style=False,
    )
    return comment(resource.comments) + dumped


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


def _plain(value: Value) -> object:
    """Return a value as the YAML library takes it."""
    if isinstance(value, Reference):
        return f"${{{value.variable}.{value.output}}}"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Fields):
        # Pulumi's schema has `x_kubernetes_…` for the fields of JSON schemas with dashes.
        return {key.replace("-", "_"): _plain(each) for key, each in value.items()}
    if isinstance(value, Mapping):
        return {_text(key): _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    return value


def _text(text: str) -> str:
    """Return a text that Pulumi YAML reads as it is: it takes `${` for a reference and `$$` for a `$`."""
    return re.sub(r"\$+(?=\{)|\${2,}", lambda dollars: dollars.group() * 2, text)


class _Dumper(yaml.SafeDumper):
    """PyYAML's dumper, for readers of any version of YAML."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (PyYAML's signature)
        """Return true: write every value out."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent lists inside mappings."""
        return super().increase_indent(flow, False)


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    is_block = "\n" in text and not text.endswith("\n\n")  # PyYAML would end the document after such a block
    style = "|" if is_block else None if is_plain else '"'
    # PyYAML's stubs leave the type of the value open.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)  # pyright: ignore[reportUnknownMemberType]


_Dumper.add_representer(str, _string)
