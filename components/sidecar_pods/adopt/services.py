"""From the manifest of a Service that selects an adopted workload to a SidecarService."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sidecar_pods.adopt.check import check_service
from sidecar_pods.adopt.manifests.objects import Manifest
from sidecar_pods.adopt.manifests.values import Fields, Reference, Value, typed_object


@dataclass(frozen=True)
class Selectable:
    """A workload of the program that a Service may select."""

    variable: str
    """The variable of its component."""
    name: str
    """Its name in Kubernetes."""
    namespace: str
    """Its namespace; empty if the manifest states none."""
    labels: Mapping[str, Value]
    """The labels of its Pods."""
    selector: Mapping[str, Value]
    """The labels by which a SidecarService selects them unless it states others."""
    ports: Sequence[str]
    """The names of the ports that its containers open."""


def selected(manifest: Manifest, workloads: Sequence[Selectable]) -> Sequence[Selectable]:
    """Return the workloads whose Pods a Service selects; none if a SidecarService cannot state it.

    Args:
        manifest: An object of any kind.
        workloads: The workloads of the program.
    """
    if (manifest.api_version, manifest.kind) != ("v1", "Service"):
        return []
    selector, ports = manifest.spec.get("selector"), manifest.spec.get("ports")
    if selector is None or not selector.fields() or ports is None or manifest.spec.get("externalName"):
        return []
    labels = {key: each.value for key, each in selector.fields().items()}
    targets = {port.text("targetPort") for port in ports.items()} - {""}
    return [
        each
        for each in workloads
        if each.namespace == manifest.namespace
        and targets <= set(each.ports)
        and labels.items() <= dict(each.labels).items()
    ]


def adopt_service(manifest: Manifest, resource: str, workload: Selectable) -> Fields:
    """Return the arguments of the SidecarService that states a Service.

    Args:
        manifest: The Service.
        resource: Name of the component in Pulumi.
        workload: The workload that it selects.

    Raises:
        Refusal: The Service is not valid.
    """
    typed = typed_object(manifest.node, "core/v1:Service", "")
    metadata = cast("Fields", typed.get("metadata", Fields()))
    args = Fields(workload=Reference(workload.variable, "endpoints"))
    if manifest.name != resource:
        args["name"] = manifest.name
    args["standardLabels"] = False
    args |= {key: metadata[key] for key in ("labels", "annotations") if metadata.get(key)}
    apart = ("name", "namespace", "labels", "annotations")
    if others := Fields({key: value for key, value in metadata.items() if key not in apart and value != []}):
        args["metadata"] = others
    args |= cast("Fields", typed["spec"])
    if args["selector"] == workload.selector:
        del args["selector"]  # it follows from the workload
    check_service(args, manifest.spec, workload.ports)
    return args
