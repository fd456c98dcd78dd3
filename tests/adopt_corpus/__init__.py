"""Manifests in the shapes of the world, on which `adopt` is proved.

Each folder holds one family of Pods. `refused` holds objects that a program cannot state, each with the
expected sentence; `cluster` holds the objects that the API server wants to see before it accepts the rest.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast  # Any: see Part

import yaml

CORPUS = Path(__file__).parent
PREREQUISITES = CORPUS / "cluster" / "prerequisites.yaml"
NAMESPACE = "corpus-apps"
"""The namespace of each object that states none."""

Part = Any  # Any: manifests are foreign data
"""A part of an object."""

Object = dict[str, Part]
"""An object of Kubernetes."""

OF_THE_CLUSTER = {
    "Namespace",
    "Node",
    "PriorityClass",
    "RuntimeClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
}
"""Kinds of the corpus whose objects have no namespace."""


def manifests() -> list[Path]:
    """Return the files that can be adopted."""
    apart = ("refused", "cluster")
    return sorted(path for path in CORPUS.rglob("*.yaml") if path.parent.name not in apart)


def refused() -> list[Path]:
    """Return the files that hold an object that cannot be adopted."""
    return sorted((CORPUS / "refused").glob("*.yaml"))


def name_of(path: Path) -> str:
    """Return the name of a file of the corpus: `mesh/consul-dataplane`."""
    return str(path.relative_to(CORPUS).with_suffix(""))


def objects(text: str) -> list[Object]:
    """Return the objects of a manifest: those of its documents, and those in its lists."""
    documents = cast("Iterator[Object | None]", yaml.load_all(text, Loader=yaml.CSafeLoader))
    return [each for document in documents if document for each in document.get("items", [document])]


def key(each: Object) -> str:
    """Return the identity of an object: `Pod corpus-apps/pair`."""
    metadata = each["metadata"]
    if each["kind"] in OF_THE_CLUSTER:
        return f"{each['kind']} {metadata['name']}"
    return f"{each['kind']} {metadata.get('namespace') or NAMESPACE}/{metadata['name']}"
