"""Ask a cluster's daemons whether they are healthy."""

import http.client
import json
import ssl
import subprocess
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from local_cluster.node import processes
from local_cluster.node.launching import Daemon, enter
from local_cluster.node.network import Network
from local_cluster.places import Cluster

Answer = dict[str, Any]
"""A JSON object from the API server. Any: it is foreign data, and we read few fields."""

_TIMEOUT = 3.0


def api(cluster: Cluster, network: Network, path: str) -> Answer:
    """Return an object, or a list of objects, from the API server.

    Raises:
        OSError: The API server does not answer, or not with success.
    """
    return json.loads(_get(cluster, f"https://{network.node}:6443{path}", "kube-apiserver"))


def _get(cluster: Cluster, url: str, daemon: str) -> bytes:
    """Return what a daemon answers.

    Raises:
        OSError: The daemon does not answer, or not with success.
    """
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    if url.startswith("https:"):
        handlers.append(urllib.request.HTTPSHandler(context=_credentials(cluster, daemon)))
    try:
        with urllib.request.build_opener(*handlers).open(url, timeout=_TIMEOUT) as answer:
            return answer.read()
    except http.client.HTTPException as error:  # the daemon was killed while it answered
        raise ConnectionError(f"{type(error).__name__}: {error}") from error


def _credentials(cluster: Cluster, daemon: str) -> ssl.SSLContext:
    """Return the authority that signed the daemon's certificate, and a client certificate that it accepts."""
    authority, client = ("etcd-ca", "etcd-client") if daemon == "etcd" else ("ca", "admin")
    context = ssl.create_default_context(cafile=str(cluster.pki / f"{authority}.crt"))
    context.load_cert_chain(cluster.pki / f"{client}.crt", cluster.pki / f"{client}.key")
    return context


def complaints(cluster: Cluster, init: int, daemons: tuple[Daemon, ...]) -> dict[str, str]:
    """Return what is wrong with each of these daemons that is not healthy."""
    running = processes.daemons(init)
    alive = [daemon for daemon in daemons if daemon.name in running]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(partial(_complaint, cluster, init), alive))
    found = {daemon.name: "is not running" for daemon in daemons if daemon.name not in running}
    return found | {daemon.name: words for daemon, words in zip(alive, answers, strict=True) if words}


def _complaint(cluster: Cluster, init: int, daemon: Daemon) -> str:
    """Return what is wrong with a running daemon, in a few words; empty if it is healthy."""
    try:
        if daemon.health:
            _get(cluster, daemon.health, daemon.name)
        if daemon.probe:
            command = (*enter(init), *daemon.probe)
            subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        return f"answers {error.code} {error.reason}: {error.read(500).decode(errors='replace').strip()}"
    except (OSError, subprocess.SubprocessError) as error:
        return f"does not answer: {error}"
    return ""
