"""The rooms: their imports and their folders are those that docs/architecture.md states."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Each folder, and the package that its sources are imported as.
PACKAGES = {
    "stacks": "stacks",
    "components": "sidecar_pods",
    "policies": "pod_wiring",
    "deploy": "pod_deploy",
    "local_cluster": "local_cluster",
    "tests": "tests",
    "benchmarks": "benchmarks",
}
ROOMS = {package: room for room, package in PACKAGES.items()}
MAY_KNOW: dict[str, set[str]] = {
    "__main__.py": {"stacks", "components"},
    "stacks": set(),
    "components": set(),
    "policies": set(),
    "deploy": set(),
    "local_cluster": set(),
    "template": {"components"},
    "template-yaml": {"components"},
    "examples": {"components"},
}
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GROUPED = ("components", "policies", "deploy", "local_cluster")
"""The rooms whose folders the page lists."""
NOT_OURS = {"__pycache__", ".venv", "build", "dist"}
"""Folders that Python, Pulumi and build tools make."""
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def sources(room: str) -> list[Path]:
    path = ROOT / room
    if path.is_file():
        return [path]
    # `pulumi install` makes an environment in the policy pack's folder.
    return [file for file in sorted(path.rglob("*.py")) if ".venv" not in file.parts]


def imported_packages(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        yield from (name.partition(".")[0] for name in names)


def imports_on_the_page() -> dict[str, set[str]]:
    """Return the rooms that each room may import, as the page's first table says."""
    table = PAGE.partition("| room |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(.+?)` \|.*\| (.+?) \|$", table, re.MULTILINE)
    return {room: set(re.findall("`(.+?)`", imports)) for room, imports in rows if imports != "every room"}


def folders_of(room: str) -> set[str]:
    """Return every folder below a room that holds a file somewhere, relative to the root."""
    files = [path.relative_to(ROOT) for path in (ROOT / room).rglob("*") if path.is_file()]
    ours = [path for path in files if NOT_OURS.isdisjoint(path.parts)]
    return {str(folder) for path in ours for folder in path.parents} - {".", room}


def test_page_names_the_imports_that_are_allowed() -> None:
    assert imports_on_the_page() == MAY_KNOW


@pytest.mark.parametrize("room", GROUPED)
def test_page_lists_every_folder_of_a_room(room: str) -> None:
    listed = re.findall(rf"^\| `({room}/.+)/` \| .+ \|$", PAGE, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == folders_of(room)


@pytest.mark.parametrize("room", MAY_KNOW)
def test_room_imports_only_rooms_that_it_may_know(room: str) -> None:
    strangers = {
        f"{source.relative_to(ROOT)} imports {other}"
        for source in sources(room)
        for other in (ROOMS[package] for package in imported_packages(source) if package in ROOMS)
        if other not in MAY_KNOW[room] | {room}
    }
    assert not strangers


def test_no_source_imports_a_folder_that_python_would_take_for_an_empty_package() -> None:
    folders = set(PACKAGES) - set(ROOMS)
    files = [source for room in PACKAGES for source in sources(room)]
    assert [source for source in files if folders.intersection(imported_packages(source))] == []


def test_every_room_has_sources_to_judge() -> None:
    assert all(sources(room) for room in MAY_KNOW)


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = {path.stem for room in PACKAGES for path in sources(room)}
    assert not modules & NAMES_THAT_SAY_NOTHING
