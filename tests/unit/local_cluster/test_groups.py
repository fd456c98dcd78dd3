"""The groups of modules in `local_cluster/`: their imports and their size."""

from pathlib import Path

import pytest

from tests.unit.architecture.groups import entries_of, imports_between_groups, order_of_groups

ROOM = Path("local_cluster")
GROUPS = ("images", "kubernetes", "node", "programs", "work")
ENTRIES_A_FOLDER = 12


def test_groups_import_one_another_without_a_cycle() -> None:
    assert set(GROUPS) <= set(order_of_groups(ROOM))


@pytest.mark.parametrize("group", GROUPS)
def test_group_does_not_import_the_modules_that_use_it(group: str) -> None:
    assert not imports_between_groups(ROOM)[group] & {"lifecycle", "preflight", "status", "__main__"}


@pytest.mark.parametrize("folder", [ROOM, *(ROOM / group for group in GROUPS)], ids=str)
def test_folder_has_at_most_twelve_entries(folder: Path) -> None:
    assert len(entries_of(folder)) <= ENTRIES_A_FOLDER
