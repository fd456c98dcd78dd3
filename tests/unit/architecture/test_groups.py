"""The checker of groups and folders finds what the tests of the rooms rely on."""

from pathlib import Path

import pytest

from tests.unit.architecture.groups import crowded_folders, imports_against_the_order, imports_between_groups

LAYERS = ("below", "above", "__main__")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Make a package of two groups; return its folder."""
    for group in ("below", "above"):
        (tmp_path / "shop" / group).mkdir(parents=True)
        (tmp_path / "shop" / group / "page.py").touch()
    return tmp_path / "shop"


@pytest.mark.parametrize(
    "line",
    [
        "from shop.above.page import x",
        "from shop import above",
        "import shop.above.page",
        "from ..above import x",
    ],
)
def test_import_of_a_group_is_found_in_every_form(package: Path, line: str) -> None:
    (package / "below" / "page.py").write_text(line)
    assert imports_between_groups(package) == {"below": {"above"}, "above": set()}
    assert imports_against_the_order(package, LAYERS) == {"below imports above"}


def test_import_from_a_layer_below_or_from_the_group_itself_is_in_order(package: Path) -> None:
    (package / "above" / "page.py").write_text("from shop.below import x\nfrom . import y\nimport json")
    assert imports_against_the_order(package, LAYERS) == set()


def test_import_of_a_group_without_a_layer_is_against_the_order(package: Path) -> None:
    (package / "extra.py").write_text("from shop.below import x")
    assert imports_against_the_order(package, LAYERS) == {"extra imports below"}


def test_folder_with_thirteen_entries_is_crowded(package: Path) -> None:
    for number in range(12):
        (package / "below" / f"{number}.py").touch()
    assert crowded_folders(package) == {Path("below"): 13}
    assert crowded_folders(package, ["below"]) == {}
