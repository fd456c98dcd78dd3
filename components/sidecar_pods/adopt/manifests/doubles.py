"""Entries that share the key of their list: the API server takes them, but server-side apply does not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sidecar_pods.adopt.manifests.reading import Node

_KEYS_IN_POD: Final[Mapping[str, Sequence[str]]] = {"hostAliases": ("ip",), "imagePullSecrets": ("name",)}
_KEYS_IN_CONTAINER: Final[Mapping[str, Sequence[str]]] = {
    "env": ("name",),
    "ports": ("containerPort", "protocol"),
}
"""The fields that tell the entries of a list apart: `x-kubernetes-list-map-keys` in Kubernetes' OpenAPI.

The API server refuses doubles in all other lists of a Pod that have such keys.
"""

_UNLESS_STATED: Final[Mapping[str, str]] = {"protocol": "TCP"}
_SPECS: Final = (
    ("spec", "jobTemplate", "spec", "template", "spec"),
    ("spec", "template", "spec"),
    ("spec",),
)
"""The paths of the Pod in workloads; the first that exists leads to it."""


def about_doubles(file: str, workload: Node) -> list[str]:
    """Return a sentence for each entry of a Pod that has the key of an earlier one.

    Args:
        file: Name of the file.
        workload: The workload.
    """
    spec = next(pod for path in _SPECS if (pod := workload.within(*path)))
    found = list(_doubles(spec, _KEYS_IN_POD, ""))
    for name in ("initContainers", "containers"):
        containers = spec.get(name)
        for each in containers.items() if containers else ():
            found += _doubles(each, _KEYS_IN_CONTAINER, f" of container {each.text('name')}")
    return [
        f"{file}:{line}: {entry}. Server-side apply refuses that, and so does `pulumi up`: state it once."
        for line, entry in found
    ]


def _doubles(owner: Node, lists: Mapping[str, Sequence[str]], of_the_owner: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each double, and the double in words."""
    for name, keys in lists.items():
        entries, seen = owner.get(name), set[str]()
        for each in entries.items() if entries else ():
            stated = [(key, each.get(key)) for key in keys]
            key = "/".join(str(node.value) if node else _UNLESS_STATED.get(name, "") for name, node in stated)
            if key in seen:
                yield each.line, f"{name}{of_the_owner} has {key} a second time"
            seen.add(key)
