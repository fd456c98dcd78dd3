"""The groups of modules in `pod_deploy`: their imports and their size."""

from pathlib import Path

import pytest

from tests.unit.architecture.groups import entries_of, imports_between_groups
from tests.unit.packaging.places import ROOT

PACKAGE = ROOT / "deploy" / "pod_deploy"
LAYERS = (
    "refusal",
    "stack",
    "cluster",
    "planning",
    "shown",
    "without_cli",
    "with_cli",
    "commands",
    "__main__",
)
"""Each may import only those before it."""
FOLDERS = [PACKAGE.parent, PACKAGE, *(path for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())]
ENTRIES_A_FOLDER = 12


def test_every_group_has_its_layer() -> None:
    assert set(imports_between_groups(PACKAGE)) == {*LAYERS, "__init__"}


@pytest.mark.parametrize("group", LAYERS)
def test_group_imports_only_layers_below_it(group: str) -> None:
    assert imports_between_groups(PACKAGE)[group] <= set(LAYERS[: LAYERS.index(group)])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folder_has_at_most_twelve_entries(folder: Path) -> None:
    assert len(entries_of(folder)) <= ENTRIES_A_FOLDER
