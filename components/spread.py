"""Where the Pods of one workload run, so that the loss of one place is not the loss of all."""

from typing import Final

from .args import TopologySpreadArgs

SPREAD: Final[list[TopologySpreadArgs]] = [
    {"topology_key": place, "max_skew": 1, "when_unsatisfiable": "ScheduleAnyway"}
    for place in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
]
"""Evenly over zones and nodes, where there are several; a cluster of one node is no obstacle."""
