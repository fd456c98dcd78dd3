"""Which cluster a stack goes to: the one that the user named, else the local one; never one by accident."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pod_deploy.refusal import Refusal, nearest
from pod_deploy.stack.manifests import entries, section
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.yaml_file import read_mapping

LOCAL_CONTEXT = "local-cluster"
"""The local cluster's context; as a stack's `kubernetes:context` it stands for that cluster."""


@dataclass(frozen=True)
class Cluster:
    """A cluster that somebody chose, and how kubectl reaches it.

    Args:
        shown_as: What users are told, as `the local cluster` or `context kind-kind of KUBECONFIG`.
        environment: What kubectl needs to find it: KUBECONFIG, and PATH if kubectl comes with the cluster.
        context: The context to use.
        is_current: Whether a bare `kubectl` in that environment uses this context and namespace anyway.
        user: The context's user entry.
        cluster: The context's cluster entry.
        namespace: Where objects are that state none, as for Pulumi's provider: the stack's
            `kubernetes:namespace`, else the context's.
        server: Address of the API server.
    """

    shown_as: str
    environment: Mapping[str, str]
    context: str
    is_current: bool
    user: str
    cluster: str
    namespace: str
    server: str


def choose_cluster(config: StackConfig, *, start: bool) -> Cluster | None:
    """Return the cluster that a stack goes to.

    `$KUBECONFIG` comes first; then `~/.kube/config`, but only with the context that the stack's file names;
    then the local cluster.

    Args:
        config: The stack; its `kubernetes:context` is used if it is set.
        start: Whether to start the local cluster, or repair it, if it is the one.

    Returns:
        None if it is the local cluster, and there is none.

    Raises:
        Refusal: A kubeconfig or a context that is not there; or a local cluster that does not start, or is
            stopped and not to be started.
    """
    context = config.get("kubernetes:context")
    named = os.environ.get("KUBECONFIG")
    if named:
        files = [Path(file) for file in named.split(os.pathsep) if file]
        if not any(file.is_file() for file in files):
            raise Refusal(
                f"KUBECONFIG names {named}, which does not exist; unset it to use the local cluster."
            )
        return _read(config, {"KUBECONFIG": named}, context, "KUBECONFIG")
    if context and context != LOCAL_CONTEXT:
        file = Path.home() / ".kube" / "config"
        if not file.is_file():
            raise Refusal(
                f'{config.file} names the context "{context}", but there is no {file} and no KUBECONFIG.'
            )
        return _read(config, {"KUBECONFIG": str(file)}, context, "~/.kube/config")
    environment = _local_cluster(config.folder, start=start)
    return _read(config, environment, LOCAL_CONTEXT, "") if environment else None


def _local_cluster(folder: Path, *, start: bool) -> dict[str, str] | None:
    """Return the variables of the local cluster; None if there is none and it is not to be started.

    Args:
        folder: The project's folder, which brings the command of the local cluster.
        start: Whether to start the cluster.
    """
    if not (folder / "local_cluster" / "__main__.py").is_file():
        raise Refusal(f"{folder} has no local cluster (no folder local_cluster): set KUBECONFIG.")
    if start:
        if subprocess.run(_local_command("up"), cwd=folder, check=False).returncode:
            raise Refusal(
                "The local cluster did not start (see above). To use one of your own, set KUBECONFIG."
            )
    elif (status := _local_status(folder))["state"] == "stopped":
        if status["address"]:  # it keeps that, and every object, while the machine is off
            raise Refusal("The local cluster is stopped, and keeps its objects. Start it first: make cluster")
        return None
    exported = _local_output(folder, "env")
    lines = (shlex.split(line) for line in exported.splitlines())
    assignments = (words[1].partition("=") for words in lines if len(words) == 2 and words[0] == "export")
    own_path = os.environ.get("PATH", os.defpath)
    return {name: value.replace("$PATH", own_path) for name, _, value in assignments}


def _local_status(folder: Path) -> dict[str, Any]:
    return json.loads(_local_output(folder, "status", "--format", "json"))


def _local_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "local_cluster", *arguments]


def _local_output(folder: Path, *arguments: str) -> str:
    """Run the local cluster's command and return what it prints."""
    done = subprocess.run(_local_command(*arguments), cwd=folder, check=False, capture_output=True, text=True)
    if not done.stdout:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise Refusal(f"The local cluster cannot be asked (local_cluster {arguments[0]}): {reason[0]}")
    return done.stdout


def _read(config: StackConfig, environment: dict[str, str], context: str | None, source: str) -> Cluster:
    """Return the cluster behind a context of a kubeconfig, as kubectl itself reads it."""
    kubeconfig = _kubeconfig(environment["KUBECONFIG"])
    contexts: dict[str, dict[str, Any]] = kubeconfig.get("contexts", {})
    current: str = kubeconfig.get("current-context") or ""
    name = context or current
    if not name:
        raise Refusal(f"{source} has no current context: choose one (kubectl config use-context …).")
    if name not in contexts:
        where = f"of {config.file} " if context else ""
        known = ", ".join(sorted(contexts)) or "none"
        hint = nearest(name, contexts)
        raise Refusal(f'The context "{name}" {where}is not in {source}.{hint} Contexts: {known}.')
    entry = contexts[name]
    cluster: str = entry.get("cluster", "")
    of_context: str = entry.get("namespace") or "default"
    namespace = config.get("kubernetes:namespace") or of_context
    return Cluster(
        shown_as=f'context "{name}" of {source}' if source else "the local cluster",
        environment=environment,
        context=name,
        is_current=(name, of_context) == (current, namespace),
        user=entry.get("user", ""),
        cluster=cluster,
        namespace=namespace,
        server=section(kubeconfig, "clusters", cluster).get("server", ""),
    )


def _kubeconfig(files: str) -> dict[str, Any]:
    """Return the kubeconfig, merged from its files as kubectl does it: what a file states first, stays."""
    merged: dict[str, Any] = {}
    for file in filter(Path.is_file, map(Path, files.split(os.pathsep))):
        content = read_mapping(file, str(file))
        merged["current-context"] = merged.get("current-context") or content.get("current-context")
        for plural, singular in (("contexts", "context"), ("clusters", "cluster")):
            merged[plural] = {
                **{entry["name"]: section(entry, singular) for entry in entries(content, plural)},
                **merged.get(plural, {}),
            }
    return merged
