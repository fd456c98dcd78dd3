"""Find and remove the fields that somebody added to our objects by hand.

A server-side apply resets only the fields that we own. An environment variable, a container or a port that
somebody added with `kubectl edit` belongs to the manager `kubectl-edit`, and stays. So we first make such
fields ours, as `kubectl apply --server-side` does with objects that were applied client-side. The next apply
then removes those that the program does not state. The fields of controllers stay theirs, and so does the
annotation of `kubectl rollout restart`. See https://github.com/kubernetes/kubernetes/issues/99003
"""

import copy
import json
import re

from pod_deploy.cluster.kubectl import Kubectl
from pod_deploy.planning.inventory import Fields, own_fields
from pod_deploy.stack.manifests import Json, Manifest, entries, key_of, section

_BY_HAND = re.compile(r"kubectl(?!-rollout)(-.*)?|pulumi-kubernetes-.*")


def extra_fields(field_manager: str, live: Manifest, wanted: Fields) -> Fields:
    """Return the fields that were set by hand and that we do not apply.

    Args:
        field_manager: The name under which we apply.
        live: The object as it is.
        wanted: The fields that we apply.
    """
    extra: Fields = {}
    for entry in entries(live, "metadata", "managedFields"):
        if _is_by_hand(entry, field_manager):
            extra = _union(extra, _minus(section(entry, "fieldsV1"), wanted))
    return extra


def _is_by_hand(entry: Manifest, field_manager: str) -> bool:
    """Return whether an entry of managedFields is of a person or the other engine, not a controller."""
    manager = str(entry.get("manager"))
    return manager != field_manager and "subresource" not in entry and bool(_BY_HAND.fullmatch(manager))


def _union(one: Fields, other: Fields) -> Fields:
    return {key: _union(one.get(key, {}), other.get(key, {})) for key in {**one, **other}}


def _minus(fields: Fields, less: Fields) -> Fields:
    """Return the fields that are not in `less`; a field that is wholly left keeps its `.` below it."""
    left = {
        key: _minus(below, less[key]) if key in less else below for key, below in fields.items() if key != "."
    }
    return {key: below for key, below in left.items() if below or key not in less}


def without(value: Json, fields: Fields) -> Json:
    """Return a copy of a value without some fields."""
    value = copy.deepcopy(value)
    for key, below in fields.items():
        _remove(value, key, below)
    return value


def _remove(value: Json, key: str, below: Fields) -> None:
    """Remove a field, or the stated fields below it, from a mapping or a list."""
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
    """Return a value with the fields of a manifest set; match the items of a list by name."""
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
    """Take ownership of the fields that were set by hand; only the object's managedFields change.

    Raises:
        KubectlError: We lack the right, or somebody changed the object meanwhile.
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
