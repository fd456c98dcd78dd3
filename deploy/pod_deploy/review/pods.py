"""Read the Pods of a workload from its manifest: how many they are, and what they lose when they end."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from pod_deploy.stack.manifests import Json, Manifest, key_of

_GRACE_SECONDS = 30
"""Kubernetes' default of `terminationGracePeriodSeconds`."""

_TEMPLATES = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    **dict.fromkeys(
        ("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"),
        ("spec", "template"),
    ),
}


class Count(NamedTuple):
    """The number of a workload's Pods, as the program states it; an autoscaler chooses one between two."""

    least: int
    """The smallest number."""
    most: int
    """The greatest number."""

    def __str__(self) -> str:
        """Return `3 Pods`, `1 Pod` or `2 to 5 Pods`."""
        span = str(self.most) if self.least == self.most else f"{self.least} to {self.most}"
        return f"{span} Pod{'' if self.most == 1 else 's'}"


def value_at(manifest: Json, *path: str) -> Json:
    """Return the value at a path; None if there is none, whatever stands in its way."""
    for name in path:
        manifest = manifest.get(name) if isinstance(manifest, dict) else None
    return manifest


def whole_at(manifest: Json, *path: str) -> int | None:
    """Return the whole number at a path; None if there is none."""
    value = value_at(manifest, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def items_at(manifest: Json, *path: str) -> list[Json]:
    """Return the items of the list at a path; none if there is no list."""
    value = value_at(manifest, *path)
    return value if isinstance(value, list) else []


def pod_prefix(kind: str) -> str:
    """Return the path of the Pod's spec in an object of a kind, as `spec.template.spec`; empty if none."""
    return ".".join((*_TEMPLATES[kind], "spec")) if kind in _TEMPLATES else ""


def count(manifest: Manifest, others: Iterable[Manifest]) -> Count:
    """Return how many Pods a workload has.

    Args:
        manifest: The workload.
        others: The objects beside it; one may be its autoscaler.
    """
    stated = whole_at(manifest, "spec", "replicas")
    if stated is None:
        key = key_of(manifest)
        for other in others:
            target = value_at(other, "spec", "scaleTargetRef")
            is_its = (value_at(target, "kind"), value_at(target, "name")) == (key.kind, key.name)
            if other.get("kind") == "HorizontalPodAutoscaler" and is_its:
                least = whole_at(other, "spec", "minReplicas") or 1
                return Count(least, whole_at(other, "spec", "maxReplicas") or least)
    stated = 1 if stated is None else stated
    return Count(stated, stated)


def grace_seconds(manifest: Manifest) -> int:
    """Return how long the Pods may take to end."""
    path = (*_TEMPLATES.get(key_of(manifest).kind, ()), "spec", "terminationGracePeriodSeconds")
    stated = whole_at(manifest, *path)
    return _GRACE_SECONDS if stated is None else stated


def own_volumes(manifest: Manifest) -> list[str]:
    """Return the names of the volumes whose contents end with each Pod."""
    return [
        str(volume["name"])
        for volume in items_at(manifest, *_TEMPLATES.get(key_of(manifest).kind, ()), "spec", "volumes")
        if isinstance(volume, dict) and "name" in volume and ("emptyDir" in volume or len(volume) == 1)
    ]


def loses_all_at_once(manifest: Manifest, pods: Count) -> bool:
    """Return whether a roll of a Deployment leaves no Pod for a while.

    By default Kubernetes starts a new Pod before it ends an old one.
    """
    strategy = value_at(manifest, "spec", "strategy")
    if value_at(strategy, "type") == "Recreate":
        return True
    unavailable = _share(value_at(strategy, "rollingUpdate", "maxUnavailable"), pods.least, math.floor)
    surge = _share(value_at(strategy, "rollingUpdate", "maxSurge"), pods.least, math.ceil)
    # If both round down to nothing, Kubernetes takes one Pod away.
    return max(unavailable, 0 if surge else 1) >= pods.least


def _share(stated: Json, pods: int, rounded: Callable[[float], int]) -> int:
    """Return a number of Pods that is stated as one or as a share of all, `25%` by default."""
    if isinstance(stated, int):
        return stated
    digits = str(stated or "25%").removesuffix("%")
    return rounded(pods * int(digits) / 100) if digits.isdecimal() else 0
