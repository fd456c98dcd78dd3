"""Each module has its public functions first, and a private one below its user."""

import pytest

from tests.unit.architecture.functions import helpers_above_their_users
from tests.unit.packaging.places import ROOT

ROOMS = (
    "__main__.py",
    "stacks",
    "components",
    "policies",
    "deploy",
    "local_cluster",
    "benchmarks",
    "tests",
    "tools",
)


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        pytest.param("def page(): return _title()\ndef _title(): ...", set[str](), id="below"),
        pytest.param("def _title(): ...\ndef page(): return _title()", {"_title"}, id="above"),
        pytest.param(
            "def _title(): ...\nclass Page:\n  def title(self): return _title()", {"_title"}, id="class"
        ),
        pytest.param("def a(): _x()\ndef _x(): ...\ndef b(): _x()", set[str](), id="between two users"),
        pytest.param("def _x(): _x()\ndef _unused(): ...", set[str](), id="no user"),
        pytest.param("def _x(): ...\nX = _x()\ndef page(): _x()", set[str](), id="called by a constant"),
        pytest.param("def _x(): ...\n@_x\ndef page(): ...", set[str](), id="decorator"),
        pytest.param("def _x(): ...\nclass Page:\n  title = _x()", set[str](), id="called by a class"),
    ],
)
def test_helpers_above_their_users_are_found(source: str, wrong: set[str]) -> None:
    assert helpers_above_their_users(source) == wrong


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_no_helper_above_its_user(room: str) -> None:
    sources = [ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py")
    found = [
        f"{source.relative_to(ROOT)}: {name}"
        for source in sources
        if ".venv" not in source.parts
        for name in helpers_above_their_users(source.read_text())
    ]
    assert found == []
