"""Who may know whom, as docs/architecture.md says."""

from __future__ import annotations

import ast
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
}
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
