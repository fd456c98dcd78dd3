"""What each level of Kubernetes' Pod Security Standards means for our Pods and their containers."""

from typing import Final

from .conform import Given
from .outputs import derived, merge

DEFAULT_LEVEL: Final = "baseline"
"""The level of a Pod that names none: as strict as can be without breaking a common image."""

_POD: Final[dict[str, dict[str, Given]]] = {
    "privileged": {},
    "baseline": {"security_context": {"seccomp_profile": {"type": "RuntimeDefault"}}},
    "restricted": {
        "security_context": {"seccomp_profile": {"type": "RuntimeDefault"}, "run_as_non_root": True}
    },
}
_CONTAINER: Final[dict[str, dict[str, Given]]] = {
    "privileged": {},
    "baseline": {"allow_privilege_escalation": False},
    "restricted": {
        "allow_privilege_escalation": False,
        "capabilities": {"drop": ["ALL"]},
        "read_only_root_filesystem": True,
        "run_as_non_root": True,
    },
}


def secure_pod(level: str, fs_group: Given) -> dict[str, Given]:
    """Return the fields of a Pod's spec that the level sets, and the group of its claims."""
    fields: dict[str, Given] = {} if level == "privileged" else {"automount_service_account_token": False}
    context = {
        **_POD[level].get("security_context", {}),
        **({} if fs_group is None else {"fs_group": fs_group}),
    }
    return {**fields, **({"security_context": context} if context else {})}


def secure_container(level: str, given: Given) -> dict[str, Given]:
    """Return the security context of a container: what the level sets, and over it what the user gave."""
    context = derived(given or {}, lambda known: _context(_CONTAINER[level], known))
    return {"security_context": context} if context else {}


def _context(default: dict[str, Given], given: dict[str, Given]) -> Given:
    def merged(privileged: Given) -> dict[str, Given]:
        context = {**default, **given}
        if privileged and "allow_privilege_escalation" not in given:
            # Kubernetes refuses a container that may do everything and yet gain nothing.
            context.pop("allow_privilege_escalation", None)
        if "capabilities" in default and "capabilities" in given:
            context["capabilities"] = merge(default["capabilities"], given["capabilities"])
        return context

    return derived(given.get("privileged"), merged)
