"""Show the result of an `up`: outputs, objects, the served page, and how to use kubectl on them."""

import html
import os
import re
import shlex
import time
from collections.abc import Iterable, Mapping
from subprocess import CompletedProcess

import yaml
from rich.console import Console
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from pod_deploy.cluster.choice import Cluster
from pod_deploy.cluster.complaint import denials
from pod_deploy.cluster.kubectl import Kubectl
from pod_deploy.stack.manifests import Json, Manifest, ObjectKey, entries, key_of, section, within
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.run_program import Known, Properties

PAGE_LINES = 3
"""The number of lines that are shown of the page's end."""

_PAGE_SECONDS = 15
"""The time that a page may take after its Service is ready; the classic server answers 403 at first."""

_GROWTH_SECONDS = 1.5
"""The time that a short page may take to grow by a line; the classic writer takes a second."""


def show_outputs(console: Console, outputs: Mapping[str, Json]) -> None:
    """Show the stack's outputs."""
    console.print("\nOutputs:", style="bold")
    for name in sorted(outputs):
        console.print(f"  {name}: {outputs[name]}")


def show_stack(console: Console, kubectl: Kubectl, config: StackConfig, manifests: list[Manifest]) -> None:
    """Show the stack's objects, its page, and the lines that point a shell to its cluster."""
    namespace = namespace_of(manifests, kubectl.cluster.namespace)
    console.print(f"\n$ kubectl get all --namespace={namespace}", style="bold")
    console.print(kubectl.run("get", "all", f"--namespace={namespace}").rstrip())
    service = next((manifest for manifest in manifests if key_of(manifest).kind == "Service"), None)
    if service:
        _show_page(console, kubectl, within(service, namespace))
    console.print("\nTo use kubectl on it:", style="bold")
    for line in export_lines(kubectl.cluster, config, namespace):
        console.print(line)


def namespace_of(manifests: Iterable[Manifest], default: str) -> str:
    """Return the first namespace that an object states, else the default."""
    stated = (section(manifest, "metadata").get("namespace") for manifest in manifests)
    return next((str(namespace) for namespace in stated if namespace), default)


def _show_page(console: Console, kubectl: Kubectl, service: Manifest) -> None:
    """Show the last lines of the page, fetched over HTTP through the Service."""
    key = key_of(service)
    name = f"Service {key.name}"
    fetched = _fetch(kubectl, key, _web_port(service))
    if isinstance(fetched, str):
        console.print(f"\nThe page could not be fetched through {name}: {fetched}", style="yellow")
        return
    console.print(f"\nThe last lines of the page, through {name}:", style="bold")
    for line in fetched[-PAGE_LINES:]:
        console.print(f"  {line}")


def _web_port(service: Manifest) -> str:
    """Return the Service's port for the page: the one named http, else the first."""
    ports = entries(service, "spec", "ports")
    named = [port["name"] for port in ports if port.get("name") in ("http", "web")]
    return str(named[0] if named else ports[0]["port"])


def _fetch(kubectl: Kubectl, service: ObjectKey, port: str) -> list[str] | str:
    """Return the lines of the page that are not empty, or text that says why there are none."""
    path = f"/api/v1/namespaces/{service.namespace}/services/http:{service.name}:{port}/proxy/"
    done = _get(kubectl, path)
    if lines := _lines(done.stdout):
        return _grown(kubectl, path, lines)
    return str(kubectl.error(done.stderr)) if done.returncode else "it is empty"


def _get(kubectl: Kubectl, path: str) -> CompletedProcess[str]:
    """Request a page until it comes, the time is up, or the request is forbidden."""
    tries = Retrying(
        retry=retry_if_result(lambda done: not _lines(done.stdout) and not denials(done.stderr)),
        stop=stop_after_delay(_PAGE_SECONDS),
        wait=wait_fixed(0.5),
    )
    try:
        return tries(kubectl.attempt, "get", "--raw", path)
    except RetryError as error:
        return error.last_attempt.result()


def _grown(kubectl: Kubectl, path: str, lines: list[str]) -> list[str]:
    """Request a short page again until it has enough lines or stops growing."""
    while len(lines) < PAGE_LINES:
        time.sleep(_GROWTH_SECONDS)
        now = _lines(kubectl.attempt("get", "--raw", path).stdout)
        if len(now) <= len(lines):
            break
        lines = now
    return lines


def _lines(page: str) -> list[str]:
    return [line for line in _text(page).splitlines() if line.strip()]


def _text(page: str) -> str:
    """Return the text of a page, without the tags of HTML."""
    if not page.lower().startswith("<!doctype html"):
        return page
    return html.unescape(re.sub("<[^>]*>", "", page))


def export_lines(cluster: Cluster, config: StackConfig, namespace: str) -> list[str]:
    """Return shell lines that point a bare `kubectl` to the stack's cluster and namespace.

    If the kubeconfig's current context does so anyway, they name that file. Otherwise they put a file of ours
    before it. It holds no secrets, only a context with the other file's cluster and user.
    """
    kubeconfig = cluster.environment["KUBECONFIG"]
    if not cluster.is_current or cluster.namespace != namespace:
        overlay = config.state_folder / f"{config.stack}.kubeconfig"
        config.state_folder.mkdir(exist_ok=True)
        overlay.write_text(_overlay(cluster, config.instance, namespace), encoding="utf-8")
        kubeconfig = f"{overlay}{os.pathsep}{kubeconfig}"
    exported = {**cluster.environment, "KUBECONFIG": kubeconfig}
    first_on_path = exported.pop("PATH", "").partition(os.pathsep)[0]
    lines = [f"export {name}={shlex.quote(value)}" for name, value in exported.items()]
    if first_on_path:
        lines.append(f'export PATH={shlex.quote(first_on_path)}:"$PATH"')
    return lines


def _overlay(cluster: Cluster, name: str, namespace: str) -> str:
    context = {"cluster": cluster.cluster, "user": cluster.user, "namespace": namespace}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "contexts": [{"name": name, "context": context}],
        "current-context": name,
    }
    return yaml.safe_dump(content, sort_keys=False)


def known_from(live: Iterable[Manifest], namespace: str) -> Known:
    """Return a function that gives the program the cluster's objects, for its outputs.

    Args:
        live: The objects, as they are.
        namespace: The namespace of objects that state none.
    """
    by_key = {key_of(manifest): manifest for manifest in live}

    def known(_: str, inputs: Properties) -> Properties:
        return by_key.get(key_of(within(inputs, namespace)), {})

    return known
