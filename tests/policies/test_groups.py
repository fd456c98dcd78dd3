"""Each folder of the package imports only those before it, so there is no cycle."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pod_wiring

PACKAGE = Path(pod_wiring.__file__).parent
ORDER = ("files", "manifests", "findings", "rules", "top", "checker", "docs")
"""`top` stands for the modules beside the folders: registry, remediation, config, judge, pack."""
MOST_ENTRIES = 14


def sources(group: str) -> list[Path]:
    return sorted(PACKAGE.glob("*.py") if group == "top" else (PACKAGE / group).rglob("*.py"))


def imported_groups(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pod_wiring."):
            group = (node.module or "").split(".")[1]
            yield group if group in ORDER else "top"


@pytest.mark.parametrize("group", ORDER)
def test_group_imports_only_those_before_it(group: str) -> None:
    assert sources(group)
    known = ORDER[: ORDER.index(group) + 1]
    wrong = {
        f"{source.relative_to(PACKAGE)} imports {other}"
        for source in sources(group)
        for other in imported_groups(source)
        if other not in known
    }
    assert not wrong


def test_every_folder_is_in_the_order() -> None:
    folders = {each.name for each in PACKAGE.iterdir() if each.is_dir() and each.name != "__pycache__"}
    assert folders == set(ORDER) - {"top"}


@pytest.mark.parametrize("folder", [".", *(each for each in ORDER if each not in ("rules", "top"))])
def test_folder_can_be_taken_in_at_a_glance(folder: str) -> None:
    entries = [each.name for each in (PACKAGE / folder).iterdir() if each.name != "__pycache__"]
    assert len(entries) <= MOST_ENTRIES, entries
