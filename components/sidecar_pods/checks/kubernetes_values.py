"""Checks of single values of Kubernetes' own types, after the API server's own validation.

The source is Kubernetes 1.36: `pkg/apis/*/validation` of k8s.io/kubernetes and `pkg/util/validation` of
k8s.io/apimachinery. `kubernetes_checks.py` says which field has which check.
"""

import re
from collections.abc import Sequence, Sized
from typing import Final

from sidecar_pods.arguments.errors import nearest_name, one_of
from sidecar_pods.checks.values import Check, Complaint, between, port, port_name, subdomain, text

_PERCENTAGE: Final = r"[0-9]+%"
_SEARCH_DOMAIN: Final = r"\.|_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*\.?"
_SYSCTL: Final = r"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SIGNER: Final = (
    r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+/[a-z0-9]([-.a-z0-9]*[a-z0-9])?"
)
_DOMAIN_PATH: Final = r"[a-z0-9]([-.a-z0-9]*[a-z0-9])?/[-A-Za-z0-9/._~%!$&'()*+,;=:]+"


def or_empty(check: Check[str]) -> Check[str]:
    """Return a check that also lets the empty string pass, which Kubernetes takes for unset."""
    return lambda value: check(value) if value else None


def not_empty(expected: str) -> Check[Sized]:
    """Return the check that a string, a list or a map is not empty."""
    return lambda value: None if len(value) else Complaint("is empty", expected)


def at_most(count: int, noun: str, *, least: int = 0) -> Check[Sized]:
    """Return the check that a list is not too long.

    Args:
        count: The greatest number of items.
        noun: The noun for the items.
        least: The smallest number of items.
    """
    expected = f"at most {count}" if not least else f"{least} to {count}"

    def check(value: Sized) -> Complaint | None:
        if least <= len(value) <= count:
            return None
        return Complaint(f"has {len(value)} {noun}", expected)

    return check


def port_or_name(value: int | str) -> Complaint | None:
    """Check a port, which is a number or the name of a container's port."""
    complaint = port_name(value) if isinstance(value, str) else port(value)
    if not complaint:
        return None
    expected = "a number from 1 to 65535, or the name of a port"
    return Complaint(
        complaint.problem, expected, value if isinstance(value, str) and value.isdecimal() else None
    )


def port_or_unset(value: int | str) -> Complaint | None:
    """Check a port for which 0 or the empty string means that it is not stated."""
    return port_or_name(value) if value else None


def share(highest: int | None = None) -> Check[int | str]:
    """Return the check of a number of Pods, which may be a percentage.

    Args:
        highest: The highest percentage; None for no limit.
    """
    expected = "a number from 0, or a percentage such as 25%"
    limited = expected if highest is None else f"{expected}, up to {highest}%"

    def check(value: int | str) -> Complaint | None:
        if isinstance(value, int):
            return None if value >= 0 else Complaint(f"is {value}", expected)
        if not re.fullmatch(_PERCENTAGE, value):
            return Complaint(f'is "{value}"', expected, f"{value}%" if value.isdecimal() else None)
        if highest is not None and int(value[:-1]) > highest:
            return Complaint(f"is {value}", limited)
        return None

    return check


def file_mode(value: int) -> Complaint | None:
    """Check the mode of a file, such as 0o644."""
    if 0 <= value <= 0o777:
        return None
    digits = str(value)
    meant = re.fullmatch("[0-7]{3}", digits)
    return Complaint(f"is {digits}", "a mode from 0 to 0o777", f"0o{digits}" if meant else None)


def user_number(value: int) -> Complaint | None:
    """Check the number of a user or a group."""
    if value < 0:
        return Complaint(f"is {value}", "0 or more")
    return None if value < 2**31 else Complaint(f"is {value}", f"{2**31 - 1} or less")


def path_without_backsteps(value: str) -> Complaint | None:
    """Check a path of which no part is `..`."""
    if not value:
        return Complaint("is empty", "a path")
    return Complaint(f'is "{value}"', "a path without ..") if _has_backsteps(value) else None


def _has_backsteps(value: str) -> bool:
    return ".." in value.split("/")


def path_inside(value: str) -> Complaint | None:
    """Check a relative path that does not leave the folder that it starts from; empty is that folder."""
    if value.startswith("/") or _has_backsteps(value):
        return Complaint(f'is "{value}"', "a relative path without ..")
    return None


def path_of_file(value: str) -> Complaint | None:
    """Check the path of a file in a volume that Kubernetes fills; names that start with .. are its own."""
    if not value or value.startswith(("/", "..")) or _has_backsteps(value):
        problem = f'is "{value}"' if value else "is empty"
        return Complaint(problem, "a relative path that has no .. and does not start with it")
    return None


def ip_address(value: str) -> Complaint | None:
    """Check an IP address."""
    from ipaddress import ip_address as parse  # few arguments have one

    try:
        parse(value)
    except ValueError:
        return Complaint(f'is "{value}"' if value else "is empty", "an IP address such as 10.0.0.10")
    return None


def network(value: str) -> Complaint | None:
    """Check a network such as 10.0.0.0/8. Blanks around it are allowed."""
    from ipaddress import ip_interface as parse  # few arguments have one

    try:
        parse(value.strip())
    except ValueError:
        valid = False
    else:
        valid = "/" in value
    return None if valid else Complaint(f'is "{value}"', "a network such as 10.0.0.0/8")


def cluster_ip(value: str) -> Complaint | None:
    """Check the address of a Service; None stands for a headless one."""
    if value in ("", "None"):
        return None
    complaint = ip_address(value)
    return complaint and Complaint(complaint.problem, "None, or an IP address such as 10.0.0.10")


def medium(value: str) -> Complaint | None:
    """Check the medium of an emptyDir."""
    known = ("Memory", "HugePages")
    if value in ("", *known) or value.startswith("HugePages-"):
        return None
    return Complaint(f'is "{value}"', one_of(known), nearest_name(value, known))


def csi_driver(value: str) -> Complaint | None:
    """Check the name of a CSI driver."""
    if len(value) > 63:
        return Complaint(f"is {len(value)} characters long", "at most 63 characters")
    return subdomain(value.lower())


def iscsi_name(value: str) -> Complaint | None:
    """Check the name of an iSCSI target or initiator."""
    if value.startswith(("iqn", "eui", "naa")):
        return None
    return Complaint(f'is "{value}"', "a name that starts with iqn, eui or naa")


FIELDS_OF_ENV: Final = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.host",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
"""The fields of a Pod that can be the value of an environment variable."""

FIELDS_OF_FILE: Final = (
    "metadata.name",
    "metadata.namespace",
    "metadata.labels",
    "metadata.annotations",
    "metadata.uid",
)
"""The fields of a Pod that can be the text of a file."""

_FIELDS_OF_POD: Final = (*FIELDS_OF_ENV, *FIELDS_OF_FILE)
_ONE_OF_A_MAP: Final = r"metadata\.(labels|annotations)\['.*'\]"


def field_path(value: str) -> Complaint | None:
    """Check the path of a field of a Pod, of which the downward API gives the value."""
    if value in _FIELDS_OF_POD or re.fullmatch(_ONE_OF_A_MAP, value):
        return None
    expected = "a field such as metadata.name, metadata.labels['team'] or status.podIP"
    return Complaint(f'is "{value}"', expected, nearest_name(value, _FIELDS_OF_POD))


_RESOURCES_OF_CONTAINER: Final = tuple(
    f"{kind}.{name}" for kind in ("limits", "requests") for name in ("cpu", "memory", "ephemeral-storage")
)


def container_resource(value: str) -> Complaint | None:
    """Check the name of a resource of a container, of which the downward API gives the value."""
    if value in _RESOURCES_OF_CONTAINER or value.startswith(("limits.hugepages-", "requests.hugepages-")):
        return None
    expected = f"{one_of(_RESOURCES_OF_CONTAINER)}, or hugepages-2Mi and the like"
    return Complaint(f'is "{value}"', expected, nearest_name(value, _RESOURCES_OF_CONTAINER))


def access_modes(value: Sequence[object]) -> Complaint | None:
    """Check the access modes of a claim."""
    if not value:
        return Complaint("is empty", "an access mode such as ReadWriteOnce")
    if "ReadWriteOncePod" in value and any(mode != "ReadWriteOncePod" for mode in value):
        return Complaint("has ReadWriteOncePod and another mode", "ReadWriteOncePod alone")
    return None


def search_domains(value: Sequence[object]) -> Complaint | None:
    """Check the number and the length of the search domains of a Pod."""
    if len(value) > 32:
        return Complaint(f"has {len(value)} domains", "at most 32")
    length = len(" ".join(each for each in value if isinstance(each, str)))
    return Complaint(f"is {length} characters long", "at most 2048") if length > 2048 else None


header_name: Final = text("[-A-Za-z0-9]+", 4096, "letters, digits and hyphens")
"""A name of an HTTP header."""
search_domain: Final = text(
    _SEARCH_DOMAIN, 254, "up to 253 lower-case letters, digits, hyphens, underscores and dots"
)
"""A domain in which a Pod searches for names."""
sysctl_name: Final = text(
    _SYSCTL,
    253,
    "up to 253 lower-case letters, digits, hyphens and underscores, with dots or slashes between",
)
"""A name of a kernel parameter."""
signer_name: Final = text(_SIGNER, 571, "a domain, a slash and a name: example.com/signer")
"""A name of a signer of certificates."""
controller_name: Final = text(_DOMAIN_PATH, 63, "a domain, a slash and a path: example.com/controller")
"""A name of a controller of Jobs."""
host_override: Final = text(
    r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
    64,
    "up to 64 lower-case letters, digits, hyphens and dots, a letter or digit first and last",
)
"""A host name that wins over all others."""
unit_number: Final = between(0, 255)
"""The number of a partition or of a logical unit of a disk."""
