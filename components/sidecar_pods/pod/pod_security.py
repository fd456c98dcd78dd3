"""The fields that each level of Kubernetes' Pod Security Standards sets on a Pod and its containers."""

from collections.abc import Mapping
from typing import Final, cast

from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.parts import Container, Pod
from sidecar_pods.pod.structure import Leaf, derived
from sidecar_pods.pod.volumes import Fields

_SECCOMP: Final[Fields] = {"seccomp_profile": {"type": "RuntimeDefault"}}

_POD: Final[dict[str, Fields]] = {
    "privileged": {},
    "baseline": _SECCOMP,
    "restricted": {**_SECCOMP, "run_as_non_root": True},
}
"""The Pod's security context at each level."""

_CONTAINER: Final[dict[str, Fields]] = {
    "privileged": {},
    "baseline": {"allow_privilege_escalation": False},
    "restricted": {
        "allow_privilege_escalation": False,
        "capabilities": {"drop": ["ALL"]},
        "read_only_root_filesystem": True,
        "run_as_non_root": True,
    },
}
"""A container's security context at each level."""

_ON_WINDOWS: Final = frozenset({"run_as_non_root"})
"""The fields that Kubernetes accepts for Windows
(https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec-containers-securitycontext)."""


def secure_pod(pod: Pod) -> Fields:
    """Return the fields of a Pod's spec that its level sets, and over them the user's."""
    where = pod.where.field("security_context")
    token = "automount_service_account_token"  # noqa: S105 (the name of a field)
    fields: Fields = {} if pod.level == "privileged" else {token: False}
    if token in pod.given:
        fields[token] = pod.given[token]
    default = _for_system(pod, _POD[pod.level])
    if "fs_group" in pod.given:
        default = {**default, "fs_group": pod.given["fs_group"]}
    given = pod.given.get("security_context", {})
    context = derived(given, lambda known: {**default, **cast("Fields", known or {})}, where)
    return {**fields, "security_context": context} if context or "security_context" in pod.given else fields


def secure_container(pod: Pod, container: Container) -> Fields:
    """Return the security context of a container: the level's fields, and over them the user's."""
    where = container.where.field("security_context")
    default = _for_system(pod, _CONTAINER[pod.level])
    given = cast("object", container.security_context)
    context = derived(given, lambda known: _context(default, cast("Fields", known or {}), where), where)
    stated = "security_context" in container.given
    return {"security_context": context} if context or stated else {}


def _for_system(pod: Pod, default: Fields) -> Fields:
    """Return the fields of a level that the Pod's operating system has."""
    system = pod.given.get("os")
    is_windows = isinstance(system, Mapping) and cast("Fields", system).get("name") == "windows"
    return {name: value for name, value in default.items() if name in _ON_WINDOWS} if is_windows else default


def _context(default: Fields, given: Fields, where: Where) -> object:
    def merged(privileged: object) -> Fields:
        context = {**default, **given}
        if privileged and "allow_privilege_escalation" not in given:
            # Kubernetes refuses a privileged container that may not gain privileges.
            # https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
            context.pop("allow_privilege_escalation", None)
        if "capabilities" in default and "capabilities" in given:
            own = cast("Fields | Leaf[Fields]", given["capabilities"])
            dropped = cast("Fields", default["capabilities"])
            context["capabilities"] = derived(own, lambda known: {**dropped, **known}, where)
        return context

    return derived(given.get("privileged"), merged, where)
