"""A Pod does not meet the restricted Pod Security Standard.

Why: a process that breaks out of a restricted container has few rights on the node: it is not root, has no
capabilities, and seccomp confines it. A namespace that enforces the standard refuses every other Pod.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted

The rule judges each container, init containers too, by its own fields and, where the standard allows, by
the fields of its Pod. It also judges the Pod's fields alone: the standard refuses a bad value there, even
if every container overrides it. On Windows, Linux-only fields are skipped; with `hostUsers: false`, running
as root is allowed. The rule judges AppArmor by its fields, not by the annotations of Kubernetes before
1.30.

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

from collections.abc import Iterable, Iterator, Mapping

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Container, Pod
from pod_wiring.manifests.values import has, items, mapping, sequence, text, whole_number

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
_ALLOWED_SYSCTLS = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
}
_PROFILES = ("RuntimeDefault", "Localhost")
_SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
# By the field under securityContext: the allowed values, the mistake of any other value, the fixing value.
_MAY_BE: dict[str, tuple[tuple[object, ...], str, str]] = {
    "allowPrivilegeEscalation": ((False,), "may gain privileges", "false"),
    "appArmorProfile/type": (_PROFILES, "runs without an AppArmor profile", "RuntimeDefault"),
    "privileged": ((False,), "is privileged", "false"),
    "procMount": (("Default",), "sees what /proc hides", "Default"),
    "runAsNonRoot": ((True,), "may run as root", "true"),
    "seLinuxOptions/role": (("",), "chooses an SELinux role", '""'),
    "seLinuxOptions/type": (_SELINUX_TYPES, "chooses an SELinux type", "container_t"),
    "seLinuxOptions/user": (("",), "chooses an SELinux user", '""'),
    "seccompProfile/type": (_PROFILES, "runs without a seccomp profile", "RuntimeDefault"),
    "windowsOptions/hostProcess": ((False,), "is a process of the node", "false"),
}
_CAPABILITIES = frozenset({"capabilities/add", "capabilities/drop"})
_OF_LINUX = _CAPABILITIES.union(_MAY_BE) - {"runAsNonRoot", "windowsOptions/hostProcess"}
_OF_NODE_USERS = frozenset({"runAsNonRoot", "runAsUser"})
_Lack = tuple[str, str, str]  # the field under securityContext, the mistake, the fixing value


@pod_rule(Tier.PROJECT)
def security_not_restricted(pod: Pod) -> Iterator[Problem]:
    """Yield each field, of the Pod or of a container, that breaks the standard."""
    excused = _excused(pod)
    of_pod = mapping(pod.spec.get("securityContext"))
    yield from _of_the_pod(pod)
    yield from _problems(f"{pod.pointer}/spec", _said(of_pod), excused)
    for container in pod.containers:
        own = mapping(container.raw.get("securityContext"))
        lacks = [*_said(own), *_unsaid(own, of_pod)]
        yield from _problems(container.pointer, lacks, excused, container.name)
        yield from _host_ports(container)
        yield from _other_hosts(container)


def _excused(pod: Pod) -> frozenset[str]:
    """Return the fields that the standard skips for this Pod."""
    on_windows = mapping(pod.spec.get("os")).get("name") == "windows"
    has_users_of_its_own = has(pod.spec, "hostUsers") and pod.spec["hostUsers"] is False
    none = frozenset[str]()
    return (_OF_LINUX if on_windows else none) | (_OF_NODE_USERS if has_users_of_its_own else none)


def _problems(
    pointer: str, lacks: Iterable[_Lack], excused: frozenset[str], container: str | None = None
) -> Iterator[Problem]:
    for field, wrong, value in lacks:
        if field not in excused:
            yield Problem(
                f"{pointer}/securityContext/{field}",
                f"{wrong}, which the restricted standard forbids",
                f"Set securityContext.{field.replace('/', '.')}: {value}.",
                container,
            )


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
                "Use a persistentVolumeClaim, or another kind that the standard allows.",
                volume=volume.name,
            )
    for sysctl, where in items(pod.spec.get("securityContext"), f"{at}/securityContext", "sysctls"):
        if text(sysctl.get("name")) not in _ALLOWED_SYSCTLS:
            yield Problem(
                f"{where}/name",
                f'sets the sysctl "{text(sysctl.get("name"))}", which the restricted standard forbids',
                "Remove it, or let the node's administrator set it.",
            )


def _said(context: Mapping[str, object]) -> Iterator[_Lack]:
    """Yield each value in a security context, of the Pod or a container, that the standard forbids."""
    for field, (allowed, wrong, fixing) in _MAY_BE.items():
        value = _at(context, field)
        if value is not None and value not in allowed:
            yield field, wrong, fixing
    if whole_number(context.get("runAsUser")) == 0:
        yield "runAsUser", "runs as root", "1000, or any other but 0"
    if any(each != "NET_BIND_SERVICE" for each in sequence(_at(context, "capabilities/add"))):
        yield "capabilities/add", "adds capabilities", "[], or NET_BIND_SERVICE alone"


def _unsaid(own: Mapping[str, object], of_pod: Mapping[str, object]) -> Iterator[_Lack]:
    """Yield each field that the standard requires, but neither the container nor its Pod states."""
    for field in ("runAsNonRoot", "seccompProfile/type"):
        if _at(own, field) is None and _at(of_pod, field) is None:
            yield field, *_MAY_BE[field][1:]
    if own.get("allowPrivilegeEscalation") is None:
        yield "allowPrivilegeEscalation", *_MAY_BE["allowPrivilegeEscalation"][1:]
    if "ALL" not in sequence(_at(own, "capabilities/drop")):
        yield "capabilities/drop", "keeps capabilities", '["ALL"]'


def _host_ports(container: Container) -> Iterator[Problem]:
    for port in container.ports:
        if has(port.raw, "hostPort") and whole_number(port.raw["hostPort"]):
            yield Problem(
                f"{port.pointer}/hostPort",
                "takes a port of the node, which the restricted standard forbids",
                "Remove hostPort and use a Service.",
                container.name,
            )


def _other_hosts(container: Container) -> Iterator[Problem]:
    """Yield each probe and hook that makes the kubelet connect to another host than the Pod."""
    for field, handler in container.handlers:
        if text(handler.get("host")):
            yield Problem(
                f"{container.pointer}/{field}/host",
                "makes the kubelet connect to another host, which the restricted standard forbids",
                "Remove host: the default is the Pod itself.",
                container.name,
            )


def _at(values: Mapping[str, object], path: str) -> object:
    """Return the value at a path of keys, or None."""
    *folders, last = path.split("/")
    for each in folders:
        values = mapping(values.get(each))
    return values.get(last)
