"""The groups of modules in a package: which group imports which, and how large each folder is."""

import ast
from collections.abc import Sequence
from pathlib import Path

MOST_ENTRIES = 12
"""A folder with more entries is hard to take in at a glance."""
_NOT_OURS = {"__pycache__", ".venv", "build", "dist"}
"""What Python, Pulumi and build tools leave in a folder."""
_MARKER = "py.typed"
"""An empty file that tells type checkers that a package has types. There is nothing in it to take in."""


def imports_between_groups(package: Path) -> dict[str, set[str]]:
    """Return what each group, and each top-level module, of a package imports from the others."""
    found: dict[str, set[str]] = {}
    for source in package.rglob("*.py"):
        name = source.relative_to(package).parts[0].removesuffix(".py")
        found.setdefault(name, set()).update(_imported(source, package) - {name})
    return found


def _imported(source: Path, package: Path) -> set[str]:
    """Return what a module imports of its package: the groups and the top-level modules."""
    here = source.relative_to(package.parent).parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            paths = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = [*here[: -node.level if node.level else 0], *(node.module or "").split(".")]
            paths = [[*filter(None, start), alias.name] for alias in node.names]
        else:
            continue
        found.update(path[1] for path in paths if path[0] == package.name and len(path) > 1)
    return found


def imports_against_the_order(package: Path, layers: Sequence[str]) -> set[str]:
    """Return the imports of each group that do not come from a layer before it.

    Args:
        package: The folder of the package.
        layers: All groups and top-level modules, each after those that it may import.
    """
    places = {group: place for place, group in enumerate(layers)}
    return {
        f"{group} imports {other}"
        for group, others in imports_between_groups(package).items()
        for other in others
        if group not in places or other not in layers[: places[group]]
    }


def crowded_folders(room: Path, allowed: Sequence[str] = ()) -> dict[Path, int]:
    """Return the number of entries of each folder that has too many.

    Args:
        room: The folder to start from.
        allowed: Folders of the room that may have any number, relative to it.
    """
    folders = [room, *(path for path in room.rglob("*") if path.is_dir())]
    ours = [path for path in folders if _NOT_OURS.isdisjoint(path.relative_to(room).parts)]
    sizes = {
        path.relative_to(room): len({each.name for each in path.iterdir()} - {*_NOT_OURS, _MARKER})
        for path in ours
    }
    return {path: size for path, size in sizes.items() if size > MOST_ENTRIES and str(path) not in allowed}
