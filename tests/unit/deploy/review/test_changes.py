"""The fields that differ: items of lists by their names, and the contents of Secrets hidden."""

from __future__ import annotations

import pytest

from pod_deploy.review.changes import compare
from pod_deploy.review.formats.as_json import as_json
from pod_deploy.review.formats.comment import comment
from pod_deploy.review.formats.diffs import full_diff
from pod_deploy.review.formats.text import as_text
from pod_deploy.stack.manifests import Json, key_of
from tests.foreign import JsonObject
from tests.unit.deploy.review.reviews import manifest, review, side, stack


def fields(before: Json, after: Json) -> list[str]:
    objects = [manifest("Pod", "mc1", spec=each) for each in (before, after)]
    (change,) = compare(*({key_of(each): each} for each in objects))
    return [str(each) for each in change.fields]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param(
            {"initContainers": [{"name": "log-watcher", "image": "a"}]},
            {"initContainers": [{"name": "new", "image": "b"}, {"name": "log-watcher", "image": "c"}]},
            [
                "spec.initContainers[log-watcher].image: a -> c",
                "spec.initContainers[new]: (none) -> {'name': 'new', 'image': 'b'}",
            ],
            id="by name",
        ),
        pytest.param(
            {"volumeMounts": [{"name": "a", "mountPath": "/a"}, {"name": "a", "mountPath": "/b"}]},
            {"volumeMounts": [{"name": "a", "mountPath": "/b", "readOnly": True}]},
            [
                "spec.volumeMounts[/a]: {'name': 'a', 'mountPath': '/a'} -> (none)",
                "spec.volumeMounts[/b].readOnly: (none) -> True",
            ],
            id="mounts of one volume by path",
        ),
        pytest.param(
            {"ports": [{"containerPort": 80}, {"containerPort": 81}]},
            {"ports": [{"containerPort": 81, "protocol": "UDP"}, {"containerPort": 80}]},
            ["spec.ports (order): 80, 81 -> 81, 80", "spec.ports[81].protocol: (none) -> UDP"],
            id="ports by number",
        ),
        pytest.param(
            {},
            {"containers": [{"name": "1st"}], "securityContext": {"runAsNonRoot": True}},
            [
                "spec.containers[1st]: (none) -> {'name': '1st'}",
                "spec.securityContext.runAsNonRoot: (none) -> True",
            ],
            id="new list and mapping",
        ),
        pytest.param({"a": []}, {}, ["spec.a: [] -> (none)"], id="empty list"),
    ],
)
def test_fields_that_differ(before: JsonObject, after: JsonObject, lines: list[str]) -> None:
    assert fields(before, after) == lines


SECRET = manifest("Secret", "key", data={"same": "c2FtZQ==", "other": "b2xkLXBhc3N3b3Jk"})
CHANGED = manifest("Secret", "key", data={"same": "c2FtZQ==", "other": "bmV3LXBhc3N3b3Jk", "new": "bmV3"})


def test_no_output_shows_a_value_of_a_secret() -> None:
    made = review(stack("dev", side(SECRET), side(CHANGED)), stack("new", None, side(SECRET)))
    printed = [comment(made), as_json(made), full_diff(made), *(line.text for line in as_text(made))]
    values = ("c2FtZQ==", "b2xkLXBhc3N3b3Jk", "bmV3LXBhc3N3b3Jk", "bmV3")
    assert not [value for value in values if any(value in text for text in printed)]


def test_changed_value_of_a_secret_is_a_change() -> None:
    (effect,) = stack("dev", side(SECRET), side(CHANGED)).effects
    assert [str(each) for each in effect.change.fields] == [
        "data.new: (none) -> ***",
        "data.other: *** (before) -> *** (after)",
    ]


@pytest.mark.parametrize("data", ["secret", ["secret"]])
def test_malformed_secret_is_hidden_as_a_whole(data: Json) -> None:
    made = review(stack("dev", None, side(manifest("Secret", "key", data=data))))
    assert "secret" not in comment(made)
