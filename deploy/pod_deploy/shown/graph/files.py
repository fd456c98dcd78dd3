"""The objects in files or on standard input."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from pod_deploy.refusal import BadInput
from pod_deploy.shown.graph.fields import sequence, text
from pod_deploy.stack.manifests import Json, Manifest
from pod_deploy.stack.yaml_file import kind_of, mapping, read_documents

_STDIN = "-"


def objects_in(files: Sequence[str]) -> list[Manifest]:
    """Return the objects in files of YAML or JSON, and the items of each List; `-` is standard input.

    Raises:
        BadInput: A file is not YAML, or has something else than Kubernetes objects.
        OSError: A file cannot be read.
    """
    return [each for file in files for each in _objects_of(file)]


def shown_as(file: str) -> str:
    """Return a file's name in messages."""
    return "standard input" if file == _STDIN else file


def _objects_of(file: str) -> Iterator[Manifest]:
    content = sys.stdin.buffer.read() if file == _STDIN else Path(file).read_bytes()
    for number, document in enumerate(read_documents(content, shown_as(file)), 1):
        yield from _objects(document, f"{shown_as(file)}, document {number}")


def _objects(value: Json, where: str) -> Iterator[Manifest]:
    if value is None:
        return
    if not isinstance(value, dict):
        raise BadInput(f"{where}: expected a Kubernetes object, not {kind_of(value)}.")
    manifest: Manifest = mapping(value, where)
    for field in ("apiVersion", "kind"):
        if not text(manifest, field):
            raise BadInput(f"{where}: expected a Kubernetes object, but it has no {field}.")
    if text(manifest, "kind").endswith("List") and "items" in manifest:
        for number, item in enumerate(cast("list[Json]", sequence(manifest, "items")), 1):
            yield from _objects(item, f"{where}, item {number}")
    else:
        yield manifest
