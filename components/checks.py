"""What a single value must look like, whoever gives it and whenever it becomes known.

A check takes a value of the right type and returns None, or a `Complaint`. `CHECKS` says which field has
which.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from . import args, container_args
from .errors import nearest_name, one_of


class Complaint(NamedTuple):
    """What is wrong with a value; the parts of a sentence whose subject is the field."""

    problem: str
    """What is wrong, as in `is empty`."""
    expected: str
    """What would have been right."""
    nearest: str | None = None
    """The nearest valid word, for a typo."""


Check = Callable[[Any], Complaint | None]

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SERVICE_LABEL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL_KEY = re.compile(
    rf"(?=[^/]{{1,253}}/|[^/]+$)({_SUBDOMAIN.pattern}/)?[A-Za-z0-9]([-_.A-Za-z0-9]{{0,61}}[A-Za-z0-9])?"
)
_FILE_NAME = re.compile(r"(?!\.$|\.\.)[-._A-Za-z0-9]+")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?")
_PORT_NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_ENV_NAME = re.compile(r"[^=\x00-\x1f\x7f-\U0010ffff]+")
_QUANTITY = re.compile(r"\+?(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d{1,9})?")
_IMAGE = re.compile(
    r"([A-Za-z0-9][-.A-Za-z0-9]*(:\d+)?/)?"  # registry
    r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"  # repository
    r"(:[A-Za-z0-9_][-.A-Za-z0-9_]{0,127})?"  # tag
    r"(@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?"  # digest
)


def _text(pattern: re.Pattern[str], longest: int, expected: str, mend: Callable[[str], str] = str) -> Check:
    def check(value: str) -> Complaint | None:
        if not value and not pattern.fullmatch(""):
            return Complaint("is empty", expected)
        if len(value) > longest:
            return Complaint(f"is {len(value)} characters long", expected)
        if pattern.fullmatch(value):
            return None
        mended = mend(value)
        return Complaint(f'is "{value}"', expected, mended if pattern.fullmatch(mended) else None)

    return check


def _as_label(value: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")


def _between(lowest: int, highest: int | None = None) -> Check:
    expected = f"{lowest} or more" if highest is None else f"a number from {lowest} to {highest}"

    def check(value: int) -> Complaint | None:
        if value < lowest or (highest is not None and value > highest):
            return Complaint(f"is {value}", expected)
        return None

    return check


def _choice(*words: str) -> Check:
    def check(value: str) -> Complaint | None:
        if value in words:
            return None
        return Complaint(f'is "{value}"', one_of(words), nearest_name(value, words))

    return check


def _one_of_fields(*choices: str, required: bool) -> Check:
    def check(value: dict[str, Any]) -> Complaint | None:
        given = [choice for choice in choices if value.get(choice) is not None]
        if len(given) > 1:
            return Complaint(f"has {' and '.join(given)}", f"one of {', '.join(choices)}")
        if required and not given:
            return Complaint("says nothing", f"one of {', '.join(choices)}")
        return None

    return check


_ABSOLUTE: Final = "an absolute path such as /html"


def _absolute_path(value: str) -> Complaint | None:
    if not value:
        return Complaint("is empty", _ABSOLUTE)
    if not value.startswith("/"):
        return Complaint(f'is "{value}", a relative path', _ABSOLUTE)
    return None


def _mount_path(value: str) -> Complaint | None:
    if complaint := _absolute_path(value):
        return complaint
    if not value.strip("/"):
        return Complaint('is "/", which would hide the whole image', _ABSOLUTE)
    if ":" in value or ".." in value.split("/"):
        return Complaint(f'is "{value}"', f"{_ABSOLUTE}, without : or ..")
    return None


def _at_least_one_file(value: dict[str, Any]) -> Complaint | None:
    return None if value else Complaint("is empty", "at least one file and its text")


def _resource(value: str) -> Complaint | None:
    known = ("cpu", "memory", "ephemeral-storage")
    if value in known or value.startswith("hugepages-") or "/" in value:
        return None
    expected = f"{one_of(known)}, or a name with a domain such as example.com/gpu"
    return Complaint(f'is "{value}"', expected, nearest_name(value, known))


_FACTORS: Final[dict[str, Decimal]] = {
    "": Decimal(1),
    **{suffix: Decimal(1000) ** -power for power, suffix in enumerate("mun", 1)},
    **{suffix: Decimal(1000) ** power for power, suffix in enumerate("kMGTPE", 1)},
    **{f"{suffix}i": Decimal(1024) ** power for power, suffix in enumerate("KMGTPE", 1)},
}


def _amount(quantity: str) -> Decimal:
    match = _QUANTITY.fullmatch(quantity)
    number, suffix = match.group(1, 3) if match else ("0", "")
    if suffix and suffix not in _FACTORS:
        return Decimal(f"{number}{suffix}")  # 1e3 is how Python writes it too
    return Decimal(number) * _FACTORS[suffix or ""]


def _requests_within_limits(value: dict[str, Any]) -> Complaint | None:
    limits = value.get("limits", {})
    for resource, requested in value.get("requests", {}).items():
        limit = limits.get(resource, requested)
        if _amount(requested) > _amount(limit):
            return Complaint(
                f"requests {requested} of {resource}, and its limit is {limit}", "no more than the limit"
            )
    return None


def _relative_path(value: str) -> Complaint | None:
    if not value or value.startswith("/") or ".." in value.split("/"):
        return Complaint(f'is "{value}"', "a relative path without ..")
    return None


label: Final = _text(
    _LABEL, 63, "up to 63 lower-case letters, digits and hyphens, no hyphen first or last", _as_label
)
"""A name of a container, a volume, a Pod, a namespace (RFC 1123 label)."""
service_label: Final = _text(
    _SERVICE_LABEL,
    63,
    "up to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    _as_label,
)
"""A name of a Service (RFC 1035 label)."""
subdomain: Final = _text(
    _SUBDOMAIN,
    253,
    "up to 253 lower-case letters, digits, hyphens and dots, a letter or digit first and last",
)
"""A name of most other objects (RFC 1123 subdomain)."""
label_value: Final = _text(
    _LABEL_VALUE,
    63,
    "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last",
)
"""A value of a label."""
_KEY: Final = (
    "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last, "
    "after a domain and a slash or alone"
)
label_key: Final = _text(_LABEL_KEY, 317, _KEY)
"""A key of a label."""
annotation_key: Final = _text(re.compile(_LABEL_KEY.pattern, re.IGNORECASE), 317, _KEY)
"""A key of an annotation, whose domain may have capital letters."""
file_name: Final = _text(
    _FILE_NAME, 253, "up to 253 letters, digits, hyphens, underscores and dots, no two dots first"
)
"""A key of a ConfigMap, which is the name of a file where it is mounted."""
image: Final = _text(_IMAGE, 4096, "an image reference such as nginx:1.29.3")
"""A reference to an image."""
port: Final = _between(1, 65535)
"""The number of a port."""
quantity: Final = _text(_QUANTITY, 64, "a Kubernetes quantity such as 50m or 64Mi")
"""An amount of a resource."""
# More than the 110 Pods of four full nodes is more often a slip of the finger than a wish.
replicas: Final = _between(1, 500)
"""A number of identical Pods."""

CHECKS: Final[dict[tuple[type, str], Check]] = {
    (container_args.ContainerArgs, "name"): label,
    (container_args.ContainerArgs, "image"): image,
    (container_args.ContainerArgs, "image_pull_policy"): _choice("Always", "IfNotPresent", "Never"),
    (container_args.ContainerArgs, "working_dir"): _absolute_path,
    (container_args.PortArgs, "container_port"): port,
    (container_args.PortArgs, "name"): _text(
        _PORT_NAME, 15, "up to 15 lower-case letters, digits and single hyphens, with a letter"
    ),
    (container_args.PortArgs, "protocol"): _choice("TCP", "UDP", "SCTP"),
    (container_args.EnvArgs, "name"): _text(_ENV_NAME, 4096, "printable ASCII characters without ="),
    (container_args.KeyArgs, "name"): subdomain,
    (container_args.HttpGetArgs, "port"): port,
    (container_args.HttpGetArgs, "scheme"): _choice("HTTP", "HTTPS"),
    (container_args.TcpSocketArgs, "port"): port,
    (container_args.SleepArgs, "seconds"): _between(0),
    (container_args.ProbeArgs, "initial_delay_seconds"): _between(0),
    (container_args.ProbeArgs, "period_seconds"): _between(1),
    (container_args.ProbeArgs, "timeout_seconds"): _between(1),
    (container_args.ProbeArgs, "success_threshold"): _between(1),
    (container_args.ProbeArgs, "failure_threshold"): _between(1),
    (container_args.EmptyDirArgs, "medium"): _choice("Memory"),
    (container_args.EmptyDirArgs, "size_limit"): quantity,
    (container_args.ConfigMapArgs, "name"): subdomain,
    (container_args.SecretArgs, "secret_name"): subdomain,
    (container_args.ClaimArgs, "claim_name"): subdomain,
    (container_args.VolumeArgs, "name"): label,
    (container_args.VolumeArgs, "mount_path"): _mount_path,
    (container_args.VolumeArgs, "sub_path"): _relative_path,
    (container_args.VolumeArgs, "files"): _at_least_one_file,
    (container_args.SecurityContextArgs, "run_as_user"): _between(0),
    (container_args.SecurityContextArgs, "run_as_group"): _between(0),
    (args.SharedVolumeArgs, "name"): label,
    (args.TopologySpreadArgs, "max_skew"): _between(1),
    (args.TopologySpreadArgs, "when_unsatisfiable"): _choice("ScheduleAnyway", "DoNotSchedule"),
    (args.PodTemplateArgs, "pod_security"): _choice("privileged", "baseline", "restricted"),
    (args.SecuredNamespaceArgs, "pod_security"): _choice("privileged", "baseline", "restricted"),
    (args.SecuredNamespaceArgs, "name"): label,
    (args.PodTemplateArgs, "name"): label,
    (args.PodTemplateArgs, "namespace"): label,
    (args.PodTemplateArgs, "fs_group"): _between(0),
    (args.PodTemplateArgs, "termination_grace_period_seconds"): _between(0),
    (args.SidecarDeploymentArgs, "replicas"): replicas,
    (args.SidecarDeploymentArgs, "max_replicas"): _between(0, 500),
    (args.SidecarJobArgs, "restart_policy"): _choice("OnFailure", "Never"),
    (args.SidecarJobArgs, "backoff_limit"): _between(0),
    (args.SidecarJobArgs, "active_deadline_seconds"): _between(1),
    (args.SidecarJobArgs, "ttl_seconds_after_finished"): _between(0),
    (args.SidecarServiceArgs, "port"): port,
    (args.SidecarServiceArgs, "name"): service_label,
}
"""The check of each field that has one."""

CHECKS_OF_ITEMS: Final[dict[tuple[type, str], Check]] = {
    (container_args.ResourcesArgs, "requests"): quantity,
    (container_args.ResourcesArgs, "limits"): quantity,
    (args.PodTemplateArgs, "labels"): label_value,
    (args.SharedVolumeArgs, "written_by"): _mount_path,
    (args.SharedVolumeArgs, "read_by"): _mount_path,
}
"""The check of each value of a field that is a map."""

CHECKS_OF_KEYS: Final[dict[tuple[type, str], Check]] = {
    (container_args.ResourcesArgs, "requests"): _resource,
    (container_args.ResourcesArgs, "limits"): _resource,
    (container_args.VolumeArgs, "files"): file_name,
    (args.PodTemplateArgs, "labels"): label_key,
    (args.PodTemplateArgs, "annotations"): annotation_key,
}
"""The check of each key of a field that is a map."""

CHECKS_OF_AGREEMENT: Final[dict[type, Check]] = {
    container_args.ResourcesArgs: _requests_within_limits,
}
"""The check of each kind of object whose values must agree; it is asked when all of them are known."""

CHECKS_OF_OBJECTS: Final[dict[type, Check]] = {
    container_args.ProbeArgs: _one_of_fields("exec_", "http_get", "tcp_socket", required=True),
    container_args.HandlerArgs: _one_of_fields("exec_", "http_get", "sleep", required=True),
    container_args.EnvArgs: _one_of_fields("value", "value_from", required=False),
    container_args.EnvSourceArgs: _one_of_fields(
        "config_map_key_ref", "secret_key_ref", "field_ref", required=True
    ),
    container_args.VolumeArgs: _one_of_fields("empty_dir", "config_map", "secret", "files", required=False),
    args.SharedVolumeArgs: _one_of_fields(
        "empty_dir", "persistent_volume_claim", "config_map", required=False
    ),
}
"""The check of each kind of object whose fields exclude one another."""
