"""The spread of a workload's Pods over nodes and zones, so that losing one place does not lose all Pods."""

from collections.abc import Mapping
from typing import Final

from sidecar_pods.arguments.pod_args import TopologySpreadArgs
from sidecar_pods.pod.parts import Constraints, Pod
from sidecar_pods.pod.structure import derived

SPREAD: Final[list[TopologySpreadArgs]] = [
    {"topology_key": place, "max_skew": 1, "when_unsatisfiable": "ScheduleAnyway"}
    for place in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
]
"""Evenly over zones and nodes if there are several; a cluster of one node still runs all Pods."""


def constraints_of(pod: Pod, selector: Mapping[str, object]) -> object:
    """Return a Pod's spread constraints, each with the selector of the workload's Pods."""
    where = pod.where.field("topology_spread_constraints")

    def selecting(constraint: TopologySpreadArgs) -> Mapping[str, object]:
        return {**constraint, "label_selector": {"match_labels": selector}}

    def each(constraints: Constraints) -> object:
        return [derived(constraint, selecting, where) for constraint in constraints]

    return derived(pod.spread, each, where)
