"""The objects that come with a workload; each is derived from it, so that none can drift apart from it."""

from typing import TYPE_CHECKING, Any, Final, cast

import pulumi

from .conform import Given, holds_later, is_later, when_known
from .errors import WiringError
from .outputs import resolve
from .pod_template import open_ports, running_containers
from .workload import Workload, child_options

if TYPE_CHECKING:
    from pulumi_kubernetes.autoscaling.v2 import HorizontalPodAutoscalerSpecArgsDict
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict
    from pulumi_kubernetes.networking.v1 import NetworkPolicySpecArgsDict

BUSY: Final = 70
"""The share of the CPU they request, in percent, that the Pods of an autoscaled workload shall use."""


def companions(parent: pulumi.Resource, name: str, workload: Workload) -> list[pulumi.Resource]:
    """Make what the Pod's own arguments ask for, and return that without which the Pods cannot start.

    Args:
        parent: The workload's component.
        name: Name of that component.
        workload: What it makes.
    """
    if workload.has_network_policy:
        make_network_policy(parent, name, workload)
    return make_config_maps(parent, name, workload)


def make_config_maps(parent: pulumi.Resource, name: str, workload: Workload) -> list[pulumi.Resource]:
    """Make a ConfigMap of each volume of files.

    Its name changes with the files, so a new one is there before the old one, which running Pods still use,
    goes.
    """
    if not workload.files:
        return []
    from pulumi_kubernetes.core.v1 import ConfigMap

    return [
        ConfigMap(
            f"{name}-{files.volume}",
            metadata=cast("ObjectMetaArgsDict", {**workload.metadata, "name": files.name}),
            data=files.data,
            opts=pulumi.ResourceOptions(parent=parent),
        )
        for files in workload.files
    ]


def make_network_policy(parent: pulumi.Resource, name: str, workload: Workload) -> None:
    """Make a NetworkPolicy: connections from anywhere to the ports that the Pods open, and to no others."""
    from pulumi_kubernetes.networking.v1 import NetworkPolicy

    spec = {
        "pod_selector": {"match_labels": workload.selector},
        "policy_types": ["Ingress"],
        "ingress": pulumi.Output.from_input(open_ports(workload.template)).apply(_ingress),
    }
    NetworkPolicy(
        name,
        metadata=workload.metadata,
        spec=cast("NetworkPolicySpecArgsDict", spec),
        opts=child_options(parent),
    )


def _ingress(opened: list[Given]) -> list[Given]:
    ports = [{"port": port["container_port"], "protocol": port.get("protocol", "TCP")} for port in opened]
    return [{"ports": ports}] if ports else []


def make_disruption_budget(parent: pulumi.Resource, name: str, workload: Workload) -> None:
    """Make a PodDisruptionBudget by which one Pod at a time may be evicted, and any that is not ready."""
    from pulumi_kubernetes.policy.v1 import PodDisruptionBudget

    PodDisruptionBudget(
        name,
        metadata=workload.metadata,
        spec={
            "selector": {"match_labels": workload.selector},
            "max_unavailable": 1,
            "unhealthy_pod_eviction_policy": "AlwaysAllow",
        },
        opts=child_options(parent),
    )


def scalable(workload: Workload, most: int, where: str) -> pulumi.Input[int]:
    """Return how many Pods an autoscaler may run; it tells by the CPU that they use of what they request.

    Args:
        workload: The Deployment.
        most: How many there may be.
        where: The path of that number, for an error's sentence.

    Raises:
        WiringError: A container requests no CPU; for an Output, when it resolves.
    """

    def requested(containers: list[Given]) -> list[Given]:
        return [{"name": each["name"], "resources": each.get("resources", {})} for each in containers]

    def checked(containers: list[Given]) -> int:
        for each in containers:
            # What states a limit alone requests that.
            if not any("cpu" in each["resources"].get(field, {}) for field in ("requests", "limits")):
                problem = f"is {most}, and container {each['name']} requests no cpu, by which Pods are scaled"
                expected = "resources.requests[cpu] of each container, or 0 for no autoscaler"
                raise WiringError(where, problem, expected)
        return most

    running = running_containers(workload.template)
    containers = running.apply(requested) if is_later(running) else requested(running)
    return when_known(resolve(containers), checked, where) if holds_later(containers) else checked(containers)


def make_autoscaler(
    parent: pulumi.Resource,
    name: str,
    workload: Workload,
    *,
    fewest: pulumi.Input[int],
    most: pulumi.Input[int],
) -> None:
    """Make a HorizontalPodAutoscaler that manages the number of a Deployment's Pods.

    Args:
        parent: The Deployment's component.
        name: Name of that component.
        workload: The Deployment.
        fewest: How many there are at least.
        most: How many there are at most.
    """
    from pulumi_kubernetes.autoscaling.v2 import HorizontalPodAutoscaler

    metadata = cast("dict[str, Any]", workload.metadata)
    cpu = {"name": "cpu", "target": {"type": "Utilization", "average_utilization": BUSY}}
    spec = {
        "scale_target_ref": {"api_version": "apps/v1", "kind": "Deployment", "name": metadata["name"]},
        "min_replicas": fewest,
        "max_replicas": most,
        "metrics": [{"type": "Resource", "resource": cpu}],
    }
    HorizontalPodAutoscaler(
        name,
        metadata=workload.metadata,
        spec=cast("HorizontalPodAutoscalerSpecArgsDict", spec),
        opts=child_options(parent),
    )
