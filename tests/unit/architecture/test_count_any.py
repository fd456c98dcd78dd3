"""The figure that `make check` prints of the type `Any`."""

import runpy
from collections.abc import Callable

import pytest

from tests.unit.packaging.places import ROOT

USES_IN: Callable[[str], int] = runpy.run_path(str(ROOT / "tools" / "count_any.py"))["uses_in"]


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        pytest.param("from typing import Any", 0, id="import"),
        pytest.param("def f(x: dict[str, Any]) -> Any: ...", 2, id="annotation"),
        pytest.param("x: typing.Any", 1, id="qualified"),
        pytest.param('x = cast("list[Any]", y)', 1, id="cast"),
        pytest.param('X: TypeAlias = "dict[str, Any]"', 1, id="type alias"),
        pytest.param('"""Any text."""  # Any', 0, id="text and comment"),
    ],
)
def test_uses_of_any_are_counted(source: str, uses: int) -> None:
    assert USES_IN(source) == uses
