"""Read the result of a render: one side of one stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pod_deploy.stack.manifests import Json, Manifest, ObjectKey, key_of


@dataclass(frozen=True)
class Side:
    """A stack on one side of a comparison."""

    objects: Mapping[ObjectKey, Manifest] = field(default_factory=dict[ObjectKey, Manifest])
    """Its objects, in the order of applying."""
    context: str = ""
    """The kubeconfig's context that the stack's file names; empty if it names none."""
    secure: Mapping[str, Json] = field(default_factory=dict[str, Json])
    """The config values that only a Pulumi CLI can decrypt, by key, as the file states them."""
    left_out: Mapping[str, Json] = field(default_factory=dict[str, Json])
    """The resources that only an engine can make, each with a hash of its inputs."""
    error: str = ""
    """The sentence that says why the stack cannot be rendered; empty if it can."""


def side_of(rendered: Mapping[str, Json]) -> Side:
    """Return a side from the result of a render, as `review.rendering` writes it.

    Raises:
        TypeError: It is no such result, for example because a program has written it.
    """
    manifests = rendered.get("manifests")
    secure, left_out = rendered.get("secure"), rendered.get("left_out")
    return Side(
        {key_of(each): each for each in map(_manifest, manifests)} if isinstance(manifests, list) else {},
        str(rendered.get("context") or ""),
        secure if isinstance(secure, dict) else {},
        left_out if isinstance(left_out, dict) else {},
        str(rendered.get("error") or ""),
    )


def _manifest(value: Json) -> Manifest:
    if not isinstance(value, dict) or not isinstance(value.get("metadata"), dict):
        raise TypeError("an object without metadata")
    return value
