"""The proof of each adopted workload: its arguments make the Pod of the manifest, and no other."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from sidecar_pods.adopt.manifests.reading import Node
from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.adopt.manifests.values import Fields, Value, in_python, typed
from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import (
    SidecarCronJobArgs,
    SidecarDaemonSetArgs,
    SidecarDeploymentArgs,
    SidecarJobArgs,
    SidecarServiceArgs,
    SidecarStatefulSetArgs,
)
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, Type, fields_of
from sidecar_pods.pod.template import assemble

_ARGUMENTS: Final[Mapping[str, type]] = {
    "SidecarPod": PodTemplateArgs,
    "SidecarDeployment": SidecarDeploymentArgs,
    "SidecarStatefulSet": SidecarStatefulSetArgs,
    "SidecarDaemonSet": SidecarDaemonSetArgs,
    "SidecarJob": SidecarJobArgs,
    "SidecarCronJob": SidecarCronJobArgs,
    "SidecarService": SidecarServiceArgs,
}
_SPEC: Final = Object("core/v1:PodSpec")
_CLAIMS: Final = ListOf(Object("core/v1:PersistentVolumeClaim"))
_NAME: Final = "adopted"
_BY_THE_SERVER: Final = ("apiVersion", "kind", "status", "creationTimestamp")
"""Fields of a claim template that the API server adds."""

_MEANT_ANYWAY: Final[Mapping[str, Mapping[str, object]]] = {
    "core/v1:VolumeMount": {"readOnly": False, "subPath": "", "subPathExpr": ""},
    "core/v1:PersistentVolumeClaim": dict.fromkeys(_BY_THE_SERVER),
}
"""Values that mean the same as no value."""


def check_args(component: str, args: Fields, node: Node) -> None:
    """Refuse arguments that their component refuses.

    Args:
        component: The class of the component.
        args: Its arguments.
        node: The spec of the manifest.

    Raises:
        Refusal: The component refuses them.
    """
    try:
        conform_args(plain(args), _ARGUMENTS[component], Where(_NAME))
    except WiringError as error:
        raise _refusal(error, node) from error


def check_pod(template: Fields, pod: Node, claims: Sequence[Node]) -> None:
    """Refuse arguments from which another Pod follows than the manifest states.

    Args:
        template: The arguments of the Pod.
        pod: The spec of the Pod in the manifest.
        claims: The claim templates of its StatefulSet.

    Raises:
        Refusal: The wiring refuses the arguments, or the Pod would be another one.
    """
    where = Where(_NAME)
    try:
        args = conform_args(cast("PodTemplateArgs", plain(template)), PodTemplateArgs, where)
        made = assemble(_NAME, args, _NAME, where, makes_claims=True)
    except WiringError as error:
        raise _refusal(error, pod) from error
    stated_claims = Node(list(claims), pod.line)
    for stated, follows, kind in (
        (typed(pod, _SPEC, "spec"), made.spec, _SPEC),
        (typed(stated_claims, _CLAIMS, "volumeClaimTemplates"), made.claims, _CLAIMS),
    ):
        expected, found = _canonical(stated, kind), _canonical(follows, kind)
        if path := _difference(expected, found):
            raise Refusal(_line_of(path, pod), f"{path} cannot be stated with a component as it is")


def plain(value: Value) -> object:
    """Return a value as a Python program states it."""
    if isinstance(value, Fields):
        return {in_python(key): plain(each) for key, each in value.items()}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value


def _canonical(value: object, kind: Type) -> object:
    """Return a value with Kubernetes' names, and without parts that mean the same if they are left out."""
    match kind:
        case ListOf(item):
            return [_canonical(each, item) for each in cast("Sequence[object]", value)]
        case MapOf(item):
            return {key: _canonical(each, item) for key, each in cast("Mapping[str, object]", value).items()}
        case Object(token):
            return _canonical_object(cast("Mapping[str, object]", value), token)
        case _:
            return value


def _canonical_object(value: Mapping[str, object], token: str) -> Mapping[str, object]:
    made: dict[str, object] = {}
    for name, field in fields_of(token).items():
        stated = value.get(field.name, value.get(name))
        means_nothing = isinstance(field.type, ListOf | MapOf) or field.name == "resources"
        if stated is None or (means_nothing and stated in ({}, [])):
            continue
        made[field.name] = _canonical(stated, field.type)
    for name, default in _MEANT_ANYWAY.get(token, {}).items():
        if default is None or made.get(name) == default:
            made.pop(name, None)
    if token == "core/v1:Volume" and list(made) == ["name"]:  # noqa: S105 (the name of a type)
        made["emptyDir"] = {}
    return made


def _difference(expected: object, found: object, path: str = "") -> str:
    """Return the path of the first part that differs; empty if nothing does."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        one, other = cast("Mapping[str, object]", expected), cast("Mapping[str, object]", found)
        for key in (*one, *(key for key in other if key not in one)):
            here = f"{path}.{key}" if path else key
            if key not in one or key not in other:
                return here
            if deeper := _difference(one[key], other[key], here):
                return deeper
        return ""
    if isinstance(expected, list) and isinstance(found, list):
        items, others = cast("list[object]", expected), cast("list[object]", found)
        for index, (each, counterpart) in enumerate(zip(items, others, strict=False)):
            if deeper := _difference(each, counterpart, f"{path}[{index}]"):
                return deeper
        return path if len(items) != len(others) else ""
    return "" if expected == found and isinstance(expected, bool) == isinstance(found, bool) else path


def _refusal(error: WiringError, node: Node) -> Refusal:
    sentence = str(error).removeprefix(f"{_NAME}: ").removeprefix(f"{_NAME}:").lstrip()
    return Refusal(_line_of(sentence.partition(" ")[0], node), sentence)


def _line_of(path: str, node: Node) -> int:
    """Return the line of the part that a path of our arguments, or of the manifest, leads to."""
    here = node
    for step in re.findall(r"[^.\[\]]+", path):
        deeper = _step(here, step)
        if deeper is not None:
            here = deeper
    return here.line


def _step(node: Node, step: str) -> Node | None:
    renamed = {"sidecars": "init_containers", "shared_volumes": "volumes"}.get(step, step)
    for key, each in node.fields().items():
        if renamed in (key, in_python(key)):
            return each
    for index, each in enumerate(node.items()):
        if step in (each.text("name"), str(index)):
            return each
    return None
