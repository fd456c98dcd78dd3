"""Checks of single values.

A check takes a value of the right type and returns None, or a `Complaint`. `own_checks.py` and
`kubernetes_checks.py` say which field has which check.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple, Never, TypeVar

from sidecar_pods.arguments.errors import nearest_name, one_of


class Complaint(NamedTuple):
    """A problem of a value: the parts of a sentence whose subject is the field."""

    problem: str
    """The problem, as in `is empty`."""
    expected: str
    """The expected value, in words."""
    nearest: str | None = None
    """The nearest valid word, for a typo."""


T = TypeVar("T")

Check = Callable[[T], Complaint | None]
"""A check of values of one type."""
FieldCheck = Check[Never]
"""The check of a field; `conform` calls it only with a value of the field's type."""

# Each pattern is text: `re` compiles it at its first use and keeps it, and most programs use only a few.
_LABEL: Final = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SERVICE_LABEL: Final = r"[a-z]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN: Final = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_LABEL_KEY: Final = (
    rf"(?=[^/]{{1,253}}/|[^/]+$)({_SUBDOMAIN}/)?[A-Za-z0-9]([-_.A-Za-z0-9]{{0,61}}[A-Za-z0-9])?"
)
_FILE_NAME: Final = r"(?!\.$|\.\.)[-._A-Za-z0-9]+"
_LABEL_VALUE: Final = r"([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?"
_PORT_NAME: Final = r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_ENV_NAME: Final = r"[^=\x00-\x1f\x7f-\U0010ffff]+"
_QUANTITY: Final = r"\+?(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d{1,9})?"
_IMAGE: Final = (
    r"([A-Za-z0-9][-.A-Za-z0-9]*(:\d+)?/)?"  # registry
    r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"  # repository
    r"(:[A-Za-z0-9_][-.A-Za-z0-9_]{0,127})?"  # tag
    r"(@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?"  # digest
    r"|\S*(<|>|\$|\{|\}|://)\S*"  # or what a tool puts an image in the place of: ko://cmd/web, web:<version>
)


_LISTABLE: Final = 12
"""The greatest number of words that a complaint lists."""


def text(pattern: str, longest: int, expected: str, mend: Callable[[str], str] = str) -> Check[str]:
    """Return the check that a string matches a pattern.

    Args:
        pattern: The pattern.
        longest: The greatest number of characters.
        expected: The pattern in words.
        mend: A function that guesses the string that was meant.
    """

    def check(value: str) -> Complaint | None:
        if not value and not re.fullmatch(pattern, ""):
            return Complaint("is empty", expected)
        if len(value) > longest:
            return Complaint(f"is {len(value)} characters long", expected)
        if re.fullmatch(pattern, value):
            return None
        mended = mend(value)
        return Complaint(f'is "{value}"', expected, mended if re.fullmatch(pattern, mended) else None)

    return check


def _as_label(value: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")


def between(lowest: int, highest: int | None = None) -> Check[int]:
    """Return the check that a number is in a range; None for no upper limit."""
    expected = f"{lowest} or more" if highest is None else f"a number from {lowest} to {highest}"

    def check(value: int) -> Complaint | None:
        if value < lowest or (highest is not None and value > highest):
            return Complaint(f"is {value}", expected)
        return None

    return check


def choice(*words: str) -> Check[str]:
    """Return the check that a string is one of these words."""

    def check(value: str) -> Complaint | None:
        if value in words:
            return None
        return Complaint(f'is "{value}"', one_of(words), nearest_name(value, words))

    return check


def beside(*fields: str) -> Check[Mapping[str, object]]:
    """Return the check that an object has none of these fields, which the object around it has too."""

    def check(value: Mapping[str, object]) -> Complaint | None:
        for field in fields:
            if field in value:
                return Complaint(f"has {field}", f"{field} beside it")
        return None

    return check


def one_of_fields(*choices: str, required: str | None) -> Check[Mapping[str, object]]:
    """Return the check that an object has at most one of these fields.

    Args:
        choices: The fields.
        required: The noun for the field if the object must have one; None if it may have none.
    """

    def check(value: Mapping[str, object]) -> Complaint | None:
        # Kubernetes takes an empty string or list for one that is not given.
        given = [choice for choice in choices if value.get(choice) not in (None, "", [])]
        if len(given) > 1:
            listed = f"one of {', '.join(choices)}" if len(choices) <= _LISTABLE else "one of them"
            return Complaint(f"has {' and '.join(given)}", listed)
        if required and not given:
            return Complaint(f"has no {required}", f"one of {', '.join(choices)}")
        return None

    return check


_ABSOLUTE: Final = "an absolute path such as /html"
_ON_WINDOWS: Final = r"[A-Za-z]:(?=[\\/])|\\(?=\\)"
"""The start of an absolute path of Windows: a drive, or the first backslash of a named pipe."""


def absolute_path(value: str) -> Complaint | None:
    """Check an absolute path, of Linux or of Windows."""
    if not value:
        return Complaint("is empty", _ABSOLUTE)
    if not value.startswith("/") and not re.match(_ON_WINDOWS, value):
        return Complaint(f'is "{value}", a relative path', _ABSOLUTE)
    return None


def mount_path(value: str) -> Complaint | None:
    """Check a path at which a container can mount a volume."""
    if complaint := absolute_path(value):
        return complaint
    found = re.match(_ON_WINDOWS, value)
    start = found.group() if found else ""
    inside = value.removeprefix(start)
    if not inside.strip("/\\"):
        return Complaint(f'is "{start}/", which would hide the whole image', _ABSOLUTE)
    if ":" in inside or ".." in re.split(r"[\\/]", inside):
        return Complaint(f'is "{value}"', f"{_ABSOLUTE}, without : or ..")
    return None


def in_a_folder(value: str) -> Complaint | None:
    """Check a path whose folder can be a volume."""
    if value.rstrip("/").rpartition("/")[0].strip("/"):
        return mount_path(value)
    return Complaint(f'is "{value}"', "a path such as /srv/html: the folder that holds it is the volume")


def at_least_one_file(value: Mapping[str, object]) -> Complaint | None:
    """Check that a map of files is not empty."""
    return None if value else Complaint("is empty", "at least one file and its text")


def resource_name(value: str) -> Complaint | None:
    """Check the name of a resource that a container can request."""
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


def amount(quantity: object) -> Decimal:
    """Return the number that a quantity stands for, 0 if it is none.

    Args:
        quantity: A string such as `64Mi`, or a number.
    """
    match = re.fullmatch(_QUANTITY, str(quantity))
    number, suffix = match.group(1, 3) if match else ("0", "")
    if suffix and suffix not in _FACTORS:
        return Decimal(f"{number}{suffix}")  # Python writes 1e3 the same way
    return Decimal(number) * _FACTORS[suffix or ""]


label: Final = text(
    _LABEL, 63, "up to 63 lower-case letters, digits and hyphens, no hyphen first or last", _as_label
)
"""A name of a container, a volume, a Pod, a namespace (RFC 1123 label)."""
service_label: Final = text(
    _SERVICE_LABEL,
    63,
    "up to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    _as_label,
)
"""A name of a Service (RFC 1035 label)."""
subdomain: Final = text(
    _SUBDOMAIN,
    253,
    "up to 253 lower-case letters, digits, hyphens and dots, a letter or digit first and last",
)
"""A name of most other objects (RFC 1123 subdomain)."""
label_value: Final = text(
    _LABEL_VALUE,
    63,
    "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last",
)
"""A value of a label."""
_KEY: Final = (
    "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last, "
    "after a domain and a slash or alone"
)
label_key: Final = text(_LABEL_KEY, 317, _KEY)
"""A key of a label."""
annotation_key: Final = text(f"(?i:{_LABEL_KEY})", 317, _KEY)
"""A key of an annotation, whose domain may have capital letters."""
file_name: Final = text(
    _FILE_NAME, 253, "up to 253 letters, digits, hyphens, underscores and dots, no two dots first"
)
"""A key of a ConfigMap, which is the name of a file where it is mounted."""
image: Final = text(_IMAGE, 4096, "an image reference such as nginx:1.29.3")
"""A reference to an image."""
port: Final = between(1, 65535)
"""The number of a port."""
quantity: Final = text(_QUANTITY, 64, "a Kubernetes quantity such as 50m or 64Mi")
"""An amount of a resource."""
# Above 500 (four full nodes run 440 Pods) a number is more likely a typo than intended.
replicas: Final = between(0, 500)
"""A number of identical Pods."""
port_name: Final = text(
    _PORT_NAME, 15, "up to 15 lower-case letters, digits and single hyphens, with a letter"
)
"""A name of a port."""
env_name: Final = text(_ENV_NAME, 4096, "printable ASCII characters without =")
"""A name of an environment variable."""
