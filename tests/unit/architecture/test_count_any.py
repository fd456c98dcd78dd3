"""The check of `Any` that `make check` runs counts the uses, and refuses those without a reason."""

import runpy
from collections.abc import Callable

import pytest

from tests.unit.packaging.places import ROOT

TOOL = runpy.run_path(str(ROOT / "tools" / "count_any.py"))
USES_IN: Callable[[str], list[int]] = TOOL["uses_in"]
WITHOUT_A_REASON: Callable[[str], list[int]] = TOOL["uses_without_a_reason"]


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
    assert len(USES_IN(source)) == uses


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x: Any  # Any: foreign data", id="beside it"),
        pytest.param("# Any: foreign data\nx: Any", id="above it"),
        pytest.param("# Any: foreign data,\n# of which we read little\nx: Any", id="above it in two lines"),
        pytest.param('# Any: foreign data\nx = cast("Any", y)', id="cast"),
        pytest.param('Json = dict[str, Any]\n"""JSON. Any: foreign data."""', id="alias"),
    ],
)
def test_any_with_a_reason_is_accepted(source: str) -> None:
    assert WITHOUT_A_REASON(source) == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        pytest.param("x: Any", 1, id="no comment"),
        pytest.param("x: Any  # Any", 1, id="no reason"),
        pytest.param("# Any: foreign data\ny: int\nx: Any", 3, id="reason of another line"),
        pytest.param("y: Any  # Any: foreign data\nx: Any", 2, id="reason beside the line above"),
        pytest.param("x: Any\n# Any: foreign data", 1, id="reason below"),
        pytest.param('x: Any = "Any: text"', 1, id="text"),
        pytest.param('Json = dict[str, Any]\n"""JSON."""', 1, id="alias"),
    ],
)
def test_any_without_a_reason_is_refused(source: str, line: int) -> None:
    assert WITHOUT_A_REASON(source) == [line]
