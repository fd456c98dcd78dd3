"""Read kubeconfig files as kubectl does."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pod_deploy.refusal import BadInput
from pod_deploy.stack.manifests import Json
from pod_deploy.stack.yaml_file import kind_of, mapping, read_mapping


@dataclass(frozen=True)
class Context:
    """A context of a kubeconfig."""

    cluster: str
    """Name of its cluster entry."""
    user: str
    """Name of its user entry."""
    namespace: str
    """Its namespace; `default` if it states none."""


@dataclass(frozen=True)
class Kubeconfig:
    """The entries of all files together."""

    current: str
    """Name of the current context; empty if there is none."""
    contexts: dict[str, Context]
    """The contexts by name."""
    servers: dict[str, str]
    """The API server's address of each cluster entry, by name."""


def read_kubeconfig(files: str) -> Kubeconfig:
    """Return the kubeconfig of some files; as in kubectl, the first file that states a value wins.

    Args:
        files: Paths, joined as in KUBECONFIG; files that do not exist are left out.

    Raises:
        BadInput: A file is not a kubeconfig.
    """
    current, contexts, servers = "", dict[str, Context](), dict[str, str]()
    for file in filter(Path.is_file, map(Path, files.split(os.pathsep))):
        content = read_mapping(file, str(file))
        current = current or str(content.get("current-context") or "")
        stated = _entries(content.get("contexts"), "context", f"{file}: contexts")
        contexts = {name: _context(each) for name, each in stated.items()} | contexts
        clusters = _entries(content.get("clusters"), "cluster", f"{file}: clusters")
        servers = {name: str(each.get("server", "")) for name, each in clusters.items()} | servers
    return Kubeconfig(current, contexts, servers)


def _entries(listed: Json, field: str, where: str) -> dict[str, dict[str, Json]]:
    """Return one field of each entry of a list, by the entry's name."""
    if not isinstance(listed or [], list):
        raise BadInput(f"{where} must be a list, not {kind_of(listed)}.")
    found: dict[str, dict[str, Json]] = {}
    for place, each in enumerate(cast("list[Json]", listed or [])):
        entry = mapping(each, f"{where}[{place}]")
        name = entry.get("name")
        if not isinstance(name, str):
            raise BadInput(f"{where}[{place}]: name must be text, not {kind_of(name)}.")
        found[name] = mapping(entry.get(field) or {}, f"{where}[{place}]: {field}")
    return found


def _context(stated: dict[str, Json]) -> Context:
    return Context(
        cluster=str(stated.get("cluster", "")),
        user=str(stated.get("user", "")),
        namespace=str(stated.get("namespace") or "default"),
    )
