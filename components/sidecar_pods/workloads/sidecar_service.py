"""A Service in front of one workload."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError, nearest_name
from sidecar_pods.arguments.later import is_later, mapped, when_known
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import EndpointPort, Endpoints, SidecarServiceArgs
from sidecar_pods.checks.conform import conform, conform_args, conform_text
from sidecar_pods.checks.declared import Declared, Own
from sidecar_pods.checks.values import choice, service_label
from sidecar_pods.kubernetes.objects import Service
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.kubernetes.types import fields_of
from sidecar_pods.pod.labels import MANAGED_BY
from sidecar_pods.workloads.workload import further_metadata, name_of, namespace_of, refuse_identity

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ServicePortArgsDict, ServiceSpecArgsDict
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict

AWAIT_ADDRESS: Final = {"pulumi.com/waitFor": "jsonpath={.spec.clusterIP}"}
"""The annotation that makes Pulumi's provider wait for the address only: the workload is ready already.

By default the provider waits until the endpoints have not changed for ten seconds
(https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/await/service.go).
"""

_AWAIT_LOAD_BALANCER: Final = {"pulumi.com/waitFor": "jsonpath={.status.loadBalancer.ingress}"}


class SidecarService(pulumi.ComponentResource):
    """A Service whose namespace, selector and ports always match the workload that it serves."""

    name: pulumi.Output[str]
    """Name of the Service."""
    namespace: pulumi.Output[str]
    """Namespace of the Service."""
    cluster_ip: pulumi.Output[str]
    """IP address at which every Pod of the cluster reaches it; None if it is headless."""
    url: pulumi.Output[str]
    """URL at which every Pod of the cluster reaches its first port, as in
    `http://mc1.default.svc.cluster.local/`."""

    def __init__(
        self, name: str, args: SidecarServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the Service, once its workload is ready.

        Args:
            name: Name of the component, and of the Service unless the arguments give another.
            args: The workload it serves, its ports and its type.
            opts: Options of the component.

        Raises:
            WiringError: The arguments are not right, or the workload opens no port.
        """
        super().__init__("sidecar:index:SidecarService", name, {}, opts)
        where = Where(name)
        given = _selecting_pods(conform_args(args, SidecarServiceArgs, where), where)
        own_name = given.get("name")
        if own_name is None:
            own_name = conform_text(name, service_label, Where(name, "the component's name"))
        served = _endpoints(given["workload"], where.field("workload"))
        workload = _alone(served)
        ports = _ports(name, given, workload)
        derived = workload.apply(lambda known: _selector(known, where))
        spec = {field: value for field, value in given.items() if field in fields_of("core/v1:ServiceSpec")}
        spec |= {"selector": given.get("selector", derived), "ports": ports}
        self.service = Service(
            name,
            metadata=_metadata(own_name, given, workload, where),
            spec=cast("ServiceSpecArgsDict", spec),
            opts=child_options(self, served.apply(lambda _: [])),
        )
        self.name, self.namespace = name_of(self.service), namespace_of(self.service)
        self.cluster_ip = _known_once_created(self.service)
        self.url = pulumi.Output.all(self.name, self.namespace, ports).apply(lambda known: _url(*known))
        self.register_outputs(
            {"name": self.name, "namespace": self.namespace, "clusterIP": self.cluster_ip, "url": self.url}
        )


def service_port(opened: EndpointPort, number: int) -> "ServicePortArgsDict":
    """Return the port of a Service for a port of a workload.

    A target with a name follows the Pod if the port's number changes.

    Args:
        opened: The port of the workload.
        number: Number of the Service's port.
    """
    port: ServicePortArgsDict = {
        "port": number,
        "target_port": opened["name"] or opened["port"],
        "protocol": opened["protocol"],
    }
    return {"name": opened["name"], **port} if opened["name"] else port


def _selecting_pods(given: SidecarServiceArgs, where: Where) -> SidecarServiceArgs:
    """Return arguments after a check that they state a Service that selects Pods, in one way."""
    if "external_name" in given:
        problem = "is given, and a Service with an external name selects no Pods"
        raise WiringError(where.field("external_name"), problem, "a Service of pulumi_kubernetes")
    if "port" in given and "ports" in given:
        raise WiringError(where.field("port"), "is given, and ports too", "one of the two")
    if "type" not in given:
        return given
    if given.get("cluster_ip") == "None" and given["type"] in ("NodePort", "LoadBalancer"):
        problem = f"is None, so the Service is headless, and its type is {given['type']}"
        raise WiringError(where.field("cluster_ip"), problem, "the type ClusterIP")
    kind = conform_text(given["type"], choice("ClusterIP", "NodePort", "LoadBalancer"), where.field("type"))
    return {**given, "type": kind}


def _endpoints(workload: object, where: Where) -> pulumi.Output[Endpoints]:
    def stated(known: object) -> object:
        if isinstance(known, pulumi.Resource):
            raise WiringError(where, "is the component itself", "its endpoints")
        return conform(known, Declared(Own(Endpoints)), where)

    made = when_known(workload, stated, where) if is_later(workload) else stated(workload)
    return cast("pulumi.Output[Endpoints]", pulumi.Output.from_input(made))


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


def _known_once_created(service: Service) -> pulumi.Output[str]:
    """Return the Service's address; the preview of a new Service does not know it.

    The API server answers the provider's dry run with an address, but gives the Service another one
    (https://kubernetes.io/docs/reference/using-api/api-concepts/#generated-values).
    """
    return pulumi.Output.all(service.id, service.spec.cluster_ip).apply(lambda known: known[1])


def _metadata(
    name: pulumi.Input[str], given: SidecarServiceArgs, workload: pulumi.Output[Endpoints], where: Where
) -> "pulumi.Output[ObjectMetaArgsDict]":
    labels, annotations = given.get("labels"), given.get("annotations")
    if given.get("standard_labels", True):
        labels = pulumi.Output.all(workload, labels).apply(lambda known: _labels(*known))
        annotations = pulumi.Output.all(given.get("type"), annotations).apply(lambda known: _awaited(*known))
    further = further_metadata(given)
    refuse_identity(further, where, "beside metadata, or in the workload")
    parts = pulumi.Output.all(name, workload, labels, annotations, further)
    return parts.apply(lambda known: _stated_metadata(*known))


def _labels(workload: Endpoints, own: Mapping[str, str] | None) -> Mapping[str, str]:
    return {**workload["selector"], MANAGED_BY: "pulumi", **(own or {})}


def _awaited(kind: str | None, own: Mapping[str, str] | None) -> Mapping[str, str]:
    return {**(_AWAIT_LOAD_BALANCER if kind == "LoadBalancer" else AWAIT_ADDRESS), **(own or {})}


def _stated_metadata(
    name: str,
    workload: Endpoints,
    labels: Mapping[str, str] | None,
    annotations: Mapping[str, str] | None,
    further: Mapping[str, object],
) -> "ObjectMetaArgsDict":
    optional = {"labels": labels, "annotations": annotations, "namespace": workload.get("namespace")}
    stated = {field: value for field, value in optional.items() if value}
    return cast("ObjectMetaArgsDict", {**further, "name": name, **stated})


def _selector(workload: Endpoints, where: Where) -> Mapping[str, str]:
    if not workload["selector"]:
        raise WiringError(where.field("workload"), "has Pods without labels", "a label, which selects them")
    return workload["selector"]


def _ports(
    component: str, given: SidecarServiceArgs, workload: pulumi.Output[Endpoints]
) -> "pulumi.Output[Sequence[ServicePortArgsDict]]":
    is_headless = mapped(given.get("cluster_ip"), lambda address: address == "None")
    parts = pulumi.Output.all(workload, given.get("ports"), given.get("port"), is_headless)
    return parts.apply(lambda known: _known_ports(component, *known))


def _known_ports(
    component: str,
    workload: Endpoints,
    stated: "Sequence[ServicePortArgsDict] | None",
    port: int | None,
    is_headless: bool,
) -> "Sequence[ServicePortArgsDict]":
    if stated is not None:
        return stated_ports(workload, stated, Where(component))
    return _derived_ports(component, workload, port, is_headless)


def _derived_ports(
    component: str, workload: Endpoints, port: int | None, is_headless: bool
) -> "list[ServicePortArgsDict]":
    """Return the Service's ports, derived from the workload's; only a headless Service may have none."""
    where = Where(component, "workload")
    opened = workload["ports"]
    if not opened:
        if is_headless:
            return []
        raise WiringError(where, "opens no port", "a container with ports")
    if len(opened) > 1 and not all(each["name"] for each in opened):
        raise WiringError(where, "opens several ports of which one has no name", "a name for each")
    first, *others = opened
    number = port or first["port"]
    for other in others:
        if (other["port"], other["protocol"]) == (number, first["protocol"]):
            problem = f"is {number}, which port {other['name']} of the workload has"
            raise WiringError(Where(component, "port"), problem, "another number")
    return [service_port(each, number if each is first else each["port"]) for each in opened]


def stated_ports(
    workload: Endpoints, ports: "Sequence[ServicePortArgsDict]", where: Where
) -> "Sequence[ServicePortArgsDict]":
    """Return the ports that the user states, after a check that they are distinct and lead to the Pods.

    Args:
        workload: The workload.
        ports: The ports.
        where: The place of the Service's arguments.

    Raises:
        WiringError: Two of them are alike, one of several has no name, or a target is no port of the Pods.
    """
    where = where.field("ports")
    named = [each["name"] for each in workload["ports"] if each["name"]]
    seen: set[tuple[object, object]] = set()
    for index, port in enumerate(ports):
        place = where.item(str(port.get("name") or index))
        if len(ports) > 1 and not port.get("name"):
            raise WiringError(
                place.field("name"), "is missing, and there are several ports", "a name for each"
            )
        number = (port["port"], port.get("protocol", "TCP"))
        if number in seen:
            raise WiringError(place.field("port"), f"is {number[0]}, as in another port", "another number")
        seen.add(number)
        target = port.get("target_port")
        if isinstance(target, str) and target not in named:
            nearest = nearest_name(target, named)
            problem = f'is "{target}", which is no port of the workload'
            raise WiringError(place.field("target_port"), problem, "a name or a number of a port", nearest)
    return ports


def _url(name: str, namespace: str, ports: "Sequence[ServicePortArgsDict]") -> str:
    port = ports[0]["port"] if ports else 80
    return f"http://{name}.{namespace}.svc.cluster.local{'' if port == 80 else f':{port}'}/"
