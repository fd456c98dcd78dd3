"""Ask the API server about many objects with one call of kubectl, and compare its answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, cast

from tests.adopt_corpus import NAMESPACE, OF_THE_CLUSTER, Object, Part, key
from tests.e2e.kubectl import Kubectl

_OF_THE_SERVER: Final = (
    "creationTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)
_ANNOTATIONS_OF_OTHERS: Final = (
    "deployment.kubernetes.io/revision",
    "deprecated.daemonset.template.generation",
    "kubectl.kubernetes.io/last-applied-configuration",
    "pulumi.com/",
)
"""Annotations of controllers, of kubectl, and those that tell Pulumi's provider how to treat an object."""
_OWN_LABELS: Final = ("app.kubernetes.io/", "pod-deploy/")
"""Labels that a component may add to the workload itself, or change there."""
_CHOSEN: Final = re.compile(r"(?<=kube-api-access-)\w{5}|(?<=controller-uid\": \")[-0-9a-f]{36}")
"""Values that the API server chooses anew each time: the name of a token's volume, the selector of a Job."""
SECONDS: Final = 300
"""The time that a call for the whole corpus may take."""


@dataclass
class Answers:
    """The answers of the API server."""

    objects: dict[str, Object] = field(default_factory=dict[str, Object])
    """The objects that it accepted, by their key."""
    complaints: str = ""
    """Its complaints about the others."""

    def complaint_about(self, name: str) -> str:
        """Return the complaints about an object, for a message."""
        lines = [line for line in self.complaints.splitlines() if f'"{name}"' in line]
        return "\n".join(lines) or self.complaints


def ask(kubectl: Kubectl, *arguments: str, of: Iterable[Object]) -> Answers:
    """Return the answers to one request for each object.

    Args:
        kubectl: kubectl without a namespace of its own.
        arguments: The verb and the options of the call.
        of: The objects; those that the server refuses do not stop the others.
    """
    listed = {"apiVersion": "v1", "kind": "List", "items": [placed(each) for each in of]}
    done = kubectl.attempt(
        *arguments, "--output=json", "--filename=-", stdin=json.dumps(listed), timeout=SECONDS
    )
    return Answers({key(each): each for each in _objects(done.stdout)}, done.stderr)


def placed(each: Object) -> Object:
    """Return an object in its namespace, without the metadata that a cluster has added."""
    metadata = {name: value for name, value in each["metadata"].items() if name not in _OF_THE_SERVER}
    if each["kind"] not in OF_THE_CLUSTER:
        metadata["namespace"] = metadata.get("namespace") or NAMESPACE
    return {**each, "metadata": metadata}


def _objects(text: str) -> Iterator[Object]:
    """Yield the objects that kubectl has printed: one after the other, or in a List."""
    decoder, rest = json.JSONDecoder(), text.lstrip()
    while rest:
        found, end = cast("tuple[Object, int]", decoder.raw_decode(rest))
        yield from found["items"] if found["kind"] == "List" else [found]
        rest = rest[end:].lstrip()


def changes(before: Object, after: Object) -> list[str]:
    """Return the paths at which two answers about an object differ, but for the workload's own labels.

    Args:
        before: The object as it is.
        after: The object as it would be.
    """
    return list(_changes(_comparable(before), _comparable(after), ""))


def _comparable(each: Object) -> Object:
    metadata: Object = {name: value for name, value in each["metadata"].items() if name not in _OF_THE_SERVER}
    annotations = cast("dict[str, str]", metadata.pop("annotations", {}))
    labels = cast("dict[str, str]", metadata.pop("labels", {}))
    metadata["annotations"] = _without(annotations, _ANNOTATIONS_OF_OTHERS)
    metadata["labels"] = labels if each["kind"] == "Pod" else _without(labels, _OWN_LABELS)
    kept = {name: value for name, value in each.items() if name != "status"}
    return cast("Object", json.loads(_CHOSEN.sub("chosen", json.dumps({**kept, "metadata": metadata}))))


def _without(texts: dict[str, str], prefixes: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in texts.items() if not name.startswith(prefixes)}


def _changes(before: Part, after: Part, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("Object", before), cast("Object", after)
        for name in dict.fromkeys([*old, *new]):
            yield from _changes(old.get(name), new.get(name), f"{path}.{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):  # pyright: ignore[reportUnknownArgumentType]
        for index, (old, new) in enumerate(
            zip(cast("list[Part]", before), cast("list[Part]", after), strict=True)
        ):
            yield from _changes(old, new, f"{path}[{index}]")
    elif before != after:
        yield f"{path}: {json.dumps(before)} became {json.dumps(after)}"


def template(each: Object) -> str:
    """Return the text of the template from which an object makes its Pods; of a Pod its spec.

    The API server prints the fields of an object in one order, so equal texts are equal objects.
    """
    spec = cast("Object", each["spec"])
    spec = cast("Object", spec.get("jobTemplate", {}).get("spec", spec))
    return json.dumps(spec.get("template", spec))
