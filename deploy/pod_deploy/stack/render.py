"""Turn the program's Kubernetes resources into plain manifests."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pulumi.output import Unknown

from pod_deploy.refusal import Refusal
from pod_deploy.stack.manifests import Json, Manifest, in_apply_order, section, within
from pod_deploy.stack.project import StackConfig, read_stack
from pod_deploy.stack.run_program import Known, ProgramRun, Resource, run_program

_PROVIDER = "pulumi:providers:kubernetes"
_STASH = "pulumi:index:Stash"  # a value in Pulumi's state, nothing on the cluster
_NO_OBJECTS = ("kubernetes:helm.sh/", "kubernetes:kustomize", "kubernetes:yaml")


class Rendering(NamedTuple):
    """The objects of a stack."""

    manifests: list[Manifest]
    """In the order of applying."""
    secrets: frozenset[str] = frozenset()
    """The texts in them that the program marks as secret."""


def render(stack: str, folder: Path) -> list[Manifest]:
    """Return the manifests of a stack in the order of applying, which is always the same.

    Args:
        stack: Name of the stack, as `dev`.
        folder: The project's folder.

    Raises:
        BadInput: The stack, its file or the program's input is wrong.
        Refusal: The program has resources that only the Pulumi engine can make.
    """
    return manifests_of(read_stack(stack, folder))


def manifests_of(config: StackConfig) -> list[Manifest]:
    """Return the manifests of a stack whose config has been read; raise the errors of `render`."""
    return rendering_of(config).manifests


def rendering_of(config: StackConfig) -> Rendering:
    """Return the manifests of a stack with their secret texts; raise the errors of `render`."""
    if config.encrypted:
        where = f"{config.file}: config: {config.encrypted[0]}"
        raise Refusal(f"{where} is encrypted, and only a Pulumi CLI can decrypt it.")
    run = run_program(config)
    return Rendering(in_apply_order(_manifests(run)), frozenset(run.secrets))


def exports_of(config: StackConfig, known: Known) -> dict[str, Json]:
    """Return the stack's outputs; `known` returns what the cluster has of each resource."""
    return run_program(config, known).exports


def _manifests(run: ProgramRun) -> list[Manifest]:
    namespaces: dict[str, str | None] = {}
    resources: list[Resource] = []
    for resource in run.resources:
        if resource.type == _PROVIDER:
            namespaces[resource.name] = _provider_namespace(resource)
        elif resource.type != _STASH:
            resources.append(resource)
    return [within(_manifest(resource), namespaces.get(resource.provider)) for resource in resources]


def _provider_namespace(provider: Resource) -> str | None:
    """Return an explicit provider's default namespace; refuse a provider that chooses a cluster."""
    for key in ("kubeconfig", "context", "cluster", "renderYamlToDirectory"):
        if provider.inputs.get(key):
            raise Refusal(f'Provider "{provider.name}" sets {key}, which needs a Pulumi CLI.')
    namespace = provider.inputs.get("namespace")
    return str(namespace) if namespace else None


def _manifest(resource: Resource) -> Manifest:
    shown = f'{resource.type} "{resource.name}"'
    package, _, kind = resource.type.partition(":")
    if package != "kubernetes":
        raise Refusal(
            f"{shown} is not a Kubernetes object: it needs a Pulumi CLI and the {package} provider."
        )
    if resource.type.startswith(_NO_OBJECTS) or kind.endswith("Patch"):
        raise Refusal(f"{shown} is made by the Kubernetes provider itself: it needs a Pulumi CLI.")
    unknown = _unknown_field(resource.inputs, "")
    if unknown:
        raise Refusal(f"{shown}: {unknown} depends on a value from the cluster, which needs a Pulumi CLI.")
    manifest = {key: value for key, value in resource.inputs.items() if key != "status"}
    if not section(manifest, "metadata").get("name"):
        raise Refusal(
            f"{shown} has no metadata.name: only the provider makes up names, which needs a Pulumi CLI."
        )
    return manifest


def _unknown_field(value: Json | Unknown, path: str) -> str:
    """Return the path of the first value that only the cluster can tell; empty if there is none."""
    if isinstance(value, Unknown):
        return path
    match value:
        case dict():
            children = [(f"{path}.{key}" if path else key, item) for key, item in value.items()]
        case list():
            children = [(f"{path}[{place}]", item) for place, item in enumerate(value)]
        case _:
            return ""
    return next((found for where, item in children if (found := _unknown_field(item, where))), "")
