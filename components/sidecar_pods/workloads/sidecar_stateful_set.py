"""A number of Pods of several containers, each with a name and claims that it keeps for life."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.later import known_or, mapped, part
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import EndpointPort, Endpoints, SidecarStatefulSetArgs
from sidecar_pods.checks.conform import conform_args, conform_text
from sidecar_pods.checks.values import service_label
from sidecar_pods.kubernetes.objects import Service, StatefulSet
from sidecar_pods.kubernetes.options import READY, child_options
from sidecar_pods.workloads.companions import companions, make_disruption_budget
from sidecar_pods.workloads.sidecar_service import AWAIT_ADDRESS, service_port
from sidecar_pods.workloads.workload import (
    REVISIONS,
    Workload,
    describe,
    known_once_the_old_one_is_gone,
    open_ports,
    publish,
    spec_of,
)

if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import StatefulSetSpecArgsDict
    from pulumi_kubernetes.core.v1 import ServicePortArgsDict, ServiceSpecArgsDict

_PODS_UNLESS_KNOWN: Final = 12

_CHANGEABLE: Final = frozenset(
    {
        "min_ready_seconds",
        "ordinals",
        "persistent_volume_claim_retention_policy",
        "replicas",
        "revision_history_limit",
        "template",
        "update_strategy",
    }
)
"""The fields that the API server lets change; a change of any other replaces the StatefulSet."""


class SidecarStatefulSet(pulumi.ComponentResource):
    """A StatefulSet of Pods whose containers share volumes, each stated once with its writers and readers.

    A changed template rolls, from the last Pod to the first. Each Pod keeps its name, and its claim of each
    volume with a `volume_claim_template`. The claims stay when the StatefulSet is deleted, unless it says
    otherwise.
    """

    name: pulumi.Output[str]
    """Name of the StatefulSet."""
    namespace: pulumi.Output[str]
    """Namespace of the StatefulSet."""
    endpoints: pulumi.Output[Endpoints]
    """The facts that a SidecarService needs to serve these Pods."""

    def __init__(
        self, name: str, args: SidecarStatefulSetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the StatefulSet, and the headless Service that names its Pods.

        Args:
            name: Name of the component, and of the StatefulSet unless the template gives another.
            args: The template of the Pods, their number and their claims.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarStatefulSet", name, {}, opts)
        where = Where(name)
        given = conform_args(args, SidecarStatefulSetArgs, where)
        workload = describe(name, given, where, makes_claims=True)
        needed = companions(self, name, workload)
        spec = {
            "revision_history_limit": REVISIONS,
            **spec_of("apps/v1:StatefulSetSpec", given, workload, where),
        }
        self.service: Service | None = None
        if "service_name" not in given:
            self.service = _headless_service(self, name, workload)
            needed.append(self.service)
            spec["service_name"] = _headless_name(name, workload)
        if workload.template.claims != []:
            spec["volume_claim_templates"] = workload.template.claims
        metadata = workload.metadata(given, where, held_back=_is_partitioned(given))
        immutable = {field: value for field, value in spec.items() if field not in _CHANGEABLE}
        metadata["name"] = known_once_the_old_one_is_gone(self, name, workload, immutable)
        self.stateful_set = StatefulSet(
            name,
            metadata=metadata,
            spec=cast("StatefulSetSpecArgsDict", spec),
            opts=child_options(
                self, needed, done_within=_done_within(given), grace_seconds=workload.grace_seconds
            ),
        )
        if given.get("pod_disruption_budget", False):
            make_disruption_budget(self, name, workload)
        self.name, self.namespace, self.endpoints = publish(self, self.stateful_set, workload)


def _is_partitioned(given: SidecarStatefulSetArgs) -> pulumi.Input[bool]:
    """Return whether the first Pods keep the old template until somebody lowers the partition."""
    return mapped(part(given, "update_strategy", "rolling_update", "partition"), bool)


def _headless_service(component: SidecarStatefulSet, name: str, workload: Workload) -> Service:
    """Create the Service that gives each Pod a name in the cluster's DNS.

    It names Pods that are not ready too: members of a database find each other before they are ready.
    """
    metadata = workload.companion_metadata
    metadata["name"] = _headless_name(name, workload)
    metadata["annotations"] = AWAIT_ADDRESS
    spec = {
        "cluster_ip": "None",
        "publish_not_ready_addresses": True,
        "selector": workload.template.selector,
        "ports": open_ports(workload).apply(_ports),
    }
    return Service(
        name, metadata=metadata, spec=cast("ServiceSpecArgsDict", spec), opts=child_options(component)
    )


def _ports(opened: Sequence[EndpointPort]) -> "list[ServicePortArgsDict]":
    """Return the ports of the headless Service; Kubernetes wants a name for each of several."""
    ports = [service_port(each, each["port"]) for each in opened]
    if len(ports) == 1:
        return ports
    return [
        {"name": f"{each['protocol'].lower()}-{each['port']}", **port}
        for each, port in zip(opened, ports, strict=True)
    ]


def _headless_name(component: str, workload: Workload) -> pulumi.Input[str]:
    """Return a name that leaves the StatefulSet's own to the Service for clients.

    The StatefulSet states it as text, not as an output of the Service: a new Service must not replace it.
    """
    name = mapped(workload.template.name, lambda known: f"{known}-headless")
    return conform_text(name, service_label, Where(component, "the name of its headless Service"))


def _done_within(given: SidecarStatefulSetArgs) -> int:
    """Return the seconds that Pulumi waits: one Pod after the other becomes ready."""
    pods, ready_for = given.get("replicas", 1), given.get("min_ready_seconds", 0)
    return max(1, known_or(pods, _PODS_UNLESS_KNOWN)) * (READY + known_or(ready_for, 0))
