"""The differences between two objects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pod_deploy.planning.compare import comparable, differences
from pod_deploy.stack.manifests import Json
from tests.foreign import JsonObject
from tests.unit.deploy.recorded import live, pod

JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def shown(before: Json, after: Json) -> list[str]:
    return [str(difference) for difference in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param({"a": 1}, {"a": 1}, [], id="nothing"),
        pytest.param({"a": {"b": 1}}, {"a": {"b": 2}}, ["a.b: 1 -> 2"], id="a value"),
        pytest.param({}, {"a": True}, ["a: (none) -> True"], id="a new field"),
        pytest.param({"a": "x"}, {}, ["a: x -> (none)"], id="a field that goes"),
        pytest.param(
            {"c": [{"name": "1st", "image": "a"}, {"name": "2nd", "image": "b"}]},
            {"c": [{"name": "2nd", "image": "c"}, {"name": "1st", "image": "a"}]},
            ["c[2nd].image: b -> c"],
            id="items are known by name, wherever they stand",
        ),
        pytest.param({"a": ["x", "y"]}, {"a": ["x", "z"]}, ["a[1]: y -> z"], id="items without a name"),
        pytest.param({"a": [1]}, {"a": [1, 2]}, ["a[1]: (none) -> 2"], id="one item more"),
        pytest.param({"a": "x" * 99}, {"a": ""}, [f"a: {'x' * 59}… -> "], id="a long value is cut"),
        pytest.param({"a": "x\n y"}, {"a": "x"}, ["a: x y -> x"], id="lines become one"),
    ],
)
def test_differences_name_each_field(before: Json, after: Json, lines: list[str]) -> None:
    assert shown(before, after) == lines


@given(JSON, JSON)
def test_equal_values_have_no_differences_and_others_have_some(before: Json, after: Json) -> None:
    assert bool(shown(before, after)) == (before != after)


def test_fields_that_the_server_and_the_scheduler_set_are_ignored() -> None:
    token: JsonObject = {"name": "kube-api-access-x7k2p"}
    container: JsonObject = {"name": "1st", "volumeMounts": [{**token, "mountPath": "/var/run"}]}
    there = live(
        pod(spec={"containers": [container], "volumes": [token], "nodeName": "node-1"}), generation=3
    )
    mine: JsonObject = {"containers": [{"name": "1st", "volumeMounts": []}], "volumes": []}
    other = pod(spec=mine)
    assert comparable(there) == comparable(other)
