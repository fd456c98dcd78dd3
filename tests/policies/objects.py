"""Walk plain objects and change copies of them, independently of the code of the policies."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from tests.foreign import Json, JsonObject

Objects = list[JsonObject]
"""The objects of one program."""
Path = tuple[str | int, ...]
"""The path of a value in them: an object's index, then keys and indices."""

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")


@dataclass(frozen=True)
class Mutant:
    """A program with one defect."""

    place: str
    """The path of the defect."""
    objects: Objects
    """The objects with the defect."""


def at(objects: Objects, path: Path) -> Json:
    """Return the value at a path."""
    value: Json = objects
    for step in path:
        value = value[step]
    return value


def changed(objects: Objects, path: Path, change: Callable[[Json], object]) -> Mutant:
    """Return a copy of the objects with a change to the value at a path."""
    mutant = copy.deepcopy(objects)
    change(at(mutant, path))
    return Mutant("/".join(map(str, path)), mutant)


def mappings(value: Json, path: Path = ()) -> Iterator[tuple[Path, JsonObject]]:
    """Yield every mapping in a value, with its path."""
    if isinstance(value, dict):
        found = cast("JsonObject", value)
        yield path, found
        for key, child in found.items():
            yield from mappings(child, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Json]", value)):
            yield from mappings(item, (*path, index))


def listed(value: JsonObject, field: str) -> list[JsonObject]:
    """Return the items of a list field; an empty list if the field is absent or null."""
    return value.get(field) or []


def nested(value: JsonObject, field: str) -> JsonObject:
    """Return a field that is a mapping; an empty mapping if the field is absent or null."""
    return value.get(field) or {}


def pod_specs(objects: Objects) -> Iterator[tuple[Path, JsonObject]]:
    """Yield every Pod spec, with its path."""
    for path, value in mappings(objects):
        if path and path[-1] == "spec" and isinstance(value.get("containers"), list):
            yield path, value


def containers(spec: JsonObject) -> Iterator[tuple[Path, JsonObject]]:
    """Yield every container of a Pod spec, in the order in which they start, with its path in the spec."""
    for field in CONTAINER_LISTS:
        for index, container in enumerate(listed(spec, field)):
            yield (field, index), container


def judged_containers(spec: JsonObject) -> Iterator[tuple[Path, JsonObject]]:
    """Yield every container except Istio's, whose volumes its injector declares."""
    return (each for each in containers(spec) if each[1]["name"] != "istio-proxy")


def is_step(path: Path, container: JsonObject) -> bool:
    """Return whether a container ends before the next one starts."""
    return path[0] == "initContainers" and container.get("restartPolicy") != "Always"


def is_empty_dir(volume: JsonObject) -> bool:
    """Return whether a volume is an emptyDir: it states one, or has no source."""
    return "emptyDir" in volume or set(volume) == {"name"}


def empty_dirs(objects: Objects, path: Path) -> Iterator[JsonObject]:
    """Yield every emptyDir of the Pod spec at a path, except those that a claim template hides."""
    owner: JsonObject = at(objects, path[:-2]) if len(path) > 2 else {}
    claims = {claim["metadata"]["name"] for claim in listed(owner, "volumeClaimTemplates")}
    for volume in listed(at(objects, path), "volumes"):
        if is_empty_dir(volume) and volume["name"] not in claims:
            yield volume


def mounts_of(spec: JsonObject, volume: str) -> Iterator[tuple[Path, JsonObject]]:
    """Yield every mount of a volume, in the order in which the containers start, with its path."""
    for path, container in containers(spec):
        for index, mount in enumerate(listed(container, "volumeMounts")):
            if mount["name"] == volume:
                yield (*path, "volumeMounts", index), mount


def shared_volumes(spec: JsonObject) -> Iterator[tuple[str, list[tuple[Path, JsonObject]]]]:
    """Yield each volume that two containers mount: its name and its mounts, with their paths in the spec."""
    for volume in listed(spec, "volumes"):
        mounts = list(mounts_of(spec, volume["name"]))
        if len({path[:2] for path, _ in mounts}) > 1:
            yield volume["name"], mounts


def kubernetes_objects(objects: Objects) -> Iterator[tuple[Path, JsonObject]]:
    """Yield every object, and every item of a List in its place."""
    for index, each in enumerate(objects):
        if str(each.get("kind")).endswith("List"):
            yield from (((index, "items", place), item) for place, item in enumerate(listed(each, "items")))
        else:
            yield (index,), each


def services(objects: Objects) -> Iterator[tuple[Path, JsonObject]]:
    """Yield every Service that selects Pods, with its path."""
    for path, value in mappings(objects):
        if (
            value.get("kind") == "Service"
            and value.get("apiVersion") == "v1"
            and value["spec"].get("selector")
        ):
            yield path, value


def selected_pods(objects: Objects, service: JsonObject) -> list[tuple[Path, dict[str, str]]]:
    """Return the path and labels of every Pod, or template, that a Service selects."""
    pods = [
        (path[:-1], nested(nested(at(objects, path[:-1]), "metadata"), "labels"))
        for path, _ in pod_specs(objects)
    ]
    return [(path, labels) for path, labels in pods if service["spec"]["selector"].items() <= labels.items()]
