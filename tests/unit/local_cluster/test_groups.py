"""The groups of modules in `local_cluster/`: their imports and their size."""

from tests.unit.architecture.groups import crowded_folders, imports_against_the_order, imports_between_groups
from tests.unit.packaging.places import ROOT

ROOM = ROOT / "local_cluster"
LAYERS = (
    "errors",
    "places",
    "work",
    "programs",
    "images",
    "node",
    "kubernetes",
    "status",
    "preflight",
    "lifecycle",
    "__main__",
)
"""Each may import only those before it."""


def test_every_group_has_its_layer() -> None:
    assert set(imports_between_groups(ROOM)) == {*LAYERS, "__init__"}


def test_group_imports_only_layers_below_it() -> None:
    assert imports_against_the_order(ROOM, LAYERS) == set()


def test_folder_has_at_most_twelve_entries() -> None:
    assert crowded_folders(ROOM) == {}
