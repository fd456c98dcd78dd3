"""The groups of modules in a package: which group imports which."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path


def _imported(source: Path, package: str) -> set[str]:
    """Return what a module imports of its package: the groups and the top-level modules."""
    nodes = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.ImportFrom)]
    paths = [[*(node.module or "").split("."), alias.name] for node in nodes for alias in node.names]
    return {path[1] for path in paths if path[0] == package}


def imports_between_groups(package: Path) -> dict[str, set[str]]:
    """Return what each group, and each top-level module, of a package imports from the others."""
    found: dict[str, set[str]] = {}
    for source in package.rglob("*.py"):
        name = source.relative_to(package).parts[0].removesuffix(".py")
        found.setdefault(name, set()).update(_imported(source, package.name) - {name})
    return found


def order_of_groups(package: Path) -> list[str]:
    """Return the groups and top-level modules so that each comes after those that it imports.

    Raises:
        CycleError: Groups import each other in a circle.
    """
    return list(TopologicalSorter(imports_between_groups(package)).static_order())


def entries_of(folder: Path) -> list[str]:
    """Return the names in a folder; what Python and tools leave there does not count."""
    return [entry.name for entry in folder.iterdir() if entry.name != "__pycache__"]
