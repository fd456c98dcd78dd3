"""Say what happens to each object, and what may be lost; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from pod_deploy.planning.compare import Difference
from pod_deploy.review.changes import ObjectChange
from pod_deploy.review.immutability import Outcome, outcome
from pod_deploy.review.pods import (
    Count,
    count,
    grace_seconds,
    loses_all_at_once,
    own_volumes,
    value_at,
    whole_at,
)
from pod_deploy.stack.manifests import Manifest


class Name(str):
    """Text that comes from the program. Every format must show it as text and nothing else."""

    __slots__ = ()


Sentence = tuple[str, ...]
"""A sentence in parts: our own words, and names from the program."""


class Action(StrEnum):
    """What happens to an object."""

    CREATED = "created"
    CHANGED = "changed in place"
    ROLLED = "rolled"
    REPLACED = "replaced"
    DELETED = "deleted"
    UNCHANGED = "unchanged"


class Effect(NamedTuple):
    """What happens to one object."""

    change: ObjectChange
    """The object on both sides."""
    action: Action
    """What happens to it."""
    sentence: Sentence
    """The same, as a person would say it."""
    risk: str = ""
    """What may be lost: `data`, `requests` or both; empty if nothing."""


class _Said(NamedTuple):
    """What is said of an object behind its kind and name."""

    action: Action
    words: Sentence
    risk: str = ""


def effects(changes: Sequence[ObjectChange]) -> tuple[Effect, ...]:
    """Return what happens to each object; what may lose data or requests comes first."""
    after = [change.after for change in changes if change.after is not None]
    return in_order(_effect(change, _said(change, after)) for change in changes)


def in_order(found: Iterable[Effect]) -> tuple[Effect, ...]:
    """Return effects with those first that may lose data or requests, and those last that change nothing."""
    return tuple(sorted(found, key=lambda each: (not each.risk, each.action is Action.UNCHANGED)))


def _effect(change: ObjectChange, said: _Said) -> Effect:
    return Effect(change, said.action, (*subject_of(change), *said.words), said.risk)


def listed(names: Sequence[str], most: int | None = None) -> Sentence:
    """Return names in a row.

    Args:
        names: The names.
        most: How many of them to state; the number of the others stands for these. None for all.
    """
    parts = [part for name in names[:most] for part in (", ", Name(name))][1:]
    more = len(names[most:]) if most else 0
    return (*parts, f" and {more} more") if more else tuple(parts)


def subject_of(change: ObjectChange) -> Sentence:
    """Return the first words of what is said of an object: its kind and its name."""
    return (Name(change.key.kind), " ", Name(change.key.name), " ")


def replaced_live(effect: Effect) -> Effect:
    """Return the effect on an object that the table would change in place, and a live preview replaces."""
    change = effect.change
    if change.before is None or change.after is None or effect.action is Action.REPLACED:
        return effect
    said = _replaced(change.key.kind, change.before, [field.path for field in change.fields])
    return _effect(change, said._replace(words=(*said.words, ", as the live preview found")))


def _said(change: ObjectChange, beside: Iterable[Manifest]) -> _Said:
    if change.before is None:
        return _Said(Action.CREATED, _created(change, beside))
    if change.after is None:
        return _deleted(change.key.kind, change.before)
    if not change.fields:
        return _Said(Action.UNCHANGED, ("is unchanged",))
    outcomes = {field.path: _outcome(change, field.path) for field in change.fields}
    worst = max(outcomes.values())
    paths = [path for path, found in outcomes.items() if found is worst]
    match worst:
        case Outcome.FORBIDDEN:
            return _replaced(change.key.kind, change.before, paths)
        case Outcome.ROLLS:
            return _rolled(change, beside)
        case Outcome.RESTARTS:
            return _restarted(change.before, paths)
        case Outcome.IN_PLACE:
            return _changed(change, beside)


def _outcome(change: ObjectChange, path: str) -> Outcome:
    return outcome(change.key.group, change.key.kind, path, change.before or {}, change.after or {})


def _created(change: ObjectChange, beside: Iterable[Manifest]) -> Sentence:
    if change.key.kind in ("Deployment", "StatefulSet"):
        return ("is created, with ", str(count(change.manifest, beside)))
    return ("is created",)


_CONTENTS_LOST = {
    "CustomResourceDefinition": ", with all objects of its kind",
    "Namespace": ", with everything in it",
    "PersistentVolume": "; what becomes of its data, its reclaim policy decides",
    "PersistentVolumeClaim": ", with its data",
}
_NO_WAY_IN = ("Gateway", "HTTPRoute", "Ingress", "Service")
_WORKLOADS = ("DaemonSet", "Deployment", "ReplicaSet", "ReplicationController")


def _deleted(kind: str, before: Manifest) -> _Said:
    if kind in _CONTENTS_LOST:
        return _Said(Action.DELETED, ("is deleted", _CONTENTS_LOST[kind]), "data")
    if kind in _NO_WAY_IN:
        return _Said(Action.DELETED, ("is deleted: no client reaches its Pods through it",), "requests")
    if kind == "StatefulSet":
        return _Said(Action.DELETED, ("is deleted, with its Pods", *_claims(before)), _risk(before))
    if kind in _WORKLOADS:
        return _Said(Action.DELETED, ("is deleted, with its Pods",), "requests")
    if kind == "Pod":
        lost = _lost(before)
        return _Said(Action.DELETED, ("is deleted", *lost), "data and requests" if lost else "requests")
    if kind in ("Job", "CronJob"):
        return _Said(Action.DELETED, ("is deleted; a run that has not ended is stopped",), "data")
    return _Said(Action.DELETED, ("is deleted",))


def _claims(stateful_set: Manifest) -> Sentence:
    """Return what becomes of the claims of a StatefulSet that is deleted."""
    if not value_at(stateful_set, "spec", "volumeClaimTemplates"):
        return ()
    return (
        ("; its volumes and their data go too",) if _deletes_claims(stateful_set) else ("; its volumes stay",)
    )


def _deletes_claims(stateful_set: Manifest) -> bool:
    policy = value_at(stateful_set, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted")
    return bool(value_at(stateful_set, "spec", "volumeClaimTemplates")) and policy == "Delete"


def _risk(stateful_set: Manifest) -> str:
    return "data and requests" if _deletes_claims(stateful_set) else "requests"


def _lost(pod: Manifest) -> Sentence:
    """Return what a bare Pod loses when it ends."""
    volumes = own_volumes(pod)
    if not volumes:
        return ()
    what = "; the files in its volume " if len(volumes) == 1 else "; the files in its volumes "
    return (what, *listed(volumes), " are lost")


def _replaced(kind: str, before: Manifest, paths: Sequence[str]) -> _Said:
    if kind == "Pod":
        lost = _lost(before)
        words = (f"is deleted and made anew: about {grace_seconds(before)} s without it", *lost)
        return _Said(Action.REPLACED, words, "data and requests" if lost else "requests")
    cannot = ("cannot change ", *listed(_tops(paths)), ": ") if paths else ("is ",)
    if kind in _CONTENTS_LOST:
        return _Said(Action.REPLACED, (*cannot, "replaced", _CONTENTS_LOST[kind]), "data")
    if kind == "StatefulSet":
        return _Said(Action.REPLACED, (*cannot, "replaced, with its Pods", *_claims(before)), _risk(before))
    if kind in _WORKLOADS:
        return _Said(Action.REPLACED, (*cannot, "replaced, with its Pods"), "requests")
    if kind in _NO_WAY_IN:
        return _Said(Action.REPLACED, (*cannot, "replaced, and gone for a moment"), "requests")
    if kind == "Job":
        return _Said(Action.REPLACED, (*cannot, "replaced, and runs again from the start"), "data")
    return _Said(Action.REPLACED, (*cannot, "replaced"))


def _tops(paths: Sequence[str]) -> list[str]:
    """Return the fields to name: three levels are enough to find them, three fields enough to see why."""
    tops = list(dict.fromkeys(".".join(path.split("[")[0].split(".")[:3]) for path in paths))
    return tops if len(tops) <= _MOST_NAMED else [*tops[:_MOST_NAMED], f"{len(tops) - _MOST_NAMED} more"]


_MOST_NAMED = 3


def _rolled(change: ObjectChange, beside: Iterable[Manifest]) -> _Said:
    after = change.after or {}
    kind = change.key.kind
    strategy = "strategy" if kind == "Deployment" else "updateStrategy"
    if value_at(after, "spec", strategy, "type") == "OnDelete":
        return _Said(
            Action.CHANGED, ("has a new template; its Pods keep the old one until they are deleted",)
        )
    if kind == "DaemonSet":
        return _Said(Action.ROLLED, ("rolls its Pod on every node, one node at a time",))
    pods, scaled = count(after, beside), _scaled(change, beside)
    if pods.most == 0:
        return _Said(
            Action.CHANGED, ("has a new template, and no Pods", *scaled), "requests" if scaled else ""
        )
    words = (f"rolls {pods}", *scaled)
    if kind == "StatefulSet":
        return _rolled_in_order(after, pods, words)
    if value_at(after, "spec", "paused") is True:
        return _Said(Action.CHANGED, ("is paused: its new template waits",))
    if loses_all_at_once(after, pods):
        seconds = grace_seconds(change.before or {})
        return _Said(
            Action.ROLLED, (*words, f" at once: it may be without any for about {seconds} s"), "requests"
        )
    return _Said(Action.ROLLED, words)


def _rolled_in_order(after: Manifest, pods: Count, words: Sentence) -> _Said:
    partition = whole_at(after, "spec", "updateStrategy", "rollingUpdate", "partition") or 0
    if partition >= pods.most:
        words = ("has a new template; its partition keeps the old one in all its Pods",)
        return _Said(Action.CHANGED, words)
    if partition:
        return _Said(Action.ROLLED, (f"rolls {pods.most - partition} of its {pods}, one at a time",))
    if pods.most == 1:
        return _Said(Action.ROLLED, (*words, f": about {grace_seconds(after)} s without it"), "requests")
    return _Said(Action.ROLLED, (*words, ", one at a time"))


def _scaled(change: ObjectChange, beside: Iterable[Manifest]) -> Sentence:
    """Return the change of the number of Pods, if the program states it on both sides."""
    if not any(field.path == "spec.replicas" for field in change.fields):
        return ()
    before, after = count(change.before or {}, beside), count(change.after or {}, beside)
    return (f", and scales from {before.most} to {after}",) if before != after else ()


def _restarted(pod: Manifest, paths: Sequence[str]) -> _Said:
    containers = [path.partition("[")[2].partition("]")[0] for path in paths]
    what = "its container " if len(containers) == 1 else "its containers "
    # https://github.com/pulumi/pulumi-kubernetes/blob/v4.34.0/provider/pkg/provider/diff.go
    anew = f"; a Pulumi CLI makes the Pod anew instead: about {grace_seconds(pod)} s without it"
    lost = _lost(pod)
    words = ("restarts ", what, *listed(containers), " with a new image", anew, *lost)
    return _Said(Action.CHANGED, words, "data and requests" if lost else "requests")


def _changed(change: ObjectChange, beside: Iterable[Manifest]) -> _Said:
    kind = change.key.kind
    if kind in ("Deployment", "StatefulSet", "ReplicaSet") and (scaled := _scaled(change, beside)):
        return _Said(Action.CHANGED, (scaled[0].removeprefix(", and "),), _risk_of_scaling(change, beside))
    if kind == "Service":
        return _changed_service(change)
    if kind in ("ConfigMap", "Secret") and any(_holds_data(field.path) for field in change.fields):
        words = "is changed in place: running Pods see it in volumes, and in variables after a restart"
        return _Said(Action.CHANGED, (words,))
    if kind == "CronJob":
        return _Said(Action.CHANGED, ("is changed in place: its next run has the change",))
    if kind == "ReplicaSet":
        return _Said(Action.CHANGED, ("is changed in place: running Pods stay as they are",))
    return _Said(Action.CHANGED, ("is changed in place",))


def _risk_of_scaling(change: ObjectChange, beside: Iterable[Manifest]) -> str:
    before, after = change.before or {}, change.after or {}
    pods = count(after, beside).most
    policy = value_at(after, "spec", "persistentVolumeClaimRetentionPolicy", "whenScaled")
    has_claims = bool(value_at(after, "spec", "volumeClaimTemplates"))
    loses_data = has_claims and policy == "Delete" and pods < count(before, beside).most
    return " and ".join([*(["data"] if loses_data else []), *([] if pods else ["requests"])])


def _changed_service(change: ObjectChange) -> _Said:
    for field in change.fields:
        if field.path.startswith("spec.selector"):
            return _Said(Action.CHANGED, ("sends its requests to other Pods",), "requests")
        if field.path.startswith("spec.ports[") and _closes_port(field):
            return _Said(Action.CHANGED, ("is changed in place: requests to its old port fail",), "requests")
    return _Said(Action.CHANGED, ("is changed in place",))


def _closes_port(field: Difference) -> bool:
    """Return whether a field is the number of a port that changes, or a port that goes."""
    return field.path.endswith("].port") or (field.path.endswith("]") and field.after is None)


def _holds_data(path: str) -> bool:
    return path.partition(".")[0] in ("data", "stringData", "binaryData")
