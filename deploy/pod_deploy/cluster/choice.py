"""Choose the cluster of a stack: the one that the user named, else the local one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pod_deploy.cluster.kubeconfig import read_kubeconfig
from pod_deploy.cluster.local import has_local_cluster, local_environment
from pod_deploy.refusal import Refusal, nearest
from pod_deploy.stack.project import StackConfig

LOCAL_CONTEXT = "local-cluster"
"""The local cluster's context; a stack's `kubernetes:context` of this name means that cluster."""


@dataclass(frozen=True)
class Cluster:
    """The chosen cluster, and how kubectl reaches it."""

    shown_as: str
    """Its name in messages: `the local cluster`, or `context "kind" of KUBECONFIG`."""
    environment: Mapping[str, str]
    """Variables for kubectl: KUBECONFIG, and PATH if kubectl comes with the cluster."""
    context: str
    """The context to use."""
    is_current: bool
    """Whether a bare `kubectl` in that environment uses the same context and namespace."""
    user: str
    """The context's user entry."""
    cluster: str
    """The context's cluster entry."""
    namespace: str
    """The namespace of objects that state none, as for Pulumi's provider: the stack's `kubernetes:namespace`,
    else the context's."""
    server: str
    """Address of the API server."""


def choose_cluster(config: StackConfig, *, start: bool) -> Cluster | None:
    """Return the cluster of a stack.

    `$KUBECONFIG` comes first. Then comes `~/.kube/config`, but only with the context that the stack's file
    names: its current context is never used by accident. The local cluster comes last.

    Args:
        config: The stack; its `kubernetes:context` is used if it is set.
        start: Whether to start or repair the local cluster, if the stack uses it.

    Returns:
        None if the stack uses the local cluster, and there is none.

    Raises:
        Refusal: A kubeconfig or a context is missing, or the local cluster cannot be used.
    """
    context = config.get("kubernetes:context")
    named = os.environ.get("KUBECONFIG")
    if named:
        files = [Path(file) for file in named.split(os.pathsep) if file]
        if not any(file.is_file() for file in files):
            hint = "; unset it to use the local cluster" if has_local_cluster(config.folder) else ""
            raise Refusal(f"KUBECONFIG names {named}, which does not exist{hint}.")
        return _read(config, {"KUBECONFIG": named}, context, "KUBECONFIG")
    if context and context != LOCAL_CONTEXT:
        file = Path.home() / ".kube" / "config"
        if not file.is_file():
            raise Refusal(
                f'{config.file} names the context "{context}", but there is no {file} and no KUBECONFIG.'
            )
        return _read(config, {"KUBECONFIG": str(file)}, context, "~/.kube/config")
    environment = local_environment(config.folder, start=start)
    return _read(config, environment, LOCAL_CONTEXT, "") if environment else None


def _read(config: StackConfig, environment: dict[str, str], context: str | None, source: str) -> Cluster:
    """Return the cluster of a context, or of the current context.

    Args:
        config: The stack.
        environment: Variables for kubectl.
        context: Name of the context; None for the current one.
        source: Name of the kubeconfig in messages; empty for the local cluster's.
    """
    kubeconfig = read_kubeconfig(environment["KUBECONFIG"])
    name = context or kubeconfig.current
    if not name:
        raise Refusal(f"{source} has no current context: choose one (kubectl config use-context …).")
    if name not in kubeconfig.contexts:
        where = f"of {config.file} " if context else ""
        known = ", ".join(sorted(kubeconfig.contexts)) or "none"
        hint = nearest(name, kubeconfig.contexts)
        raise Refusal(f'The context "{name}" {where}is not in {source}.{hint} Contexts: {known}.')
    chosen = kubeconfig.contexts[name]
    namespace = config.get("kubernetes:namespace") or chosen.namespace
    return Cluster(
        shown_as=f'context "{name}" of {source}' if source else "the local cluster",
        environment=environment,
        context=name,
        is_current=(name, chosen.namespace) == (kubeconfig.current, namespace),
        user=chosen.user,
        cluster=chosen.cluster,
        namespace=namespace,
        server=kubeconfig.servers.get(chosen.cluster, ""),
    )
