"""A program that adopt prints states the objects of the manifests; the API server is asked in tests/e2e."""

import json
from typing import Final, cast

import pytest

from sidecar_pods.adopt import adopt
from sidecar_pods.adopt.programs import in_python
from tests.adopt_corpus import Object, Part, key, manifests, name_of, objects, refused
from tests.adopt_corpus.rendering import rendered

TEXTS: Final = {name_of(path): path.read_text(encoding="utf-8") for path in manifests()}
REFUSED: Final = {name_of(path): path.read_text(encoding="utf-8") for path in refused()}

OF_THE_SERVER: Final = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "uid")
OF_KUBECTL: Final = ("kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision")


@pytest.fixture(autouse=True)
def _unformatted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print programs without ruff, which takes a process for each."""
    monkeypatch.setattr(in_python, "ruff", lambda: None)


@pytest.mark.parametrize("name", TEXTS)
def test_manifest_is_adopted(name: str) -> None:
    adopted = adopt({f"{name}.yaml": TEXTS[name]}, "python")
    assert adopted.refusals == []
    stated = {key(each): each for each in objects(TEXTS[name])}
    made = {key(each): each for each in rendered(adopted.program, name)}
    assert made.keys() == stated.keys()
    for each, original in stated.items():
        if original["kind"] == "Pod" and "uid" in original["metadata"]:
            continue  # adopt leaves out what the API server has added to the spec
        assert _lacking(_plain(made[each]), _plain(_as_stated(original))) == []
        assert _plain(_template(made[each])) == _plain(_template(original))


@pytest.mark.parametrize("name", REFUSED)
def test_manifest_is_refused_in_a_sentence_with_its_line(name: str) -> None:
    expected = REFUSED[name].partition("\n")[0].removeprefix("# Refused: ")
    assert adopt({"pod.yaml": REFUSED[name]}, "python").refusals == [f"pod.yaml:{expected}"]


def _as_stated(original: Object) -> Object:
    """Return an object without its status, and without the metadata that the API server and kubectl keep."""
    metadata: Object = {key: each for key, each in original["metadata"].items() if key not in OF_THE_SERVER}
    annotations = cast("dict[str, str]", metadata.get("annotations") or {})
    kept = {key: each for key, each in annotations.items() if key not in OF_KUBECTL}
    stated = {key: each for key, each in original.items() if key != "status"}
    stated |= {"metadata": {**metadata, "annotations": kept}}
    if claims := cast("Object", original.get("spec") or {}).get("volumeClaimTemplates"):
        known = [{name: each[name] for name in ("metadata", "spec")} for each in claims]
        stated |= {"spec": {**original["spec"], "volumeClaimTemplates": known}}
    return stated


def _template(of: Object) -> Object:
    """Return the template of the Pods that an object makes; of a Pod its spec."""
    spec = cast("Object", of.get("spec") or {})
    spec = cast("Object", spec.get("jobTemplate", {}).get("spec", spec))
    return cast("Object", spec.get("template") or (spec if of["kind"] == "Pod" else {}))


def _plain(value: Part) -> Part:
    """Return a value without what says nothing, and with quantities as texts, as Kubernetes reads them."""
    if isinstance(value, dict):
        found = cast("Object", value)
        pairs = {key: _plain(each) for key, each in found.items() if key != "creationTimestamp"}
        return {
            key: each
            for key, each in pairs.items()
            if each not in (None, {}, [], "") and (key, each) != ("readOnly", "False")
        }
    if isinstance(value, list):
        return [_plain(each) for each in cast("list[Part]", value)]
    return None if value is None else str(value)


def _lacking(made: Part, stated: Part, path: str = "") -> list[str]:
    """Return the paths of the values that an object lacks, or has otherwise than stated."""
    if isinstance(made, dict) and isinstance(stated, dict):
        fields = cast("Object", stated)
        have = cast("Object", made)
        return [
            lack for name, each in fields.items() for lack in _lacking(have.get(name), each, f"{path}.{name}")
        ]
    return [] if made == stated else [f"{path}: {made!r} is not {stated!r}"]


def test_character_that_json_writes_in_two_halves_is_read() -> None:
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"b": "🚀"}}
    text = json.dumps(manifest)
    assert "\\ud83d" in text
    (made,) = rendered(adopt({"api.json": text}).program, "json")
    assert made["data"] == {"b": "🚀"}
