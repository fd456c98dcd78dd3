"""A Service in front of one workload."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

import pulumi

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import Service, ServicePortArgsDict, ServiceSpecArgsDict
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import EndpointPort, Endpoints, SidecarServiceArgs
from sidecar_pods.checks.conform import conform, conform_args, conform_text
from sidecar_pods.checks.declared import Declared, Own
from sidecar_pods.checks.values import service_label
from sidecar_pods.pod.labels import standard_labels
from sidecar_pods.workloads.workload import child_options, name_of, namespace_of

READY_AT_ONCE: Final = {"pulumi.com/waitFor": "jsonpath={.spec.clusterIP}"}
"""The annotation that makes Pulumi's provider wait for the address only: the workload is ready already.

By default the provider waits until the endpoints have not changed for ten seconds
(https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/await/service.go).
"""


class SidecarService(pulumi.ComponentResource):
    """A Service whose namespace, selector and ports always match the workload that it serves."""

    name: pulumi.Output[str]
    """Name of the Service."""
    namespace: pulumi.Output[str]
    """Namespace of the Service."""
    cluster_ip: pulumi.Output[str]
    """IP address at which every Pod of the cluster reaches it."""
    url: pulumi.Output[str]
    """URL at which every Pod of the cluster reaches its first port, as in
    `http://mc1.default.svc.cluster.local/`."""

    def __init__(
        self, name: str, args: SidecarServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the Service, once its workload is ready.

        Args:
            name: Name of the component, and of the Service unless the arguments give another.
            args: The workload it serves, and its port.
            opts: Options of the component.

        Raises:
            WiringError: The arguments are not right, or the workload opens no port.
        """
        super().__init__("sidecar:index:SidecarService", name, {}, opts)
        from pulumi_kubernetes.core.v1 import Service

        given = conform_args(args, SidecarServiceArgs, Where(name))
        own_name = given.get("name")
        if own_name is None:
            own_name = conform_text(name, service_label, Where(name, "the component's name"))
        served = _endpoints(given["workload"], Where(name, "workload"))
        workload = _alone(served)
        ports = pulumi.Output.all(workload, given.get("port")).apply(lambda known: _ports(name, *known))
        selector = workload.apply(lambda known: known["selector"])
        spec = {"selector": selector, "ports": ports}
        service = Service(
            name,
            metadata=pulumi.Output.all(own_name, workload).apply(lambda known: _metadata(*known)),
            spec=cast("ServiceSpecArgsDict", spec),
            opts=child_options(self, served.apply(lambda _: [])),
        )
        self.name = name_of(service.metadata)
        self.namespace = namespace_of(service.metadata)
        self.cluster_ip = _known_once_created(service)
        self.url = pulumi.Output.all(self.name, self.namespace, ports).apply(lambda known: _url(*known))
        self.register_outputs(
            {"name": self.name, "namespace": self.namespace, "clusterIp": self.cluster_ip, "url": self.url}
        )


def _endpoints(workload: pulumi.Input[Endpoints] | pulumi.Resource, where: Where) -> pulumi.Output[Endpoints]:
    if isinstance(workload, pulumi.Resource):
        raise WiringError(where, "is the component itself", "its endpoints")
    return cast(
        "pulumi.Output[Endpoints]",
        pulumi.Output.from_input(conform(workload, Declared(Own(Endpoints)), where)),
    )


def _alone(workload: pulumi.Output[Endpoints]) -> pulumi.Output[Endpoints]:
    """Return the same value without its dependencies.

    The engine deletes a bare Pod before it replaces it, and also replaces each resource with a property that
    depends on it (https://www.pulumi.com/docs/iac/concepts/options/deletebeforereplace/). The Service must
    keep its address. It depends on the workload as a whole, so it only waits for it.
    """

    async def nothing() -> set[pulumi.Resource]:
        return set()

    alone = pulumi.Output(nothing(), workload.future(), workload.is_known(), workload.is_secret())
    return cast("pulumi.Output[Endpoints]", alone)


def _known_once_created(service: "Service") -> pulumi.Output[str]:
    """Return the Service's address; the preview of a new Service does not know it.

    The API server answers the provider's dry run with an address, but gives the Service another one
    (https://kubernetes.io/docs/reference/using-api/api-concepts/#generated-values).
    """
    return pulumi.Output.all(service.id, service.spec.cluster_ip).apply(lambda known: known[1])


def _metadata(name: str, workload: Endpoints) -> "ObjectMetaArgsDict":
    labels = standard_labels(workload["selector"])
    metadata: ObjectMetaArgsDict = {"name": name, "labels": labels, "annotations": READY_AT_ONCE}
    return {**metadata, "namespace": workload["namespace"]} if "namespace" in workload else metadata


def _ports(component: str, workload: Endpoints, port: int | None) -> "list[ServicePortArgsDict]":
    """Return the Service's ports, derived from the workload's.

    A target with a name follows the Pod if the port's number changes.
    """
    where = Where(component, "workload")
    opened = workload["ports"]
    if not opened:
        raise WiringError(where, "opens no port", "a container with ports")
    if len(opened) > 1 and not all(each["name"] for each in opened):
        raise WiringError(where, "opens several ports of which one has no name", "a name for each")
    first, *others = opened
    number = port or first["port"]
    for other in others:
        if (other["port"], other["protocol"]) == (number, first["protocol"]):
            problem = f"is {number}, which port {other['name']} of the workload has"
            raise WiringError(Where(component, "port"), problem, "another number")
    return [_port(each, number if each is first else each["port"]) for each in opened]


def _port(opened: EndpointPort, number: int) -> "ServicePortArgsDict":
    port: ServicePortArgsDict = {
        "port": number,
        "target_port": opened["name"] or opened["port"],
        "protocol": opened["protocol"],
    }
    return {"name": opened["name"], **port} if opened["name"] else port


def _url(name: str, namespace: str, ports: "Sequence[ServicePortArgsDict]") -> str:
    port = ports[0]["port"]
    return f"http://{name}.{namespace}.svc.cluster.local{'' if port == 80 else f':{port}'}/"
