"""A breaking change of the package for other languages needs a version that may break programs."""

import copy
import json
import subprocess
from pathlib import Path
from typing import cast

import pytest

from tests.foreign import Json, JsonObject
from tests.unit.packaging.places import ROOT
from tools.schema_changes import Schema, breaking_changes, check, last_release, refusal

PROBE = "/kubernetes/v4.34.2/schema.json#/types/kubernetes:core%2Fv1:Probe"
SCHEMA: JsonObject = {
    "name": "sidecar",
    "namespace": "sidecar-pods",
    "version": "0.1.0",
    "resources": {
        "sidecar:index:Pod": {
            "inputProperties": {
                "replicas": {"type": "integer", "plain": True, "description": "How many."},
                "containers": {"type": "array", "items": {"$ref": "#/types/sidecar:index:Container"}},
            },
            "requiredInputs": ["containers"],
            "properties": {
                "url": {"type": "string", "description": "Where."},
                "endpoints": {"$ref": "#/types/sidecar:index:Endpoints"},
            },
            "required": ["url"],
        },
        "sidecar:index:Service": {"properties": {}},
    },
    "types": {
        "sidecar:index:Container": {
            "properties": {"name": {"type": "string"}, "probe": {"$ref": PROBE}, "image": {"type": "string"}},
            "required": ["name"],
        },
        "sidecar:index:Endpoints": {
            "properties": {"name": {"type": "string"}, "port": {"type": "integer"}},
            "required": ["name"],
        },
    },
}
POD, CONTAINER = ("resources", "sidecar:index:Pod"), ("types", "sidecar:index:Container")
ENDPOINTS = ("types", "sidecar:index:Endpoints")
ABSENT = object()


def changed(path: tuple[str, ...], value: object, version: str = "0.1.0") -> Schema:
    """Return the schema with another value at a place; ABSENT removes what is there."""
    new = copy.deepcopy(SCHEMA) | {"version": version}
    *parents, last = path
    place: Json = new
    for key in parents:
        place = place[key]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return cast("Schema", new)


def old() -> Schema:
    return cast("Schema", SCHEMA)


BREAKING: list[tuple[tuple[str, ...], object, str]] = [
    (("name",), "pods", "the package is called pods, no longer sidecar"),
    (("namespace",), ABSENT, "the namespace is None, no longer sidecar-pods"),
    (("resources", "sidecar:index:Service"), ABSENT, "component Service is gone"),
    ((*POD, "inputProperties", "replicas"), ABSENT, "argument Pod.replicas is gone"),
    ((*POD, "inputProperties", "replicas", "type"), "string", "argument Pod.replicas has another type"),
    ((*POD, "inputProperties", "replicas", "plain"), ABSENT, "argument Pod.replicas has another type"),
    (
        (*POD, "inputProperties", "containers", "items"),
        {"type": "string"},
        "argument Pod.containers has another type",
    ),
    ((*POD, "requiredInputs"), ["containers", "replicas"], "argument Pod.replicas is required now"),
    ((*POD, "properties", "url"), ABSENT, "output Pod.url is gone"),
    ((*POD, "properties", "url", "type"), "integer", "output Pod.url has another type"),
    ((*POD, "required"), [], "output Pod.url may be missing now"),
    (CONTAINER, ABSENT, "type Container is gone"),
    ((*CONTAINER, "properties", "image"), ABSENT, "field Container.image is gone"),
    ((*CONTAINER, "properties", "image"), {"type": "boolean"}, "field Container.image has another type"),
    (
        (*CONTAINER, "properties", "probe", "$ref"),
        PROBE.replace("Probe", "Port"),
        "field Container.probe has another type",
    ),
    (
        (*CONTAINER, "properties", "probe", "$ref"),
        PROBE.replace("v4.", "v5."),
        "field Container.probe has another type",
    ),
    ((*CONTAINER, "required"), ["image", "name"], "field Container.image is required now"),
    ((*ENDPOINTS, "required"), [], "field Endpoints.name may be missing now"),
]
COMPATIBLE: list[tuple[tuple[str, ...], object]] = [
    ((*POD, "inputProperties", "replicas", "description"), "How many Pods."),
    ((*POD, "inputProperties", "paused"), {"type": "boolean"}),
    ((*POD, "requiredInputs"), []),
    ((*POD, "properties", "name"), {"type": "string"}),
    ((*POD, "required"), ["endpoints", "url"]),
    (("resources", "sidecar:index:Job"), {"properties": {}}),
    ((*CONTAINER, "properties", "probe", "$ref"), PROBE.replace("v4.34.2", "v4.36.0")),
    ((*CONTAINER, "properties", "image"), {"type": "string", "description": "Its image."}),
    ((*CONTAINER, "required"), []),
    ((*ENDPOINTS, "required"), ["name", "port"]),
    (("types", "sidecar:index:Place"), {"properties": {}}),
]


@pytest.mark.parametrize(("path", "value", "sentence"), BREAKING)
def test_change_that_breaks_programs_is_named(path: tuple[str, ...], value: object, sentence: str) -> None:
    assert breaking_changes(old(), changed(path, value)) == [sentence]


@pytest.mark.parametrize(("path", "value"), COMPATIBLE)
def test_change_that_breaks_no_program_is_none(path: tuple[str, ...], value: object) -> None:
    assert breaking_changes(old(), changed(path, value)) == []


@pytest.mark.parametrize(
    ("released", "version", "allowed"),
    [
        ("0.1.0", "0.1.0", False),
        ("0.1.0", "0.1.1", False),
        ("0.1.0", "0.2.0", True),
        ("0.9.0", "1.0.0", True),
        ("1.2.3", "1.3.0", False),
        ("1.2.3", "2.0.0", True),
    ],
)
def test_breaking_change_needs_a_version_that_says_so(released: str, version: str, allowed: bool) -> None:
    new = changed((*POD, "properties", "url"), ABSENT, version)
    assert (refusal(changed(("version",), released), new) == "") is allowed


def test_refusal_names_the_file_both_versions_and_each_change() -> None:
    assert refusal(old(), changed((*POD, "properties", "url"), ABSENT)) == (
        "components/schema.json breaks programs of v0.1.0, and its version is 0.1.0; "
        "expected 0.2.0 or later:\n  output Pod.url is gone"
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with the schema of a release, one commit later, and some other tags."""
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, old())
    for tag in ("v0.1.0", "v0.0.9", "verified", "v1.0.0-rc.1"):
        git(tmp_path, "tag", tag)
    commit(tmp_path, old())
    return tmp_path


def git(repository: Path, *arguments: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "tag.gpgSign=false")
    subprocess.run(["git", *author, *arguments], cwd=repository, check=True)


def commit(repository: Path, schema: Schema) -> None:
    (repository / "components").mkdir(exist_ok=True)
    (repository / "components" / "schema.json").write_text(json.dumps(schema))
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "Change")


def test_schema_is_compared_with_the_newest_release_before_the_commit(repository: Path) -> None:
    git(repository, "tag", "v0.2.0")  # the release that this commit becomes
    assert last_release(repository) == "v0.1.0"
    assert check(repository) == "The schema of 0.1.0 may follow v0.1.0."
    commit(repository, changed((*POD, "properties", "url"), ABSENT))
    git(repository, "tag", "--delete", "v0.2.0")
    with pytest.raises(ValueError, match=r"^components/schema\.json breaks programs of v0\.1\.0"):
        check(repository)
    commit(repository, changed((*POD, "properties", "url"), ABSENT, "0.2.0"))
    assert check(repository) == "The schema of 0.2.0 may follow v0.1.0."


def test_schema_before_the_first_release_breaks_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, old())
    assert check(tmp_path) == "There is no release before this commit, so the schema can break nothing."


def test_our_schema_may_follow_the_last_release() -> None:
    check(ROOT)
