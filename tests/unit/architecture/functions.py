"""The order of functions in a module."""

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef


def helpers_above_their_users(source: str) -> set[str]:
    """Return the private functions of a module that stand above every function and class that uses them.

    A function that the module calls while it is imported must stand above that call, so it does not count.
    """
    body = ast.parse(source).body
    called_on_import = {name for node in body for name in _names_on_import(node)}
    functions = {node.name: node for node in body if isinstance(node, Function)}
    return {
        name
        for name, helper in functions.items()
        if name.startswith("_") and name not in called_on_import
        if (users := [each for each in body if each is not helper and name in _names(each)])
        if users[0].lineno > helper.lineno
    }


def _names(node: ast.AST) -> Iterator[str]:
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _names_on_import(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement uses while Python imports the module, not later in a function."""
    if isinstance(node, Function):
        now = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    elif isinstance(node, ast.ClassDef):
        now = [*node.decorator_list, *node.bases, *node.body]
    else:
        yield from _names(node)
        return
    for each in now:
        yield from _names_on_import(each)
