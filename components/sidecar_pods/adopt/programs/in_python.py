"""A program in Python, as ruff would format it."""

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sidecar_pods.adopt.manifests.values import Fields, Reference, Value, in_python
from sidecar_pods.adopt.programs.resource import Resource
from sidecar_pods.adopt.programs.text import comment

_LONG_TEXT: Final = 2
"""Number of line ends from which on a text has a constant of its own."""


_MODES: Final = ("mode", "defaultMode")


def python_program(resources: Sequence[Resource], header: Sequence[str]) -> str:
    """Return the program in Python.

    Args:
        resources: The resources, each after those that it refers to.
        header: The paragraphs at the top.
    """
    printer = _Printer({resource.variable for resource in resources})
    statements = [printer.statement(resource) for resource in resources]
    constants = [f"{name} = {_long_text(text)}" for text, name in printer.constants.items()]
    parts = [comment(header).rstrip(), _imports(resources), *constants, *statements]
    return formatted("\n\n".join(part for part in parts if part) + "\n")


def ruff() -> str | None:
    """Return the path of ruff: the one beside this Python, else the one on PATH; None if there is none."""
    folders = [sysconfig.get_path("scripts"), os.environ.get("PATH", "")]
    return shutil.which("ruff", path=os.pathsep.join(folders))


def formatted(program: str) -> str:
    """Return a program as ruff formats it in this folder, or unchanged if ruff is not installed.

    If ruff cannot read the settings of this folder, it says so on standard error, and its own defaults hold.
    """
    command = ruff()
    if command is None:
        return program
    words = [command, "format", "--quiet"]
    done = subprocess.run([*words, "-"], input=program, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        words.append("--isolated")
        done = subprocess.run([*words, "-"], input=program, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def _imports(resources: Sequence[Resource]) -> str:
    modules = {resource.made_by.partition(".")[0] for resource in resources if not resource.is_component}
    components = sorted({resource.made_by for resource in resources if resource.is_component})
    lines = ["import pulumi"] if "pulumi" in modules else []
    lines += ["import pulumi_kubernetes as kubernetes"] if "kubernetes" in modules else []
    lines += [f"from sidecar_pods import {', '.join(components)}"] if components else []
    return "\n".join(lines)


class _Printer:
    """Prints resources, and collects the long texts in them."""

    def __init__(self, variables: set[str]) -> None:
        self.constants: dict[str, str] = {}
        self._taken = variables

    def statement(self, resource: Resource) -> str:
        """Return the statement that makes a resource."""
        if resource.is_component:
            arguments = self._value(resource.properties, [resource.variable])
        elif resource.made_by == "pulumi.CustomResource":
            arguments = self._value(dict(resource.properties), [resource.variable])
        else:
            arguments = ", ".join(self._keywords(resource))
        first = repr(resource.name)
        if resource.made_by == "pulumi.CustomResource":
            first = f"{resource.token!r}, {first}"
        call = f"{resource.made_by}({first}, {arguments})"
        made = f"{resource.variable} = {call}" if resource.is_used else call
        return comment(resource.comments) + made

    def _keywords(self, resource: Resource) -> Iterator[str]:
        for key, value in resource.properties.items():
            yield f"{in_python(key)}={self._value(value, [resource.variable, key])}"

    def _value(self, value: Value, path: Sequence[str]) -> str:
        """Return the text of a value.

        Args:
            value: The value.
            path: The path that leads to it, for the name of a constant.
        """
        if isinstance(value, Reference):
            return f"{value.variable}.{value.output}"
        if isinstance(value, str):
            return self._constant(value, path) if value.count("\n") >= _LONG_TEXT else repr(value)
        if isinstance(value, Mapping):
            name, text = (in_python, self._field) if isinstance(value, Fields) else (str, self._entry)
            return (
                "{"
                + ", ".join(f"{name(key)!r}: {text(key, each, path)}" for key, each in value.items())
                + "}"
            )
        if isinstance(value, Sequence):
            return "[" + ", ".join(self._value(each, [*path, *_label(each)]) for each in value) + "]"
        return repr(value)

    def _field(self, key: str, value: Value, path: Sequence[str]) -> str:
        """Return the text of a field; the rights of a file are octal, as people know them."""
        is_mode = key in _MODES and isinstance(value, int)
        return f"{value:#o}" if is_mode else self._entry(key, value, path)

    def _entry(self, key: str, value: Value, path: Sequence[str]) -> str:
        return self._value(value, [*path, key])

    def _constant(self, text: str, path: Sequence[str]) -> str:
        """Return the constant that holds a long text."""
        if text not in self.constants:
            words = [re.sub(r"[^A-Za-z0-9]+", "_", part).strip("_").upper() for part in path]
            wanted = "_".join(dict.fromkeys(word for word in words if word and word not in _NO_HELP))
            numbered = (f"{wanted}_{number}" for number in range(2, len(self.constants) + 3))
            taken = {*self.constants.values(), *self._taken}
            self.constants[text] = next(each for each in [wanted, *numbered] if each not in taken)
        return self.constants[text]


_NO_HELP: Final = frozenset(
    {
        "TEMPLATE",
        "JOBTEMPLATE",
        "CONTAINERS",
        "INITCONTAINERS",
        "SIDECARS",
        "DATA",
        "STRINGDATA",
        "ENV",
        "VALUE",
    }
)
"""Parts of a path that say nothing in the name of a constant."""


def _label(item: Value) -> list[str]:
    """Return the name of an item of a list, if it has one."""
    name = item.get("name") if isinstance(item, Mapping) else None
    return [name] if isinstance(name, str) else []


def _long_text(text: str) -> str:
    """Return a text of several lines as a string literal of several lines."""
    escaped = "".join(_escaped(character) for character in text).replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""\\\n{escaped}"""'


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character == "\n" or character == "\t" or character.isprintable():
        return character
    return repr(character)[1:-1]
