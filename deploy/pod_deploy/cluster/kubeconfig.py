"""Read kubeconfig files as kubectl does."""

import os
from dataclasses import dataclass
from pathlib import Path

from pod_deploy.stack.manifests import Manifest, entries, section
from pod_deploy.stack.yaml_file import read_mapping


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
        contexts = {entry["name"]: _context(entry) for entry in entries(content, "contexts")} | contexts
        servers = {
            entry["name"]: str(section(entry, "cluster").get("server", ""))
            for entry in entries(content, "clusters")
        } | servers
    return Kubeconfig(current, contexts, servers)


def _context(entry: Manifest) -> Context:
    stated = section(entry, "context")
    return Context(
        cluster=str(stated.get("cluster", "")),
        user=str(stated.get("user", "")),
        namespace=str(stated.get("namespace") or "default"),
    )
