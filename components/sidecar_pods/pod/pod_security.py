"""The fields that each level of Kubernetes' Pod Security Standards sets on a Pod and its containers."""

from typing import Final, cast

from sidecar_pods.arguments.container_args import SecurityContextArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.parts import Container, Fields, Pod
from sidecar_pods.pod.structure import Leaf, derived

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


def secure_pod(pod: Pod) -> Fields:
    """Return the fields of a Pod's spec that its level sets, and the group of its claims."""
    fields: Fields = {} if pod.level == "privileged" else {"automount_service_account_token": False}
    context = {**_POD[pod.level], **({} if pod.fs_group is None else {"fs_group": pod.fs_group})}
    return {**fields, **({"security_context": context} if context else {})}


def secure_container(level: str, container: Container) -> Fields:
    """Return the security context of a container: the level's fields, and over them the user's."""
    where = container.where.field("security_context")
    given = container.security_context
    context = derived(given, lambda known: _context(_CONTAINER[level], known, where), where)
    return {"security_context": context} if context else {}


def _context(default: Fields, given: SecurityContextArgs, where: Where) -> object:
    def merged(privileged: object) -> Fields:
        context = {**default, **given}
        if privileged and "allow_privilege_escalation" not in given:
            # Kubernetes refuses a privileged container that may not gain privileges.
            context.pop("allow_privilege_escalation", None)
        if "capabilities" in default and "capabilities" in given:
            own = cast("Fields | Leaf[Fields]", given["capabilities"])
            dropped = cast("Fields", default["capabilities"])
            context["capabilities"] = derived(own, lambda known: {**dropped, **known}, where)
        return context

    return derived(given.get("privileged"), merged, where)
