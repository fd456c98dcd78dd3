"""Walks plain objects and changes copies of them, without the policies' own reading of them."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

Json = Any
"""A value as parsed YAML holds it."""
Objects = list[dict[str, Json]]
"""The objects of one program."""
Path = tuple[str | int, ...]
"""Where a value is in them: an object's index, then keys and indices."""

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")


@dataclass(frozen=True)
class Mutant:
    """A program with one defect put in."""

    place: str
    """Where the defect is."""
    objects: Objects
    """The objects, defect and all."""


def at(objects: Objects, path: Path) -> Json:
    """Give the value at a path."""
    value: Json = objects
    for step in path:
        value = value[step]
    return value


def changed(objects: Objects, path: Path, change: Callable[[Json], object]) -> Mutant:
    """Copy the objects and change the value at a path of the copy, in place."""
    mutant = copy.deepcopy(objects)
    change(at(mutant, path))
    return Mutant("/".join(map(str, path)), mutant)


def mappings(value: Json, path: Path = ()) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Yield every mapping in a value, with its path."""
    if isinstance(value, dict):
        found = cast("dict[str, Json]", value)
        yield path, found
        for key, child in found.items():
            yield from mappings(child, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Json]", value)):
            yield from mappings(item, (*path, index))


def listed(value: dict[str, Json], field: str) -> list[dict[str, Json]]:
    """Give the items of a list field; none where the field is absent or null."""
    return value.get(field) or []


def pod_specs(objects: Objects) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Yield every Pod spec, with its path."""
    for path, value in mappings(objects):
        if path and path[-1] == "spec" and isinstance(value.get("containers"), list):
            yield path, value


def containers(spec: dict[str, Json]) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Yield every container of a Pod spec, in the order in which they start, with its path in the spec."""
    for field in CONTAINER_LISTS:
        for index, container in enumerate(listed(spec, field)):
            yield (field, index), container


def is_step(path: Path, container: dict[str, Json]) -> bool:
    """Tell whether a container runs to its end before the next one starts."""
    return path[0] == "initContainers" and container.get("restartPolicy") != "Always"


def is_empty_dir(volume: dict[str, Json]) -> bool:
    """Tell whether a volume is an emptyDir, stated or by having no source."""
    return "emptyDir" in volume or set(volume) == {"name"}


def mounts_of(spec: dict[str, Json], volume: str) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Yield every mount of a volume, in the order in which the containers start, with its path."""
    for path, container in containers(spec):
        for index, mount in enumerate(listed(container, "volumeMounts")):
            if mount["name"] == volume:
                yield (*path, "volumeMounts", index), mount


def shared_volumes(spec: dict[str, Json]) -> Iterator[tuple[str, list[tuple[Path, dict[str, Json]]]]]:
    """Yield each volume that two containers mount: its name and its mounts, with their paths in the spec."""
    for volume in listed(spec, "volumes"):
        mounts = list(mounts_of(spec, volume["name"]))
        if len({path[:2] for path, _ in mounts}) > 1:
            yield volume["name"], mounts


def services(objects: Objects) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Yield every Service that selects Pods, with its path."""
    for path, value in mappings(objects):
        if (
            value.get("kind") == "Service"
            and value.get("apiVersion") == "v1"
            and value["spec"].get("selector")
        ):
            yield path, value
