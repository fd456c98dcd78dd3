"""The objects that come with a workload; each is derived from it, so that they always match it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.later import holds_later, mapped, resolve, when_known
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import EndpointPort
from sidecar_pods.kubernetes.objects import (
    ConfigMap,
    HorizontalPodAutoscaler,
    NetworkPolicy,
    PodDisruptionBudget,
)
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.pod.template import RunningContainer
from sidecar_pods.workloads.workload import Workload, open_ports

if TYPE_CHECKING:
    from pulumi_kubernetes.autoscaling.v2 import HorizontalPodAutoscalerSpecArgsDict
    from pulumi_kubernetes.networking.v1 import NetworkPolicyIngressRuleArgsDict

BUSY: Final = 70
"""The share of the requested CPU, in percent, that an autoscaler aims at."""


def companions(parent: pulumi.Resource, name: str, workload: Workload) -> list[pulumi.Resource]:
    """Create the NetworkPolicy and ConfigMaps; return those that the Pods depend on.

    Args:
        parent: The workload's component.
        name: Name of that component.
        workload: The parts of its object.
    """
    if workload.has_network_policy:
        make_network_policy(parent, name, workload)
    return make_config_maps(parent, name, workload)


def make_config_maps(parent: pulumi.Resource, name: str, workload: Workload) -> list[pulumi.Resource]:
    """Create a ConfigMap for each volume of files.

    Its name changes with the files. So Pulumi creates the new one before it deletes the old one, which
    running Pods still use.
    """
    return [
        ConfigMap(
            f"{name}-{files.volume}",
            metadata={**workload.companion_metadata, "name": files.name},
            data=files.data,
            opts=pulumi.ResourceOptions(parent=parent),
        )
        for files in workload.template.files
    ]


def make_network_policy(parent: pulumi.Resource, name: str, workload: Workload) -> None:
    """Create a NetworkPolicy that admits connections from anywhere to the Pods' open ports, and no others."""
    NetworkPolicy(
        name,
        metadata=workload.companion_metadata,
        spec={
            "pod_selector": workload.selector,
            "policy_types": ["Ingress"],
            "ingress": open_ports(workload).apply(_ingress),
        },
        opts=child_options(parent),
    )


def _ingress(opened: Sequence[EndpointPort]) -> "list[NetworkPolicyIngressRuleArgsDict]":
    if not opened:
        return []
    return [{"ports": [{"port": each["port"], "protocol": each["protocol"]} for each in opened]}]


def make_disruption_budget(parent: pulumi.Resource, name: str, workload: Workload) -> None:
    """Create a PodDisruptionBudget.

    It allows one eviction at a time, and always allows evicting Pods that are not ready.
    """
    PodDisruptionBudget(
        name,
        metadata=workload.companion_metadata,
        spec={
            "selector": workload.selector,
            "max_unavailable": 1,
            "unhealthy_pod_eviction_policy": "AlwaysAllow",
        },
        opts=child_options(parent),
    )


def scalable(workload: Workload, most: int, where: Where) -> pulumi.Input[int]:
    """Return the upper limit after checking that every container requests CPU, which the autoscaler measures.

    Args:
        workload: The Deployment.
        most: The upper limit.
        where: The place of that number.

    Raises:
        WiringError: A container requests no CPU; for an Output, when it resolves.
    """

    def resources_of(running: Sequence[RunningContainer]) -> dict[str, pulumi.Input[ResourceRequirements]]:
        return {each.name: each.resources for each in running}

    def checked(known: object) -> int:
        for name, resources in cast("dict[str, Mapping[str, Mapping[str, str]]]", known).items():
            # A limit without a request is also the request.
            if not any("cpu" in resources.get(field, {}) for field in ("requests", "limits")):
                problem = f"is {most}, and container {name} requests no cpu, which the autoscaler measures"
                expected = "resources.requests[cpu] of each container, or 0 for no autoscaler"
                raise WiringError(where, problem, expected)
        return most

    requested = mapped(workload.template.running, resources_of)
    return when_known(resolve(requested), checked, where) if holds_later(requested) else checked(requested)


def make_autoscaler(
    parent: pulumi.Resource,
    name: str,
    workload: Workload,
    *,
    fewest: pulumi.Input[int],
    most: pulumi.Input[int],
) -> None:
    """Create a HorizontalPodAutoscaler that manages the number of a Deployment's Pods.

    Args:
        parent: The Deployment's component.
        name: Name of that component.
        workload: The Deployment.
        fewest: The lower limit.
        most: The upper limit.
    """
    cpu = {"name": "cpu", "target": {"type": "Utilization", "average_utilization": BUSY}}
    spec = {
        "scale_target_ref": {"api_version": "apps/v1", "kind": "Deployment", "name": workload.template.name},
        "min_replicas": fewest,
        "max_replicas": most,
        "metrics": [{"type": "Resource", "resource": cpu}],
    }
    HorizontalPodAutoscaler(
        name,
        metadata=workload.companion_metadata,
        spec=cast("HorizontalPodAutoscalerSpecArgsDict", spec),
        opts=child_options(parent),
    )
