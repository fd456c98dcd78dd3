"""The declarations of arguments and components, read from the sources: annotations and docstrings.

They are read as text, because a running program does not have them all: the types of Pulumi's Kubernetes SDK
exist for a type checker only, and Python keeps no docstring of a field.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from inspect import cleandoc
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple

PACKAGE: Final = "sidecar_pods"
_FOLDER: Final = Path(__file__).parents[2]


class Found(NamedTuple):
    """A piece of source, and the module whose names it uses."""

    node: ast.ClassDef | ast.expr
    """A class, or an expression."""
    module: str
    """Full name of the module."""


class FieldDeclaration(NamedTuple):
    """A field of a class."""

    name: str
    """Its name in Python."""
    annotation: Found
    """Its type, without `NotRequired`."""
    required: bool
    """Whether it must be given."""
    description: str
    """The docstring under it; each paragraph is one line."""


def find(name: str, module: str) -> Found | None:
    """Return the definition of a name, where it is written; None if that is outside of the package.

    Args:
        name: The name.
        module: Full name of the module that uses it.
    """
    for statement in _statements(_tree(module).body):
        match statement:
            case ast.ClassDef(name=defined) if defined == name:
                return Found(statement, module)
            case ast.Assign(targets=[ast.Name(id=defined)], value=value) if defined == name:
                return Found(value, module)
            case ast.AnnAssign(target=ast.Name(id=defined), value=ast.expr() as value) if defined == name:
                return Found(value, module)
            case ast.ImportFrom(module=str(source), names=aliases) if source.startswith(PACKAGE):
                for alias in aliases:
                    if (alias.asname or alias.name) == name:
                        return find(alias.name, source)
            case _:
                pass
    return None


def find_class(name: str, module: str) -> tuple[ast.ClassDef, str] | None:
    """Return a class and the module that defines it; None if the name stands for anything else."""
    found = find(name, module)
    return (found.node, found.module) if found and isinstance(found.node, ast.ClassDef) else None


def fields(declared: ast.ClassDef, module: str) -> list[FieldDeclaration]:
    """Return the fields of a class: those of its bases first.

    Args:
        declared: The class.
        module: Full name of the module that defines it.
    """
    inherited = [
        field
        for base in declared.bases
        if isinstance(base, ast.Name) and (found := find_class(base.id, module))
        for field in fields(*found)
    ]
    total = not any(each.arg == "total" for each in declared.keywords)
    return [*inherited, *_own_fields(declared.body, module, total=total)]


def arguments_of(component: ast.ClassDef, module: str) -> tuple[ast.ClassDef, str]:
    """Return the class of a component's arguments, and the module that defines it.

    Args:
        component: The component's class.
        module: Full name of the module that defines it.

    Raises:
        LookupError: Its constructor has no parameter `args` with such a class.
    """
    for statement in component.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            for parameter in statement.args.args:
                if parameter.arg == "args" and isinstance(parameter.annotation, ast.Name):
                    found = find_class(parameter.annotation.id, module)
                    if found:
                        return found
    raise LookupError(f"{module}.{component.name} has no parameter args whose type is a class of ours")


def description(node: ast.ClassDef) -> str:
    """Return the docstring of a class; each paragraph is one line."""
    return _paragraphs(ast.get_docstring(node) or "")


def _own_fields(body: Sequence[ast.stmt], module: str, *, total: bool) -> Iterator[FieldDeclaration]:
    for statement, following in zip_longest(body, body[1:]):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if not name.startswith("_"):
                required = total
                if isinstance(annotation, ast.Subscript) and _is_named(annotation.value, "NotRequired"):
                    annotation, required = annotation.slice, False
                yield FieldDeclaration(name, Found(annotation, module), required, _docstring(following))
            case _:
                pass


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _docstring(statement: ast.stmt | None) -> str:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return _paragraphs(cleandoc(text))
        case _:
            return ""


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that a type checker sees."""
    for statement in body:
        match statement:
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=inner):
                yield from _statements(inner)
            case _:
                yield statement


@cache
def _tree(module: str) -> ast.Module:
    path = _FOLDER.joinpath(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(source.read_text(encoding="utf-8"))
