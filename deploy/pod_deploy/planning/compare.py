"""Compare an object with the one that the server would store; pure functions."""

from collections.abc import Iterator
from typing import NamedTuple

from pod_deploy.stack.manifests import Json, Manifest

_SERVER_METADATA = ("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink")
_LONGEST_VALUE = 60


class Difference(NamedTuple):
    """A field that differs."""

    path: str
    """Such as `spec.ports[http].port`."""
    before: Json
    """The value now; None if there is none."""
    after: Json
    """The value after the change; None if there is none."""

    def __str__(self) -> str:
        """Return the difference as text: `spec.replicas: 5 -> 2`."""
        return f"{self.path}: {_short(self.before)} -> {_short(self.after)}"


def comparable(manifest: Manifest) -> Manifest:
    """Return an object without its status and without the fields that the server or scheduler sets."""
    metadata = {k: v for k, v in manifest["metadata"].items() if k not in _SERVER_METADATA}
    kept = {**{k: v for k, v in manifest.items() if k != "status"}, "metadata": metadata}
    return {**kept, "spec": _unscheduled(manifest["spec"])} if manifest["kind"] == "Pod" else kept


def _unscheduled(spec: Manifest) -> Manifest:
    """Return a bare Pod's spec without its node and without the randomly named volume for its token."""

    def chosen(items: Json) -> Json:
        return [item for item in items if not _is_token_volume(item)] if isinstance(items, list) else items

    spec = {
        key: chosen(value) if key == "volumes" else value for key, value in spec.items() if key != "nodeName"
    }
    for group in ("containers", "initContainers"):
        if group in spec:
            spec[group] = [{**c, "volumeMounts": chosen(c.get("volumeMounts"))} for c in spec[group]]
    return spec


def _is_token_volume(item: Json) -> bool:
    return isinstance(item, dict) and str(item.get("name")).startswith("kube-api-access-")


def differences(before: Json, after: Json, path: str = "") -> Iterator[Difference]:
    """Yield the fields that differ; match the items of a list by name if all have names."""
    if before == after:
        return
    match before, after:
        case dict(), dict():
            for key in sorted({*before, *after}):
                yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
        case list(), list():
            named = _have_names(before) and _have_names(after)
            old, new = _by_key(before, named=named), _by_key(after, named=named)
            for key in {**old, **new}:
                yield from differences(old.get(key), new.get(key), f"{path}[{key}]")
        case _:
            yield Difference(path, before, after)


def _have_names(items: list[Json]) -> bool:
    """Return whether a list has items, and each has a name of its own."""
    names = {str(item["name"]) for item in items if isinstance(item, dict) and "name" in item}
    return bool(items) and len(names) == len(items)


def _by_key(items: list[Json], *, named: bool) -> dict[str, Json]:
    """Return a list's items by their names, or by their places if they have none."""
    return {
        str(item["name"]) if named and isinstance(item, dict) else str(place): item
        for place, item in enumerate(items)
    }


def _short(value: Json) -> str:
    """Return a value as short text."""
    if value is None:
        return "(none)"
    text = value if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
