"""The groups of modules in `pod_deploy`: their imports and their size."""

from tests.unit.architecture.groups import crowded_folders, imports_against_the_order, imports_between_groups
from tests.unit.packaging.places import ROOT

ROOM = ROOT / "deploy"
PACKAGE = ROOM / "pod_deploy"
LAYERS = (
    "refusal",
    "stack",
    "cluster",
    "planning",
    "shown",
    "review",
    "without_cli",
    "with_cli",
    "commands",
    "__main__",
)
"""Each may import only those before it."""


def test_every_group_has_its_layer() -> None:
    assert set(imports_between_groups(PACKAGE)) == {*LAYERS, "__init__"}


def test_group_imports_only_layers_below_it() -> None:
    assert imports_against_the_order(PACKAGE, LAYERS) == set()


def test_folder_has_at_most_twelve_entries() -> None:
    assert crowded_folders(ROOM) == {}
