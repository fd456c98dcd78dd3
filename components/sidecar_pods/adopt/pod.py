"""From the manifest of a Pod to the arguments that state it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from sidecar_pods.adopt.advice import advice
from sidecar_pods.adopt.manifests.reading import Node
from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.adopt.manifests.values import Fields, Value, typed_object
from sidecar_pods.adopt.wiring import (
    CLAIM_TEMPLATE,
    Container,
    Mount,
    Role,
    Volume,
    Wiring,
    wire,
    with_claims,
)

_LISTS: Final = ("initContainers", "containers")
_MOUNTS: Final = ("volumeMounts", "volumeDevices")


@dataclass(frozen=True)
class AdoptedPod:
    """A Pod in the words of our arguments."""

    args: Fields
    """The arguments of the template, without metadata."""
    comments: Sequence[str]
    """Advice about its volumes."""


def adopt_pod(spec: Node, path: str, claims: Sequence[Node] = ()) -> AdoptedPod:
    """Return a Pod in the words of our arguments.

    Args:
        spec: The spec of the Pod.
        path: Its path in the manifest: `spec.template.spec`.
        claims: The claim templates of a StatefulSet.

    Raises:
        Refusal: The arguments cannot state the Pod.
    """
    typed = typed_object(spec, "core/v1:PodSpec", path)
    lists = {name: _fields_of(typed, name) for name in _LISTS}
    containers = _containers(spec, lists)
    volumes = [
        _volume(node, fields)
        for node, fields in zip(_nodes(spec, "volumes"), _fields_of(typed, "volumes"), strict=True)
    ]
    wiring = wire(with_claims(volumes, [_claim(each, i) for i, each in enumerate(claims)]), containers)
    stated = [fields for name in _LISTS for fields in lists[name]]
    by_role = dict[Role, list[Value]]()
    for container, fields in zip(containers, stated, strict=True):
        by_role.setdefault(container.role, []).append(_container(container, fields, wiring))
    others = {key: value for key, value in typed.items() if key not in (*_LISTS, "volumes")}
    args = Fields({"podSecurity": "privileged", **others, **by_role})
    if wiring.shared:
        args["sharedVolumes"] = wiring.shared
    if wiring.volume_order:
        args["volumeOrder"] = wiring.volume_order
    return AdoptedPod(args, advice(wiring, typed))


def _containers(spec: Node, lists: Mapping[str, Sequence[Fields]]) -> list[Container]:
    """Return the containers with their mounts, those of `initContainers` first."""
    containers: list[Container] = []
    lines = dict[str, int]()
    for name in _LISTS:
        roles = _roles(name, lists[name])
        for node, fields, role in zip(_nodes(spec, name), lists[name], roles, strict=True):
            container = str(fields["name"])
            if container in lines:
                raise Refusal(node.line, f"has two containers named {container}; expected a name for each")
            lines[container] = node.line
            if "image" not in fields:
                raise Refusal(node.line, f"container {container} states no image; expected one")
            containers.append(Container(container, role, _mounts(node, fields)))
    return containers


def _roles(name: str, containers: Sequence[Fields]) -> list[Role]:
    """Return the list of the arguments for each container: native sidecars at the end are `sidecars`."""
    if name == "containers":
        return ["containers" for _ in containers]
    steps = len(containers)
    while steps and containers[steps - 1].get("restartPolicy") == "Always":
        steps -= 1
    return ["initContainers" if index < steps else "sidecars" for index in range(len(containers))]


def _container(container: Container, fields: Fields, wiring: Wiring) -> Fields:
    """Return a container in the words of our arguments."""
    kept = {key: value for key, value in fields.items() if key not in _MOUNTS}
    if container.role == "sidecars":
        del kept["restartPolicy"]
    made = Fields({"name": kept.pop("name"), "image": kept.pop("image"), **kept})
    if own := wiring.own.get(container.name):
        made["volumes"] = own
    if order := wiring.mount_orders.get(container.name):
        made["mountOrder"] = order
    return made


def _mounts(node: Node, fields: Fields) -> list[Mount]:
    return [
        _mount(mount_node, mount)
        for name in _MOUNTS
        for mount_node, mount in zip(_nodes(node, name), _fields_of(fields, name), strict=True)
    ]


def _mount(node: Node, mount: Fields) -> Mount:
    is_device = "devicePath" in mount
    path = "devicePath" if is_device else "mountPath"
    kept = {key: value for key, value in mount.items() if value != "" and key not in ("name", path)}
    return Mount(
        volume=str(mount["name"]),
        path=str(mount[path]),
        is_device=is_device,
        is_read_only=kept.pop("readOnly", False) is True,
        settings=Fields(kept),
        line=node.line,
    )


def _volume(node: Node, fields: Fields) -> Volume:
    sources = Fields({key: value for key, value in fields.items() if key != "name"})
    name = str(fields["name"])
    if len(sources) > 1:
        raise Refusal(node.line, f"volume {name} has several sources: {', '.join(sources)}; expected one")
    return Volume(name, Fields() if sources == {"emptyDir": {}} else sources, node.line)


def _claim(node: Node, index: int) -> Volume:
    """Return a claim template as a volume; its status, kind and API version follow."""
    path = f"spec.volumeClaimTemplates[{index}]"
    claim = typed_object(node.without("status"), "core/v1:PersistentVolumeClaim", path)
    metadata = dict(cast("Fields", claim.get("metadata", {})))
    name = metadata.pop("name", None)
    metadata.pop("creationTimestamp", None)
    if not isinstance(name, str):
        raise Refusal(node.line, f"{path}.metadata.name is missing; expected a name")
    stated = {"metadata": Fields(metadata)} if metadata else {}
    template = Fields({**stated, "spec": claim.get("spec", Fields())})
    return Volume(name, Fields({CLAIM_TEMPLATE: template}), node.line)


def _nodes(node: Node, name: str) -> Sequence[Node]:
    found = node.get(name)
    return found.items() if found else []


def _fields_of(fields: Fields, name: str) -> Sequence[Fields]:
    return cast("Sequence[Fields]", fields.get(name, ()))
