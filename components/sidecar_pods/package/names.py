"""The names of fields as programs in other languages write them."""

from collections.abc import Mapping
from functools import cache

from sidecar_pods.kubernetes.types import fields_of, tokens


@cache
def kubernetes_names() -> Mapping[str, str]:
    """Return the names of all fields in Kubernetes by their names in Python's case."""
    return {name: field.name for token in tokens() for name, field in fields_of(token).items()}


def name_elsewhere(name: str) -> str:
    """Return the name of a field outside of Python: Kubernetes' own if it has the field, else in camel case.

    Args:
        name: The field's name in Python's case: `host_ip`, which is `hostIP`.
    """
    return kubernetes_names().get(name) or _camel_case(name)


def _camel_case(name: str) -> str:
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in others)
