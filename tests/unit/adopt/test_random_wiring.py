"""Any wiring of containers and volumes that Kubernetes accepts is stated so that exactly it follows again.

`adopt` itself compares each Pod with what follows from its arguments, so a refusal would show a difference.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar_pods.adopt import adopt
from sidecar_pods.adopt.programs import in_python

CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
# Any: a Pod as data.
SOURCES: list[dict[str, Any]] = [
    {},
    {"emptyDir": {}},
    {"emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}},
    {"configMap": {"name": "c", "defaultMode": 292}},
    {"secret": {"secretName": "s"}},
    {"projected": {"sources": [{"secret": {"name": "s"}}]}},
    {"downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
    {"image": {"reference": "models:1"}},
    {"hostPath": {"path": "/run"}},
    {"persistentVolumeClaim": {"claimName": "p"}},
    {"persistentVolumeClaim": {"claimName": "p", "readOnly": True}},
    {"nfs": {"server": "a", "path": "/b", "readOnly": True}},
    {"csi": {"driver": "d.example.com"}},
    {"ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}},
]

SETTINGS: list[dict[str, Any]] = [
    {},
    {"readOnly": True},
    {"readOnly": False},
    {"subPath": "x"},
    {"subPathExpr": "$(X)"},
    {"mountPropagation": "HostToContainer"},
    {"readOnly": True, "recursiveReadOnly": "IfPossible"},
]


@pytest.fixture(autouse=True)
def _unformatted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print programs without ruff, which takes a process for each."""
    monkeypatch.setattr(in_python, "ruff", lambda: None)


@st.composite
def pods(draw: st.DrawFn) -> dict[str, Any]:
    """Return the spec of a Pod whose containers mount volumes in any way and order."""
    names = draw(st.permutations(["a", "b", "c", "d", "e"]).map(lambda each: each[:3]))
    volumes = [{"name": name, **draw(st.sampled_from(SOURCES))} for name in names]
    containers = [
        {"name": f"c{index}", "image": "i", "volumeMounts": draw(_mounts(names))} for index in range(4)
    ]
    steps = draw(st.integers(0, 3))
    for container in containers[:steps]:
        if draw(st.booleans()):
            container["restartPolicy"] = "Always"
    return {"initContainers": containers[:steps], "containers": containers[steps:], "volumes": volumes}


@st.composite
def _mounts(draw: st.DrawFn, names: list[str]) -> list[dict[str, Any]]:
    paths = draw(st.permutations(["/1", "/2", "/3", "/4"]).map(lambda each: each[: draw(st.integers(0, 4))]))
    return [_mount(draw, draw(st.sampled_from(names)), path) for path in paths]


def _mount(draw: st.DrawFn, name: str, path: str) -> dict[str, Any]:
    return {"name": name, "mountPath": path, **draw(st.sampled_from(SETTINGS))}


@settings(max_examples=150, deadline=None)
@given(pods())
def test_any_wiring_follows_again_from_its_statement(spec: dict[str, Any]) -> None:
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}
    assert adopt({"pod.json": json.dumps(manifest)}).refusals == []
