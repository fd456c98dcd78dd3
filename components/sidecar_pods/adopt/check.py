"""The proof of each adopted workload: its arguments make the Pod of the manifest, and no other."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from sidecar_pods.adopt.manifests.reading import Node
from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.adopt.manifests.values import Fields, Value, in_python, typed_object
from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import (
    Endpoints,
    SidecarCronJobArgs,
    SidecarDaemonSetArgs,
    SidecarDeploymentArgs,
    SidecarJobArgs,
    SidecarServiceArgs,
    SidecarStatefulSetArgs,
)
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.checks.declared import EXTENDS, fields
from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, Type, fields_of
from sidecar_pods.package.names import name_elsewhere
from sidecar_pods.package.words import Words
from sidecar_pods.workloads.sidecar_cron_job import cron_job_spec
from sidecar_pods.workloads.sidecar_job import describe_job, job_spec
from sidecar_pods.workloads.sidecar_service import stated_ports
from sidecar_pods.workloads.workload import describe, describe_pod, spec_of

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ServicePortArgsDict

Known = Mapping[str, object]
"""A spec of which every part is known."""

UNLESS_STATED: Final[Mapping[str, Fields]] = {
    "apps/v1:DeploymentSpec": Fields(
        strategy=Fields(
            type="RollingUpdate", rollingUpdate=Fields({"maxSurge": "25%", "maxUnavailable": "25%"})
        ),
        revisionHistoryLimit=10,
    ),
    "apps/v1:StatefulSetSpec": Fields(revisionHistoryLimit=10, serviceName=""),
}
"""Kubernetes' defaults, by the type of the spec, where a component has another one."""

_WHERE: Final = Where("adopted")
_BY_THE_SERVER: Final = ("apiVersion", "kind", "status", "creationTimestamp")
"""Fields of a claim template that the API server adds."""

_MEANT_ANYWAY: Final[Mapping[str, Mapping[str, object]]] = {
    "core/v1:VolumeMount": {"readOnly": False, "subPath": "", "subPathExpr": ""},
    "core/v1:PersistentVolumeClaim": dict.fromkeys(_BY_THE_SERVER),
    "meta/v1:ObjectMeta": {"creationTimestamp": None},
}
"""Values that mean the same as no value; None for a field that never counts."""


def check_workload(component: str, args: Fields, spec: Node, kind: str) -> None:
    """Refuse arguments that the component refuses, or from which another spec follows.

    Args:
        component: The class of the component.
        args: Its arguments.
        spec: The spec of the manifest.
        kind: Type of the spec: `apps/v1:DeploymentSpec`.

    Raises:
        Refusal: The component refuses the arguments, or the object would be another one.
    """
    try:
        follows = _SPECS[component](plain(args))
    except WiringError as error:
        raise _refusal(error, spec) from error
    stated = {
        name: value for name, value in typed_object(spec, kind, "spec").items() if not is_void(name, value)
    }
    expected = {**UNLESS_STATED.get(kind, Fields()), **stated}
    if path := _difference(_canonical_object(expected, kind), _canonical_object(follows, kind)):
        raise Refusal(_line_of(path, spec), f"spec.{path} cannot be stated with {component} as it is")


def check_service(args: Fields, spec: Node, port_names: Sequence[str]) -> None:
    """Refuse arguments that a SidecarService refuses.

    Args:
        args: The arguments.
        spec: The spec of the Service.
        port_names: The names of the ports that its workload opens.

    Raises:
        Refusal: It refuses them.
    """
    workload: Endpoints = {
        "selector": {},
        "ports": [{"port": 1, "name": name, "protocol": "TCP"} for name in port_names],
    }
    stated = cast("SidecarServiceArgs", {**cast("Known", plain(args)), "workload": workload})
    try:
        given = conform_args(stated, SidecarServiceArgs, _WHERE)
        stated_ports(workload, cast("Sequence[ServicePortArgsDict]", given.get("ports", ())), _WHERE)
    except WiringError as error:
        raise _refusal(error, spec) from error


def _spec_of_pod(args: object) -> Known:
    given = conform_args(cast("PodTemplateArgs", args), PodTemplateArgs, _WHERE)
    return _known(describe_pod(_WHERE.subject, given, _WHERE).template.spec)


def _spec_of_deployment(args: object) -> Known:
    given = conform_args(cast("SidecarDeploymentArgs", args), SidecarDeploymentArgs, _WHERE)
    workload = describe(_WHERE.subject, given, _WHERE)
    return spec_of("apps/v1:DeploymentSpec", given, workload, _WHERE)


def _spec_of_stateful_set(args: object) -> Known:
    given = conform_args(cast("SidecarStatefulSetArgs", args), SidecarStatefulSetArgs, _WHERE)
    workload = describe(_WHERE.subject, given, _WHERE, makes_claims=True)
    claims = {"volume_claim_templates": workload.template.claims}
    return {**spec_of("apps/v1:StatefulSetSpec", given, workload, _WHERE), **claims}


def _spec_of_daemon_set(args: object) -> Known:
    given = conform_args(cast("SidecarDaemonSetArgs", args), SidecarDaemonSetArgs, _WHERE)
    workload = describe(_WHERE.subject, given, _WHERE)
    return spec_of("apps/v1:DaemonSetSpec", given, workload, _WHERE)


def _spec_of_job(args: object) -> Known:
    given = conform_args(cast("SidecarJobArgs", args), SidecarJobArgs, _WHERE)
    return _known(job_spec(given, describe_job(_WHERE.subject, given, _WHERE)))


def _spec_of_cron_job(args: object) -> Known:
    given = conform_args(cast("SidecarCronJobArgs", args), SidecarCronJobArgs, _WHERE)
    job = given["job_template"]
    workload = describe_job(_WHERE.subject, job, _WHERE.field("job_template"))
    return _known(cron_job_spec(given, workload))


def _known(spec: object) -> Known:
    """Return a spec of arguments that hold no Output."""
    return cast("Known", spec)


_SPECS: Final[Mapping[str, Callable[[object], Known]]] = {
    "SidecarPod": _spec_of_pod,
    "SidecarDeployment": _spec_of_deployment,
    "SidecarStatefulSet": _spec_of_stateful_set,
    "SidecarDaemonSet": _spec_of_daemon_set,
    "SidecarJob": _spec_of_job,
    "SidecarCronJob": _spec_of_cron_job,
}
"""The spec that each component makes of its arguments."""


def is_void(name: str, value: Value) -> bool:
    """Return whether a field of a workload's spec means as little as no value."""
    return value == {} and name in ("strategy", "updateStrategy")


def plain(value: Value) -> object:
    """Return a value as a Python program states it."""
    if isinstance(value, Fields):
        return {in_python(key): plain(each) for key, each in value.items()}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value


def _canonical_object(value: Mapping[str, object], token: str) -> Mapping[str, object]:
    made: dict[str, object] = {}
    for name, field in fields_of(token).items():
        stated = value.get(field.name, value.get(name))
        if stated is None:
            continue
        canonical = _canonical(stated, field.type)
        means_nothing = isinstance(field.type, ListOf | MapOf) or field.name in ("resources", "metadata")
        if not means_nothing or canonical not in ({}, []):
            made[field.name] = canonical
    for name, default in _MEANT_ANYWAY.get(token, {}).items():
        if default is None or made.get(name) == default:
            made.pop(name, None)
    if token == "core/v1:Volume" and list(made) == ["name"]:  # noqa: S105 (the name of a type)
        made["emptyDir"] = {}
    return made


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
    sentence = str(error).removeprefix(f"{_WHERE.subject}:").lstrip()
    told = _words().translated(str(error)).removeprefix(f"{_WHERE.subject}:").lstrip()
    return Refusal(_line_of(sentence.partition(" ")[0], node), told)


@cache
def _words() -> Words:
    """Return the words of a manifest, which writes fields as other languages do."""
    return Words(name_elsewhere(field) for kind in EXTENDS for field in fields(kind))


def _line_of(path: str, node: Node) -> int:
    """Return the line of the part that a path of our arguments, or of the manifest, leads to."""
    here = node
    for step in re.findall(r"[^.\[\]]+", path):
        inside = here.get("spec")
        deeper = _step(here, step) or (_step(inside, step) if inside else None)
        here = deeper or here
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
