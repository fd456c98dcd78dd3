"""A Pod does not keep to the restricted Pod Security Standard.

Why: a process that breaks out of such a container is nobody, without capabilities, and confined by seccomp. A
namespace that enforces the standard refuses every other Pod.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted

Every container, init containers too, is judged by what it says and, where the standard allows, by what the
Pod says for all. Pods for Windows are excused from what Windows has not.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
      - name: 1st
        image: nginxinc/nginx-unprivileged:1.29.3
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            drop: ["ALL"]
"""

from collections.abc import Iterator, Mapping

from policies.finding import Problem
from policies.pod import Container, Pod
from policies.rule import Tier, pod_rule
from policies.values import has, mapping, sequence, text, whole_number

_ALLOWED_SOURCES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
_Lack = tuple[str, str, str]  # the field under securityContext, what is wrong, the mending value


@pod_rule(Tier.HOUSE)
def security_not_restricted(pod: Pod) -> Iterator[Problem]:
    """Yield each field, of the Pod and of each container, by which the standard is not kept."""
    yield from _of_the_pod(pod)
    of_pod = mapping(pod.spec.get("securityContext"))
    on_linux = mapping(pod.spec.get("os")).get("name") != "windows"
    for container in pod.containers:
        own = mapping(container.raw.get("securityContext"))
        lacks = [*_of_any_system(own, of_pod), *(_of_linux(own, of_pod) if on_linux else ())]
        for field, wrong, value in lacks:
            yield Problem(
                f"{container.pointer}/securityContext/{field}",
                f"{wrong}, which the restricted standard forbids",
                f"Set securityContext.{field.replace('/', '.')}: {value}.",
                container.name,
            )
        yield from _host_ports(container)


def _of_the_pod(pod: Pod) -> Iterator[Problem]:
    at = f"{pod.pointer}/spec"
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if has(pod.spec, field) and pod.spec[field] is True:
            yield Problem(f"{at}/{field}", f"shares the node's {field[4:]}", f"Remove {field}.")
    for volume in pod.own_volumes:
        if volume.source not in _ALLOWED_SOURCES:
            yield Problem(
                f"{volume.pointer}/{volume.source}",
                f'volume "{volume.name}" is a {volume.source}, which the restricted standard forbids',
                "Use a persistentVolumeClaim, or another of the kinds it allows.",
                volume=volume.name,
            )


def _of_any_system(own: Mapping[str, object], of_pod: Mapping[str, object]) -> Iterator[_Lack]:
    if _first("runAsNonRoot", own, of_pod) is not True:
        yield "runAsNonRoot", "may run as root", "true"
    if whole_number(_first("runAsUser", own, of_pod)) == 0:
        yield "runAsUser", "runs as root", "1000, or any other but 0"


def _of_linux(own: Mapping[str, object], of_pod: Mapping[str, object]) -> Iterator[_Lack]:
    if own.get("privileged") is True:
        yield "privileged", "is privileged", "false"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "allowPrivilegeEscalation", "may gain privileges", "false"
    capabilities = mapping(own.get("capabilities"))
    if "ALL" not in sequence(capabilities.get("drop")):
        yield "capabilities/drop", "keeps capabilities", '["ALL"]'
    if any(each != "NET_BIND_SERVICE" for each in sequence(capabilities.get("add"))):
        yield "capabilities/add", "adds capabilities", "[], or NET_BIND_SERVICE alone"
    profile = mapping(_first("seccompProfile", own, of_pod))
    if text(profile.get("type")) not in ("RuntimeDefault", "Localhost"):
        yield "seccompProfile/type", "runs without a seccomp profile", "RuntimeDefault"


def _first(field: str, own: Mapping[str, object], of_pod: Mapping[str, object]) -> object:
    """Give a field of the container, or that of the Pod where the container states none."""
    return own[field] if has(own, field) and own[field] is not None else of_pod.get(field)


def _host_ports(container: Container) -> Iterator[Problem]:
    for port in container.ports:
        if has(port.raw, "hostPort") and whole_number(port.raw["hostPort"]):
            yield Problem(
                f"{port.pointer}/hostPort",
                "takes a port of the node, which the restricted standard forbids",
                "Remove hostPort and use a Service.",
                container.name,
            )
