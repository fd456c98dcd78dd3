"""What somebody added to our objects by hand, which an apply alone would leave there.

A server-side apply takes back what we own, and no more: an environment variable, a container, a port that
somebody added with `kubectl edit` belongs to `kubectl-edit`, and stays. So we make such fields ours first, as
`kubectl apply --server-side` itself does with what was once applied client-side; the next apply then removes
what the program does not state. Controllers' fields stay theirs; so does what `kubectl rollout restart` sets.
"""

from __future__ import annotations

import copy
import json
import re

from pod_deploy.cluster.kubectl import Kubectl
from pod_deploy.planning.inventory import Fields, own_fields
from pod_deploy.stack.manifests import Json, Manifest, entries, key_of, section

_BY_HAND = re.compile(r"kubectl(?!-rollout)(-.*)?|pulumi-kubernetes-.*")


def _is_by_hand(entry: Manifest, field_manager: str) -> bool:
    """Whether an entry of managedFields is a person's or the other engine's, not a controller's or ours."""
    manager = str(entry.get("manager"))
    return manager != field_manager and "subresource" not in entry and bool(_BY_HAND.fullmatch(manager))


def extra_fields(field_manager: str, live: Manifest, wanted: Fields) -> Fields:
    """Return the fields that were set by hand and that we do not want.

    Args:
        field_manager: Our name.
        live: The object as it is.
        wanted: The fields that an apply would make ours.
    """
    extra: Fields = {}
    for entry in entries(live, "metadata", "managedFields"):
        if _is_by_hand(entry, field_manager):
            extra = _union(extra, _minus(section(entry, "fieldsV1"), wanted))
    return extra


def _union(one: Fields, other: Fields) -> Fields:
    return {key: _union(one.get(key, {}), other.get(key, {})) for key in {**one, **other}}


def _minus(fields: Fields, less: Fields) -> Fields:
    """Return the fields that are not among `less`; a whole subtree keeps its `.`, by which it can be told."""
    left = {
        key: _minus(below, less[key]) if key in less else below for key, below in fields.items() if key != "."
    }
    return {key: below for key, below in left.items() if below or key not in less}


def without(value: Json, fields: Fields) -> Json:
    """Return a value without some fields."""
    value = copy.deepcopy(value)
    for key, below in fields.items():
        _remove(value, key, below)
    return value


def _remove(value: Json, key: str, below: Fields) -> None:
    """Remove one field, or what lies below it, from a mapping or a list."""
    sort, _, name = key.partition(":")
    whole = not below or "." in below
    if isinstance(value, dict) and sort == "f" and name in value:
        value[name] = None if whole else without(value[name], below)
        if not value[name]:
            del value[name]
    elif isinstance(value, list) and sort == "v":
        value[:] = [item for item in value if item != json.loads(name)]
    elif isinstance(value, list) and sort == "k":
        chosen: dict[str, Json] = json.loads(name)
        is_it = [isinstance(item, dict) and chosen.items() <= item.items() for item in value]
        kept = [item if not hit else without(item, below) for item, hit in zip(value, is_it, strict=True)]
        value[:] = [item for item, hit in zip(kept, is_it, strict=True) if not (hit and whole)]


def overlaid(value: Json, manifest: Json) -> Json:
    """Return a value with a manifest's fields set in it; items of a list are matched by name."""
    match value, manifest:
        case dict(), dict():
            return {**value, **{key: overlaid(value.get(key), item) for key, item in manifest.items()}}
        case list(), list():
            by_name = {item.get("name"): item for item in value if isinstance(item, dict)}
            return [
                overlaid(by_name.get(item["name"]), item)
                if isinstance(item, dict) and "name" in item
                else item
                for item in manifest
            ]
        case _:
            return manifest


def reclaim(kubectl: Kubectl, live: Manifest) -> None:
    """Make what was set on an object by hand ours; nothing but the server's notes on it changes.

    Raises:
        KubectlError: We may not; or somebody changed the object meanwhile.
    """
    managed = entries(live, "metadata", "managedFields")
    hand_made = [entry for entry in managed if _is_by_hand(entry, kubectl.field_manager)]
    fields = own_fields(kubectl.field_manager, live) or {}
    for entry in hand_made:
        fields = _union(fields, section(entry, "fieldsV1"))
    ours = {**hand_made[-1], "manager": kubectl.field_manager, "operation": "Apply", "fieldsV1": fields}
    others = [entry for entry in managed if entry not in hand_made]
    others = [e for e in others if (e["manager"], e["operation"]) != (kubectl.field_manager, "Apply")]
    key = key_of(live)
    kind = f"{key.kind}.{live['apiVersion'].partition('/')[2]}.{key.group}" if key.group else key.kind
    patch = [
        {"op": "test", "path": "/metadata/resourceVersion", "value": live["metadata"]["resourceVersion"]},
        {"op": "replace", "path": "/metadata/managedFields", "value": [ours, *others]},
    ]
    where = (f"--namespace={key.namespace}",) if key.namespace else ()
    kubectl.run("patch", kind, key.name, *where, "--type=json", f"--patch={json.dumps(patch)}")
