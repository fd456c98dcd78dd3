"""Each field of a public class of data has a docstring, or the class names the place that describes it."""

import ast
from collections.abc import Iterator
from itertools import zip_longest

import pytest

from tests.unit.packaging.places import ROOT

ROOMS = ("stacks", "components", "policies", "deploy", "local_cluster", "tools")
HOLDS_DATA = {"dataclass", "NamedTuple", "TypedDict"}


def undescribed_fields(source: str) -> Iterator[str]:
    """Yield the public fields without a docstring, as `Class.field`."""
    for kind in ast.walk(ast.parse(source)):
        if not isinstance(kind, ast.ClassDef) or kind.name.startswith("_") or not _holds_data(kind):
            continue
        if "describes" in (ast.get_docstring(kind) or ""):
            continue
        for node, following in zip_longest(kind.body, kind.body[1:]):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                if not name.startswith("_") and not _is_text(following):
                    yield f"{kind.name}.{name}"


def _holds_data(kind: ast.ClassDef) -> bool:
    stated = (each for node in (*kind.decorator_list, *kind.bases) for each in ast.walk(node))
    return any(isinstance(each, ast.Name) and each.id in HOLDS_DATA for each in stated)


def _is_text(node: ast.stmt | None) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        pytest.param('class A(TypedDict):\n  a: int\n  """A."""', list[str](), id="described"),
        pytest.param("class A(TypedDict):\n  a: int", ["A.a"], id="last"),
        pytest.param("@dataclass(frozen=True)\nclass A:\n  a: int\n  b: int", ["A.a", "A.b"], id="dataclass"),
        pytest.param('class A(NamedTuple):\n  """B describes it."""\n  a: int', list[str](), id="elsewhere"),
        pytest.param("class A(NamedTuple):\n  _a: int", list[str](), id="private"),
        pytest.param("class _A(NamedTuple):\n  a: int", list[str](), id="of a private class"),
        pytest.param("class A:\n  a: int", list[str](), id="no data"),
    ],
)
def test_fields_without_a_docstring_are_found(source: str, wrong: list[str]) -> None:
    assert list(undescribed_fields(source)) == wrong


@pytest.mark.parametrize("room", ROOMS)
def test_room_describes_its_fields(room: str) -> None:
    found = [
        f"{source.relative_to(ROOT)}: {name}"
        for source in sorted((ROOT / room).rglob("*.py"))
        if ".venv" not in source.parts
        for name in undescribed_fields(source.read_text(encoding="utf-8"))
    ]
    assert found == []
