"""Runs an adopted program without an engine, and compares its objects with the manifests it came from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import yaml

from sidecar_pods.adopt import Language, adopt
from tests.unit.pulumi_mocks import Run, run

# Any: manifests and the inputs of resources are foreign data.
Manifest = dict[str, Any]

_STRATEGY = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}
_BY_DEFAULT: Mapping[str, Manifest] = {
    "Deployment": {"strategy": _STRATEGY, "revisionHistoryLimit": 10},
    "StatefulSet": {"revisionHistoryLimit": 10},
}
"""Kubernetes' defaults that a program states, because the component has others."""

_NOTHING_IF_EMPTY = ("resources", "annotations", "labels", "metadata", "nodeSelector", "strategy")


def program_of(text: str, language: Language = "python") -> str:
    """Return the program of manifests of which none is refused."""
    adoption = adopt({"app.yaml": text}, language)
    assert adoption.refusals == []
    return adoption.program


def refusals_of(text: str) -> list[str]:
    """Return the refusals of manifests."""
    return adopt({"app.yaml": text}).refusals


def run_program(program: str) -> Run:
    """Run a program in Python, and return the resources that it registers."""
    return run(lambda: exec(compile(program, "adopted.py", "exec"), {}))  # noqa: S102


def objects_of(program: str) -> list[Manifest]:
    """Return the objects that a program states, as manifests without parts that mean nothing."""
    return [meaning(each.inputs) for each in run_program(program).objects]


def objects_in(text: str) -> Iterator[Manifest]:
    """Yield the objects of manifests, without parts that mean nothing, and with Kubernetes' defaults."""
    for document in yaml.safe_load_all(text):
        yield from (with_defaults(each) for each in _flat(document))


def by_identity(objects: Iterable[Manifest]) -> Mapping[tuple[str, str, str], Manifest]:
    """Return objects by kind, namespace and name."""
    return {
        (each["kind"], each["metadata"].get("namespace", ""), each["metadata"]["name"]): each
        for each in objects
    }


def with_defaults(manifest: Manifest) -> Manifest:
    """Return an object as the program states it: with Kubernetes' defaults where a component has others."""
    made = cast("Manifest", meaning(json.loads(json.dumps(manifest))))
    if made["kind"] in _BY_DEFAULT:
        made["spec"] = {**_BY_DEFAULT[made["kind"]], **made["spec"]}
    for claim in made.get("spec", {}).get("volumeClaimTemplates", []):
        for name in ("apiVersion", "kind", "status"):
            claim.pop(name, None)
    for pod in _pods(made):
        for volume in pod.get("volumes", []):
            if len(volume) == 1:
                volume["emptyDir"] = {}
    return made


def meaning(value: Any) -> Any:  # noqa: ANN401 (a manifest, or a part of one)
    """Return a value without nulls, empty lists and texts, and what else means nothing."""
    if isinstance(value, list):
        return [meaning(each) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    fields = {key: meaning(each) for key, each in cast("dict[str, Any]", value).items()}
    return {key: each for key, each in fields.items() if not _means_nothing(key, each)}


def _means_nothing(key: str, value: object) -> bool:
    if value is None or value in ([], ""):
        return True
    return value is False if key == "readOnly" else value == {} and key in _NOTHING_IF_EMPTY


def _flat(document: Any) -> list[Manifest]:  # noqa: ANN401
    if not document:
        return []
    if document["kind"].endswith("List"):
        return [each for item in document["items"] for each in _flat(item)]
    return [document]


def _pods(manifest: Manifest) -> Iterator[Manifest]:
    spec = manifest.get("spec", {})
    if manifest["kind"] == "Pod":
        yield spec
    for holder in (spec, spec.get("jobTemplate", {}).get("spec", {})):
        if isinstance(holder.get("template"), dict) and "spec" in holder["template"]:
            yield holder["template"]["spec"]
