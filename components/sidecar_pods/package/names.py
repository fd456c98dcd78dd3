"""The names of fields as programs in other languages write them."""

from sidecar_pods.kubernetes.types import kubernetes_names


def name_elsewhere(name: str) -> str:
    """Return the name of a field outside of Python: Kubernetes' own if it has the field, else in camel case.

    Args:
        name: The field's name in Python's case: `host_ip`, which is `hostIP`.
    """
    return kubernetes_names().get(name) or _camel_case(name)


def _camel_case(name: str) -> str:
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in others)
