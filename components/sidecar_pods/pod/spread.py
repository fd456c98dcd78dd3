"""The spread of a workload's Pods over nodes and zones, so that losing one place does not lose all Pods."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from sidecar_pods.pod.parts import Pod
from sidecar_pods.pod.structure import derived

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import TopologySpreadConstraintArgsDict

SPREAD: Final[list["TopologySpreadConstraintArgsDict"]] = [
    {"topology_key": place, "max_skew": 1, "when_unsatisfiable": "ScheduleAnyway"}
    for place in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
]
"""Evenly over zones and nodes if there are several; a cluster of one node still runs all Pods."""


def constraints_of(pod: Pod, selector: Mapping[str, object]) -> object:
    """Return a Pod's spread constraints: one that states no selector counts the workload's Pods.

    Args:
        pod: The Pod. If it exists already, its constraints stay as they are.
        selector: The labels that select the Pods of its workload.
    """
    if pod.exists:
        return pod.spread
    where = pod.where.field("topology_spread_constraints")

    def selecting(constraint: object) -> Mapping[str, object]:
        return {"label_selector": {"match_labels": selector}, **cast("Mapping[str, object]", constraint)}

    def each(constraints: object) -> object:
        stated = cast("Sequence[object]", constraints or ())
        return [derived(constraint, selecting, where) for constraint in stated]

    return derived(cast("object", pod.spread), each, where)
