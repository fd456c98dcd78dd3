"""Plan the changes of an `up`; the API server itself compares, by dry runs."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

from pod_deploy.cluster.complaint import unknown_kinds
from pod_deploy.cluster.kubectl import Kubectl, KubectlError
from pod_deploy.planning.compare import comparable
from pod_deploy.planning.dry_run import DryRun
from pod_deploy.planning.hand_made import extra_fields, overlaid, without
from pod_deploy.planning.inventory import find, own_fields
from pod_deploy.refusal import BadInput
from pod_deploy.stack.manifests import (
    Json,
    Manifest,
    ObjectKey,
    condition,
    in_apply_order,
    is_kubernetes_own,
    key_of,
    section,
    to_json,
    within,
)
from pod_deploy.stack.project import StackConfig

Action = Literal["create", "update", "replace", "delete", "unchanged"]

CHANGED_BY_HAND = "was changed by hand"
"""The reason to update an object to which somebody added fields."""

_HOLDS_DATA = frozenset(
    {"PersistentVolume", "PersistentVolumeClaim", "Namespace", "CustomResourceDefinition"}
)
"""Kinds that are never replaced, because their contents would be lost."""


@dataclass(frozen=True)
class Change:
    """The change of one object."""

    action: Action
    """What an `up` does with the object."""
    manifest: Manifest
    """The program's manifest; for a delete, the object as it is."""
    before: Manifest | None = None
    """The object as it is; None if it does not exist."""
    after: Manifest | None = None
    """The object as the server would store it; None for a delete."""
    why: str = ""
    """The reason for a replacement or for undoing changes by hand; else empty."""
    must_go: bool = False
    """Whether the object is replaced whatever the program says: it has ended, or is being deleted."""

    @property
    def key(self) -> ObjectKey:
        """Return the key of the object."""
        return key_of(self.manifest)


@dataclass(frozen=True)
class Plan:
    """All changes of an `up`."""

    changes: list[Change]
    """Objects of the program in the order of applying, then those to delete, in the reverse order."""
    foreign: list[Manifest]
    """Objects with the stack's label that another tool applied; they stay as they are."""

    @property
    def wanted(self) -> list[Manifest]:
        """Return the program's objects, each with its namespace."""
        return [change.manifest for change in self.changes if change.action != "delete"]

    @property
    def changed_by_hand(self) -> list[Manifest]:
        """Return the objects to which somebody added fields by hand, as they are."""
        return [change.before for change in self.changes if change.why == CHANGED_BY_HAND and change.before]

    def of(self, *actions: Action) -> list[Change]:
        """Return the changes with one of some actions."""
        return [change for change in self.changes if change.action in actions]


class Deployed(NamedTuple):
    """The result of an `up`."""

    plan: Plan
    """The differences before the first change; empty if only a Pulumi CLI can run the program."""
    outputs: Mapping[str, Json]
    """The stack's outputs; secrets are `[secret]`."""


def make_plan(kubectl: Kubectl, config: StackConfig, manifests: list[Manifest]) -> Plan:
    """Compare the program's objects with the cluster, and change nothing.

    Raises:
        BadInput: The server would reject an object.
        KubectlError: The server does not answer, or we lack a right.
    """
    wanted = placed(kubectl, manifests)
    keys = {key_of(manifest) for manifest in wanted}
    live = {key_of(manifest): manifest for manifest in live_objects(kubectl, wanted)}
    found = find(kubectl, config.instance, wanted)
    gone = in_apply_order(manifest for manifest in found.ours if key_of(manifest) not in keys)[::-1]
    deletes = [Change("delete", manifest, before=manifest) for manifest in gone]
    changes = _changes(DryRun(kubectl, wanted, live))
    return Plan([*changes, *deletes], [m for m in found.foreign if key_of(m) not in keys])


def placed(kubectl: Kubectl, manifests: list[Manifest]) -> list[Manifest]:
    """Return the program's objects with their namespaces on the cluster; some kinds have none."""
    foreign = [manifest for manifest in manifests if not is_kubernetes_own(manifest)]
    without = kubectl.kinds_without_namespace() if foreign else frozenset[tuple[str, str]]()
    return [
        manifest
        if (key_of(manifest).group, manifest["kind"]) in without
        else within(manifest, kubectl.cluster.namespace)
        for manifest in manifests
    ]


def live_objects(kubectl: Kubectl, manifests: list[Manifest]) -> list[Manifest]:
    """Return those of some objects that exist, as they are; leave out kinds that the server lacks."""
    if not manifests:
        return []
    options = ("--filename=-", "--ignore-not-found", "--show-managed-fields")
    try:
        return kubectl.objects("get", *options, stdin=to_json(manifests))
    except KubectlError as error:
        unknown = unknown_kinds(error.stderr)
        if not unknown:
            raise
        known = [each for each in manifests if (each["kind"], each["apiVersion"]) not in unknown]
        return live_objects(kubectl, known)


def _changes(dry_run: DryRun) -> list[Change]:
    """Return the change of each object; try them one by one if the server rejects them together."""
    must_go = {key: why for key, live in dry_run.live.items() if (why := _must_go(live, dry_run))}
    simple = [m for m in dry_run.wanted if key_of(m) not in must_go and not dry_run.lacks_namespace(m)]
    stored = dry_run.apply_all(simple)

    def change(manifest: Manifest) -> Change:
        key = key_of(manifest)
        before = dry_run.live.get(key)
        if key in must_go:
            created = dry_run.create(manifest)
            return Change("replace", manifest, before, created, must_go[key], must_go=True)
        if dry_run.lacks_namespace(manifest):
            return Change("create", manifest, None, dry_run.create(manifest))
        if key in stored:
            return _compared(dry_run.kubectl, manifest, before, stored[key])
        return _tried(dry_run, manifest, before)

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(change, dry_run.wanted))


def _tried(dry_run: DryRun, manifest: Manifest, before: Manifest | None) -> Change:
    """Return the change of an object that the server may not accept in place."""
    after = dry_run.apply(manifest)
    if not isinstance(after, KubectlError):
        return _compared(dry_run.kubectl, manifest, before, after)
    if before is None or "is invalid" not in after.stderr:
        raise dry_run.refused(manifest, after)
    created = dry_run.create(manifest)  # if it is valid as a new object, the server rejects only the change
    manager = dry_run.kubectl.field_manager
    extra = extra_fields(manager, before, own_fields(manager, before) or {})
    if extra:  # added fields may cause the rejection; it shows once they are ours
        mended = overlaid(without(before, extra), manifest)
        return Change("update", manifest, before, cast("Manifest", mended), CHANGED_BY_HAND)
    if key_of(manifest).kind in _HOLDS_DATA:
        raise BadInput(
            f"{key_of(manifest)} cannot be changed in place, and replacing it would lose its data; "
            f"delete it first if that is acceptable: {after}"
        )
    return Change("replace", manifest, before, created, "cannot be changed in place")


def _compared(kubectl: Kubectl, manifest: Manifest, before: Manifest | None, after: Manifest) -> Change:
    """Return the change from an object as it is to the one that the server would store."""
    if before is None:
        return Change("create", manifest, None, after)
    wanted = own_fields(kubectl.field_manager, after) or {}
    extra = extra_fields(kubectl.field_manager, before, wanted)
    if extra:
        return Change("update", manifest, before, cast("Manifest", without(after, extra)), CHANGED_BY_HAND)
    same = comparable(before) == comparable(after)
    still_ours = own_fields(kubectl.field_manager, before) == wanted
    return Change("unchanged" if same and still_ours else "update", manifest, before, after)


def _must_go(live: Manifest, dry_run: DryRun) -> str:
    """Return why an object must be replaced even if the program is unchanged; else empty."""
    if live["metadata"].get("deletionTimestamp") or dry_run.lacks_namespace(live):
        return "is being deleted"
    status = section(live, "status")
    match live["kind"], status.get("phase"):
        case "Pod", "Failed":
            return f"has ended: {status.get('reason') or 'Failed'}"
        case "Pod", "Succeeded" if live["spec"].get("restartPolicy", "Always") == "Always":
            return "has ended: Succeeded"
        case "Job", _:
            return "has failed" if condition(live, "Failed") == "True" else ""
        case _:
            return ""
