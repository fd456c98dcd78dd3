"""The groups of modules in `local_cluster/`: their imports and their size."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOM = Path("local_cluster")
GROUPS = ("images", "kubernetes", "node", "programs", "work")
ENTRIES_A_FOLDER = 12


def imported(source: Path) -> set[str]:
    """Return the names below `local_cluster` that a module imports from: a group or a top-level module."""
    nodes = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.ImportFrom)]
    paths = [
        [*(node.module or "").split("."), alias.name]
        for node in nodes
        for alias in node.names
        if (node.module or "").partition(".")[0] == ROOM.name
    ]
    return {path[1] for path in paths}


def graph() -> dict[str, set[str]]:
    """Return what each group, and each top-level module, imports from the others."""
    found: dict[str, set[str]] = {}
    for source in ROOM.rglob("*.py"):
        name = source.relative_to(ROOM).parts[0].removesuffix(".py")
        found.setdefault(name, set()).update(imported(source) - {name})
    return found


def test_groups_import_one_another_without_a_cycle() -> None:
    order = list(TopologicalSorter(graph()).static_order())
    assert set(GROUPS) <= set(order)


@pytest.mark.parametrize("group", GROUPS)
def test_group_does_not_import_the_modules_that_use_it(group: str) -> None:
    assert not graph()[group] & {"lifecycle", "preflight", "status", "__main__"}


@pytest.mark.parametrize("folder", [ROOM, *(ROOM / group for group in GROUPS)], ids=str)
def test_folder_has_at_most_twelve_entries(folder: Path) -> None:
    entries = [entry for entry in folder.iterdir() if entry.name != "__pycache__"]
    assert len(entries) <= ENTRIES_A_FOLDER
