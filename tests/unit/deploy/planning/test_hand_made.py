"""Fields that somebody added by hand are found in managedFields and removed."""

from __future__ import annotations

import json

import pytest

from pod_deploy.planning.hand_made import extra_fields, overlaid, reclaim, without
from pod_deploy.stack.manifests import Json
from tests.foreign import JsonObject
from tests.unit.deploy.recorded import MANAGER, RecordedKubectl, by, live, pod

OURS = by(MANAGER, "Apply", {"f:spec": {"f:replicas": {}}})
ENV: JsonObject = {"f:env": {".": {}, 'k:{"name":"FOO"}': {".": {}, "f:name": {}, "f:value": {}}}}
EDIT = by("kubectl-edit", "Update", {"f:spec": {'k:{"name":"1st"}': ENV, "f:replicas": {}}})


def test_fields_that_were_set_by_hand_and_that_we_do_not_apply_are_extra() -> None:
    found = extra_fields(MANAGER, live(pod(), OURS, EDIT), OURS["fieldsV1"])
    assert found == {"f:spec": {'k:{"name":"1st"}': ENV}}


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(by("kube-controller-manager", "Update", EDIT["fieldsV1"]), id="controller"),
        pytest.param(by("kubelet", "Update", EDIT["fieldsV1"]), id="kubelet"),
        pytest.param(by("kubectl-rollout", "Update", EDIT["fieldsV1"]), id="kubectl rollout restart"),
        pytest.param({**EDIT, "subresource": "scale"}, id="subresource"),
        pytest.param(by("vpa", "Apply", EDIT["fieldsV1"]), id="another operator"),
    ],
)
def test_fields_of_controllers_are_not_extra(entry: JsonObject) -> None:
    assert extra_fields(MANAGER, live(pod(), OURS, entry), OURS["fieldsV1"]) == {}


@pytest.mark.parametrize(
    "manager",
    ["kubectl", "kubectl-edit", "kubectl-set", "kubectl-client-side-apply", "pulumi-kubernetes-1a2b"],
)
def test_fields_that_people_or_the_other_engine_set_are_extra(manager: str) -> None:
    assert extra_fields(MANAGER, live(pod(), OURS, by(manager, "Update", EDIT["fieldsV1"])), OURS["fieldsV1"])


CONTAINER = {"name": "1st", "env": [{"name": "FOO", "value": "1"}, {"name": "BAR", "value": "2"}]}


@pytest.mark.parametrize(
    ("value", "fields", "left"),
    [
        pytest.param({"a": 1, "b": 2}, {"f:a": {}}, {"b": 2}, id="a field"),
        pytest.param({"a": {"b": 1, "c": 2}}, {"f:a": {"f:b": {}}}, {"a": {"c": 2}}, id="a field below"),
        pytest.param({"a": {"b": 1}}, {"f:a": {"f:b": {}}}, {}, id="the last field below"),
        pytest.param(
            {"c": [CONTAINER]},
            {"f:c": {'k:{"name":"1st"}': {"f:env": {'k:{"name":"FOO"}': {".": {}, "f:value": {}}}}}},
            {"c": [{"name": "1st", "env": [{"name": "BAR", "value": "2"}]}]},
            id="an item of a list",
        ),
        pytest.param(
            {"c": [CONTAINER]},
            {"f:c": {'k:{"name":"1st"}': {"f:env": {".": {}}}}},
            {"c": [{"name": "1st"}]},
            id="a whole list",
        ),
        pytest.param({"f": ["a", "b"]}, {"f:f": {'v:"a"': {}}}, {"f": ["b"]}, id="a value of a set"),
        pytest.param({"a": 1}, {"f:gone": {"f:x": {}}}, {"a": 1}, id="what is not there"),
    ],
)
def test_fields_are_removed_from_an_object(value: Json, fields: JsonObject, left: Json) -> None:
    before = json.dumps(value)
    assert without(value, fields) == left
    assert json.dumps(value) == before


def test_manifest_overrides_a_value_and_list_items_match_by_name() -> None:
    value: Json = {"ports": [{"name": "http", "port": 81, "nodePort": 3}], "type": "ClusterIP"}
    manifest: Json = {"ports": [{"name": "http", "port": 80}]}
    assert overlaid(value, manifest) == {
        "ports": [{"name": "http", "port": 80, "nodePort": 3}],
        "type": "ClusterIP",
    }


def test_reclaiming_changes_only_managed_fields_of_the_version_that_was_read() -> None:
    kubelet = by("kubelet", "Update", {"f:status": {}})
    kubectl = RecordedKubectl()
    reclaim(kubectl, live(pod(), OURS, kubelet, EDIT))
    (line,) = kubectl.asked
    command, _, patch = line.partition(" --patch=")
    assert command == "patch Pod mc1 --namespace=default --type=json"
    union: JsonObject = {"f:spec": {"f:replicas": {}, 'k:{"name":"1st"}': ENV}}
    assert json.loads(patch) == [
        {"op": "test", "path": "/metadata/resourceVersion", "value": "7"},
        {"op": "replace", "path": "/metadata/managedFields", "value": [by(MANAGER, "Apply", union), kubelet]},
    ]
