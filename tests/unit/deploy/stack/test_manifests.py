"""Manifests: their keys, their order, and their YAML as kubectl's own parser reads it."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pod_deploy.stack.manifests import (
    Manifest,
    ObjectKey,
    entries,
    in_apply_order,
    key_of,
    section,
    to_yaml,
    within,
)


def manifest(kind: str, name: str = "x", namespace: str | None = None, api: str = "v1") -> Manifest:
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": api, "kind": kind, "metadata": metadata}


@pytest.mark.parametrize(
    ("given_manifest", "key", "shown"),
    [
        pytest.param(
            manifest("Pod", "mc1"), ObjectKey("", "Pod", "default", "mc1"), "Pod mc1 (default)", id="Pod"
        ),
        pytest.param(
            manifest("Deployment", "web", "prod", "apps/v1"),
            ObjectKey("apps", "Deployment", "prod", "web"),
            "Deployment web (prod)",
            id="Deployment",
        ),
        pytest.param(
            manifest("Namespace", "prod"),
            ObjectKey("", "Namespace", "", "prod"),
            "Namespace prod",
            id="Namespace",
        ),
    ],
)
def test_key_is_group_kind_namespace_and_name(given_manifest: Manifest, key: ObjectKey, shown: str) -> None:
    assert (key_of(given_manifest), str(key_of(given_manifest))) == (key, shown)


def test_versions_of_a_group_have_the_same_key() -> None:
    one, other = (manifest("HorizontalPodAutoscaler", api=f"autoscaling/{v}") for v in ("v1", "v2"))
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize("stated", [None, "x", 1, ["x"], {"names": ["x"]}])
def test_place_of_another_shape_is_empty(stated: object) -> None:
    assert section({"spec": stated}, "spec", "names") == {}
    assert entries({"spec": stated}, "spec", "names") == []


@given(
    st.permutations(
        ["Deployment", "Pod", "Service", "ConfigMap", "ServiceAccount", "Namespace", "PodDisruptionBudget"]
    )
)
def test_objects_that_others_need_are_applied_first(kinds: list[str]) -> None:
    assert [m["kind"] for m in in_apply_order(manifest(kind) for kind in kinds)] == [
        "Namespace",
        "ServiceAccount",
        "ConfigMap",
        "Service",
        "Deployment",
        "Pod",
        "PodDisruptionBudget",
    ]


@pytest.mark.parametrize(
    ("stated", "namespace"),
    [
        (manifest("Pod"), "team"),
        (manifest("Pod", namespace="own"), "own"),
        (manifest("Namespace"), None),
    ],
    ids=["states none", "states one", "lives in none"],
)
def test_object_without_a_namespace_gets_one(stated: Manifest, namespace: str | None) -> None:
    assert within(stated, "team")["metadata"].get("namespace") == namespace
    assert within(stated, None) == stated


def test_objects_of_one_kind_are_ordered_by_namespace_and_name() -> None:
    mixed = [manifest("Pod", "b", "two"), manifest("Pod", "c", "one"), manifest("Pod", "a", "two")]
    assert [key_of(m)[2:] for m in in_apply_order(mixed)] == [("one", "c"), ("two", "a"), ("two", "b")]


def test_text_of_several_lines_is_a_block() -> None:
    assert "script: |\n  line 1\n  line 2\n" in to_yaml([{"script": "line 1\nline 2\n"}])


def test_every_document_begins_with_a_marker() -> None:
    assert to_yaml([manifest("Pod"), manifest("Service")]).count("---\n") == 2


TRAPS = [
    "1e3",
    "0o17",
    "1_000",
    "y",
    "N",
    "yes",
    "on",
    "null",
    "~",
    "1.",
    ".5",
    "+1",
    "0x1F",
    "12:30:45",
    "2026-11-22",
]
TEXTS = st.one_of(
    st.sampled_from([*TRAPS, "", " a", "a ", "#", "- x", "a: b", "é\n\tx\n", "a\r\nb", "\x85"]),
    st.text(max_size=20),
)


@given(st.lists(TEXTS, max_size=5))
def test_any_text_is_read_back_unchanged(texts: list[str]) -> None:
    assert yaml.safe_load(to_yaml([{"texts": texts}])) == {"texts": texts}


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on PATH")
def test_kubectl_reads_text_that_looks_like_a_number_as_text() -> None:
    values = {f"v{place}": text for place, text in enumerate([*TRAPS, "a\nb\n", " lead", "é"])}
    written = to_yaml([{**manifest("ConfigMap"), "data": values}])
    command = ["kubectl", "label", "--local", "--filename=-", "-o", "json", "seen=by-kubectl"]
    read = subprocess.run(command, input=written, capture_output=True, text=True, check=True).stdout
    assert json.loads(read)["data"] == values
