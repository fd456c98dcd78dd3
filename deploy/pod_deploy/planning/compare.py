"""Compare an object with the one that the server would store; pure functions."""

from collections.abc import Iterator
from typing import NamedTuple

from pod_deploy.stack.manifests import Json, Manifest

_SERVER_METADATA = ("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink")
_LONGEST_VALUE = 60
_ITEM_KEYS = ("name", "mountPath", "devicePath", "containerPort", "port", "topologyKey", "ip")
"""The fields that tell the items of a list apart, the best one first."""


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
            old, new = by_key(before, after)
            for key in {**old, **new}:
                yield from differences(old.get(key), new.get(key), f"{path}[{key}]")
        case _:
            yield Difference(path, before, after)


def by_key(before: list[Json], after: list[Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the items of two lists by a field that tells them apart, or by their places if none does."""
    field = next(
        (field for field in _ITEM_KEYS if all(_tells_apart(field, side) for side in (before, after))), ""
    )
    return _keyed(before, field), _keyed(after, field)


def _tells_apart(field: str, items: list[Json]) -> bool:
    """Return whether each item has the field, with a value of its own."""
    values = {str(item[field]) for item in items if isinstance(item, dict) and field in item}
    return len(values) == len(items)


def _keyed(items: list[Json], field: str) -> dict[str, Json]:
    return {
        str(item[field]) if field and isinstance(item, dict) else str(place): item
        for place, item in enumerate(items)
    }


def masked(before: Manifest | None, after: Manifest | None) -> tuple[Manifest | None, Manifest | None]:
    """Return two states of an object without a Secret's contents, as `kubectl diff` shows them.

    A value that both states share is `***`. Where the values differ, the text says so.
    """
    return _masked(before, after, "before"), _masked(after, before, "after")


def _masked(manifest: Manifest | None, other: Manifest | None, side: str) -> Manifest | None:
    if manifest is None or manifest["kind"] != "Secret":
        return manifest
    hidden = {
        field: _hidden(manifest[field], (other or {}).get(field), side)
        for field in ("data", "stringData")
        if field in manifest
    }
    return {**manifest, **hidden}


def _hidden(values: Json, others: Json, side: str) -> Json:
    if not isinstance(values, dict):
        return "***"
    compared = others if isinstance(others, dict) else {}
    return {
        key: f"*** ({side})" if key in compared and compared[key] != value else "***"
        for key, value in values.items()
    }


def _short(value: Json) -> str:
    """Return a value as short text."""
    if value is None:
        return "(none)"
    text = value if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
