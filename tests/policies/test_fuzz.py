"""No value in any field, and no bytes in a file, make a rule raise."""

import copy
import json
import re
from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod_wiring.checker.inspection import inspect
from pod_wiring.files.source import Source
from pod_wiring.judge import STRICT
from pod_wiring.manifests.shell import parse
from tests.foreign import Json, JsonObject
from tests.policies.objects import Objects, Path, at
from tests.policies.programs import CORPUS, Program, judged, programs

ODD_VALUES: list[Json] = [
    None,
    True,
    0,
    -1.5,
    float("nan"),
    "",
    "x",
    "/",
    [],
    [None],
    [[]],
    ["x"],
    {},
    {"name": None},
]
# One in which rules read every field, one with claim templates, one with a deeper template.
SEEDS = [
    "shared-volume-roles/success.hardened-page",
    "document-root-not-mounted/success.hardened-site-of-a-git-repository",
    "writer-ignores-sigterm/success.hardened-backup",
]
bounded = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def every_path(value: Json, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value in a program."""
    if isinstance(value, dict):
        steps = list(cast("JsonObject", value).items())
    else:
        steps = list(enumerate(cast("list[Json]", value))) if isinstance(value, list) else []
    for step, child in steps:
        yield (*path, step)
        yield from every_path(child, (*path, step))


def replaced(objects: Objects, path: Path, value: Json) -> Objects:
    """Return a copy of a program with another value at a path."""
    mutant = copy.deepcopy(objects)
    at(mutant, path[:-1])[path[-1]] = value
    return mutant


@pytest.mark.parametrize("seed", SEEDS)
def test_an_odd_value_at_any_field_crashes_no_rule(seed: str) -> None:
    objects = copy.deepcopy(Program(CORPUS / f"{seed}.yaml").objects)
    for path in list(every_path(objects)):
        parent, step = at(objects, path[:-1]), path[-1]
        right = parent[step]
        for value in ODD_VALUES:
            parent[step] = value
            judged(objects, STRICT)
        parent[step] = right


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wrong_type_at_any_field_is_read_or_refused_with_file_line_and_column(seed: str) -> None:
    (first, *_) = Program(CORPUS / f"{seed}.yaml").objects
    refused = list[str]()
    for path in every_path(first):
        (wrong,) = replaced(
            [first], (0, *path), [[]] if isinstance(at([first], (0, *path)), dict) else {"odd": {}}
        )
        report = inspect([Source("any.yaml", json.dumps(wrong, indent=1).encode())], STRICT)
        refused += map(str, report.bad)
    assert len(refused) > 30
    assert [each for each in refused if not re.match(r"any\.yaml:[1-9]\d*:[1-9]\d*: \S+ is a ", each)] == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=8,
)


@bounded
@given(st.data())
def test_any_values_at_several_fields_crash_no_rule(data: st.DataObject) -> None:
    objects = data.draw(st.sampled_from(programs(good=True))).objects
    for _ in range(3):
        path = data.draw(st.sampled_from(list(every_path(objects)) or [(0,)]))
        objects = replaced(objects, path, data.draw(json_values))
    judged(objects, STRICT)


@bounded
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    inspect([Source("any", data)], STRICT)


@bounded
@given(st.text(alphabet="ab:-?[]{},&*!|>'\"%#\n \t<0.~", max_size=80))
def test_anything_that_looks_like_yaml_is_read_or_refused(text: str) -> None:
    inspect([Source("any", text.encode())], STRICT)


@bounded
@given(st.data())
def test_a_damaged_manifest_is_read_or_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(programs(good=True))).file.read_bytes()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    damage = data.draw(
        st.binary(max_size=6) | st.sampled_from([b"*a", b"&a ", b"{", b"]", b"\n", b"- ", b": ", b"<<: "])
    )
    inspect([Source("any", text[:start] + damage + text[end:])], STRICT)


@bounded
@given(st.text(alphabet="abcdeo/ ;&|(){}[]<>$`'\"\\!#*?=-\n", max_size=60))
def test_any_script_is_parsed_or_left_alone(script: str) -> None:
    parsed = parse(script)
    if parsed:
        assert isinstance(parsed.targets, tuple)
        assert isinstance(parsed.traps_sigterm, bool)
