"""The checks that a level of Kubernetes' Pod Security Standards makes of the fields that a user states.

The rules are those of k8s.io/pod-security-admission v0.36.3 (`policy/check_*.go`), in the latest version of
each check. The library judges a whole Pod. Here each rule checks one field, so that its sentence names the
field. A field that a level demands needs no check where it is not stated, because the component sets it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sidecar_pods.arguments.errors import one_of
from sidecar_pods.checks.values import Check, Complaint, FieldCheck

Key = tuple[str, str]
"""The name of an object's type in the table of Kubernetes' types, and of a field in Python's case."""

_DEFAULT_CAPABILITIES: Final = (
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
)
_SAFE_SYSCTLS: Final = (
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
)
_SELINUX_TYPES: Final = ("container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_PROFILES: Final = ("RuntimeDefault", "Localhost")
_APP_ARMOR_ANNOTATION: Final = "container.apparmor.security.beta.kubernetes.io/"
_ALLOWED_SOURCES: Final = (
    "config_map",
    "csi",
    "downward_api",
    "empty_dir",
    "ephemeral",
    "image",
    "persistent_volume_claim",
    "projected",
    "secret",
)
_RESTRICTED_SOURCES: Final = (
    "aws_elastic_block_store",
    "azure_disk",
    "azure_file",
    "cephfs",
    "cinder",
    "fc",
    "flex_volume",
    "flocker",
    "gce_persistent_disk",
    "git_repo",
    "glusterfs",
    "host_path",
    "iscsi",
    "nfs",
    "photon_persistent_disk",
    "portworx_volume",
    "quobyte",
    "rbd",
    "scale_io",
    "storageos",
    "vsphere_volume",
)


def _baseline(level: str) -> dict[Key, FieldCheck]:
    """Return the checks of baseline, in the name of a level that includes it."""
    return {
        ("core/v1:PodSpec", "host_network"): _is_false(level),
        ("core/v1:PodSpec", "host_pid"): _is_false(level),
        ("core/v1:PodSpec", "host_ipc"): _is_false(level),
        # The table has the annotations at a Pod's metadata. Our arguments of a Pod have both in one.
        ("core/v1:PodSpec", "annotations"): _app_armor(level),
        ("core/v1:SecurityContext", "privileged"): _is_false(level),
        ("core/v1:SecurityContext", "proc_mount"): _only(level, "Default"),
        ("core/v1:WindowsSecurityContextOptions", "host_process"): _is_false(level),
        ("core/v1:Capabilities", "add"): _adds_only(level, *_DEFAULT_CAPABILITIES),
        ("core/v1:AppArmorProfile", "type"): _only(level, *_PROFILES),
        ("core/v1:SeccompProfile", "type"): _only(level, *_PROFILES),
        ("core/v1:SELinuxOptions", "type"): _only_if_empty(
            level, *_SELINUX_TYPES, expected=one_of(_SELINUX_TYPES)
        ),
        ("core/v1:SELinuxOptions", "user"): _only_if_empty(level, expected="no user"),
        ("core/v1:SELinuxOptions", "role"): _only_if_empty(level, expected="no role"),
        ("core/v1:Sysctl", "name"): _only(level, *_SAFE_SYSCTLS),
        ("core/v1:ContainerPort", "host_port"): _only_if_empty(level, expected="no host port"),
        ("core/v1:HTTPGetAction", "host"): _only_if_empty(level, expected="no host"),
        ("core/v1:TCPSocketAction", "host"): _only_if_empty(level, expected="no host"),
        ("core/v1:Volume", "host_path"): _no_source(level, "any other source"),
    }


def _is_false(level: str) -> Check[object]:
    return _forbidden(level, lambda value: not value, "false")


def _forbidden(level: str, allowed: Callable[[object], bool], expected: str) -> Check[object]:
    """Return the check that a level allows a value without parts."""

    def check(value: object) -> Complaint | None:
        if allowed(value):
            return None
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
        return Complaint(f"is {shown}, which {level} forbids", expected)

    return check


def _app_armor(level: str) -> Check[Mapping[str, object]]:
    """Return the check that annotations name no AppArmor profile that a level does not allow."""

    def allowed(profile: object) -> bool:
        return (
            not isinstance(profile, str)
            or profile in ("", "runtime/default")
            or profile.startswith("localhost/")
        )

    def check(value: Mapping[str, object]) -> Complaint | None:
        for key, profile in value.items():
            if key.startswith(_APP_ARMOR_ANNOTATION) and not allowed(profile):
                problem = f'has "{profile}" at {key}, which {level} forbids'
                return Complaint(problem, "runtime/default, or localhost/ and the name of a profile")
        return None

    return check


def _only(level: str, *words: str) -> Check[object]:
    """Return the check that a string is one of these words."""
    return _forbidden(level, lambda value: value in words, one_of(words))


def _adds_only(level: str, *allowed: str) -> Check[Sequence[object]]:
    """Return the check that a list of added capabilities has no others than these."""

    def check(value: Sequence[object]) -> Complaint | None:
        others = [each for each in value if isinstance(each, str) and each not in allowed]
        if not others:
            return None
        return Complaint(
            f"has {', '.join(others)}, which {level} forbids", f"no others than {', '.join(allowed)}"
        )

    return check


def _only_if_empty(level: str, *words: str, expected: str) -> Check[object]:
    """Return the check that a string or a number is empty, which Kubernetes takes for unset, or a word."""
    return _forbidden(level, lambda value: not value or value in words, expected)


def _no_source(level: str, expected: str) -> Check[object]:
    """Return the check that always complains: a level does not allow this source of a volume."""
    complaint = Complaint(f"is a source that {level} forbids", expected)
    return lambda _: complaint


def _restricted(level: str) -> dict[Key, FieldCheck]:
    """Return the checks of restricted, which include those of baseline."""
    is_true = _forbidden(level, bool, "true")
    is_not_root = _forbidden(level, lambda value: value != 0, "1 or more")
    no_source = _no_source(level, one_of(_ALLOWED_SOURCES))
    return {
        **_baseline(level),
        **{("core/v1:Volume", source): no_source for source in _RESTRICTED_SOURCES},
        ("core/v1:PodSecurityContext", "run_as_non_root"): is_true,
        ("core/v1:PodSecurityContext", "run_as_user"): is_not_root,
        ("core/v1:SecurityContext", "run_as_non_root"): is_true,
        ("core/v1:SecurityContext", "run_as_user"): is_not_root,
        ("core/v1:SecurityContext", "allow_privilege_escalation"): _is_false(level),
        ("core/v1:Capabilities", "add"): _adds_only(level, "NET_BIND_SERVICE"),
        ("core/v1:Capabilities", "drop"): _drops_all(level),
    }


def _drops_all(level: str) -> Check[Sequence[object]]:
    """Return the check that a list of dropped capabilities has ALL."""

    def check(value: Sequence[object]) -> Complaint | None:
        return None if "ALL" in value else Complaint(f"is without ALL, which {level} demands", '["ALL"]')

    return check


CHECKS_OF_LEVEL: Final[dict[str, dict[Key, FieldCheck]]] = {
    "privileged": {},
    "baseline": _baseline("baseline"),
    "restricted": _restricted("restricted"),
}
"""The checks of each level. A check of a list or a map passes over parts that are not known yet."""

RELAXED_IN_USER_NAMESPACE: Final[dict[str, frozenset[Key]]] = {
    "privileged": frozenset(),
    "baseline": frozenset({("core/v1:SecurityContext", "proc_mount")}),
    "restricted": frozenset(
        (token, field)
        for token in ("core/v1:PodSecurityContext", "core/v1:SecurityContext")
        for field in ("run_as_non_root", "run_as_user")
    ),
}
"""The checks of each level that do not hold for a Pod with users of its own (`host_users: false`)."""


def checks_of(level: str, *, has_own_users: bool) -> Mapping[Key, FieldCheck]:
    """Return the checks that a level makes of a Pod.

    Args:
        level: The level.
        has_own_users: Whether the Pod has users of its own (`host_users: false`).
    """
    relaxed = RELAXED_IN_USER_NAMESPACE[level] if has_own_users else frozenset[Key]()
    return {key: check for key, check in CHECKS_OF_LEVEL[level].items() if key not in relaxed}
