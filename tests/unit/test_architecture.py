"""Who may know whom, as docs/architecture.md says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("stacks", "components", "policies", "deploy", "local_cluster", "tests", "benchmarks")
PACKAGES = {*ROOMS, "sidecar_pods"}
"""The names under which rooms are imported."""
MAY_KNOW: dict[str, set[str]] = {
    "__main__.py": {"stacks", "sidecar_pods"},
    "stacks": set(),
    "components": {"sidecar_pods"},
    "policies": set(),
    "deploy": set(),
    "local_cluster": set(),
}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def sources(room: str) -> list[Path]:
    path = ROOT / room
    if path.is_file():
        return [path]
    return sorted(each for each in path.rglob("*.py") if ".venv" not in each.parts)


def imported_rooms(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        yield from (name.partition(".")[0] for name in names if name.partition(".")[0] in PACKAGES)


@pytest.mark.parametrize("room", MAY_KNOW)
def test_room_imports_only_rooms_that_it_may_know(room: str) -> None:
    strangers = {
        f"{source.relative_to(ROOT)} imports {other}"
        for source in sources(room)
        for other in imported_rooms(source)
        if other not in MAY_KNOW[room] | {room}
    }
    assert not strangers


def test_every_room_has_sources_to_judge() -> None:
    assert all(sources(room) for room in MAY_KNOW)


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = {path.stem for room in ROOMS for path in sources(room)}
    assert not modules & NAMES_THAT_SAY_NOTHING
