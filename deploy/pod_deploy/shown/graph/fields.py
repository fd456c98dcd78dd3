"""Read fields of a manifest from anywhere: a field of a wrong type counts as absent."""

from collections.abc import Mapping
from typing import cast


def mapping(value: object, *path: str) -> Mapping[str, object]:
    """Return the mapping at a path; empty if there is none."""
    for name in path:
        value = mapping(value).get(name)
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def sequence(value: object, *path: str) -> list[object]:
    """Return the list at a path; empty if there is none."""
    if path:
        value = mapping(value, *path[:-1]).get(path[-1])
    return cast("list[object]", value) if isinstance(value, list) else []


def mappings(value: object, *path: str) -> list[Mapping[str, object]]:
    """Return the mappings in the list at a path; empty if there is none."""
    found = sequence(value, *path)
    return [cast("Mapping[str, object]", item) for item in found if isinstance(item, dict)]


def text(value: object, *path: str) -> str:
    """Return the text or the number at a path as text; empty if there is none."""
    if path:
        value = mapping(value, *path[:-1]).get(path[-1])
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def namespace_of(manifest: Mapping[str, object]) -> str:
    """Return the namespace that an object states; empty if it states none."""
    return text(manifest, "metadata", "namespace")


def name_of(manifest: Mapping[str, object]) -> str:
    """Return the name of an object, or the prefix that the API server completes."""
    return text(manifest, "metadata", "name") or text(manifest, "metadata", "generateName")
