"""Turn the program's Kubernetes resources into plain manifests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple, cast

from pulumi.output import Unknown

from pod_deploy.refusal import Refusal
from pod_deploy.stack.manifests import Json, Manifest, in_apply_order, section, within
from pod_deploy.stack.project import StackConfig, read_stack
from pod_deploy.stack.run_program import Known, ProgramRun, Resource, run_program

_PROVIDER = "pulumi:providers:kubernetes"
_STASH = "pulumi:index:Stash"  # a value in Pulumi's state, nothing on the cluster
_UNKNOWN = "[unknown]"
_NO_OBJECTS = ("kubernetes:helm", "kubernetes:kustomize", "kubernetes:yaml")


class Rendering(NamedTuple):
    """The objects of a stack."""

    manifests: list[Manifest]
    """In the order of applying."""
    secrets: frozenset[str] = frozenset()
    """The texts in them that the program marks as secret."""


class KnownPart(NamedTuple):
    """The objects of a stack as far as they are known without an engine: to be read, never to be applied."""

    manifests: list[Manifest]
    """In the order of applying. A value from the cluster is `[unknown]`, an encrypted one `[secret]`."""
    left_out: dict[str, str]
    """The resources that only an engine can make, such as `random:index:RandomId "id"`, sorted.

    Each has a hash of its inputs.
    """


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


def known_part_of(config: StackConfig) -> KnownPart:
    """Return the objects of a stack as far as they are known.

    Most programs of others have names that the provider makes up, or a resource of another provider. A reader
    of the rest needs neither.

    Raises:
        BadInput: The program rejected its input.
        Refusal: The program calls a function of a provider, or a package of it is not installed.
    """
    run = run_program(config.with_placeholders(), complete=False)
    made = [resource for resource in run.resources if not resource.type.startswith("pulumi:providers:")]
    objects = [resource for resource in made if not _needs_engine(resource)]
    left_out: dict[str, str] = {}
    for each in sorted(made, key=_shown):
        if _needs_engine(each) and each.type != _STASH:
            left_out[_shown(each)] = left_out.get(_shown(each), "") + _hash(each, config.folder)
    providers = [resource for resource in run.resources if resource.type == _PROVIDER]
    namespaces = {each.name: _without_unknown(each.inputs.get("namespace")) for each in providers}
    manifests = [
        within(cast("Manifest", _without_unknown(_object(each))), cast("str", namespaces.get(each.provider)))
        for each in objects
    ]
    return KnownPart(in_apply_order(manifests), left_out)


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
    reason = _needs_engine(resource)
    if reason:
        raise Refusal(f"{_shown(resource)} {reason}")
    unknown = _unknown_field(resource.inputs, "")
    if unknown:
        raise Refusal(
            f"{_shown(resource)}: {unknown} depends on a value from the cluster, which needs a Pulumi CLI."
        )
    manifest = _object(resource)
    if not section(manifest, "metadata").get("name"):
        raise Refusal(
            f"{_shown(resource)} has no metadata.name: only the provider makes up names, which needs a "
            "Pulumi CLI."
        )
    return manifest


def _needs_engine(resource: Resource) -> str:
    """Return the reason why only an engine can make a resource; empty if it is an object."""
    package, _, kind = resource.type.removeprefix("pulumi:providers:").partition(":")
    if package != "kubernetes":
        return f"is not a Kubernetes object: it needs a Pulumi CLI and the {package} provider."
    if resource.type.startswith(_NO_OBJECTS) or kind.endswith("Patch"):
        return "is made by the Kubernetes provider itself: it needs a Pulumi CLI."
    return ""


def _shown(resource: Resource) -> str:
    return f'{resource.type} "{resource.name}"'


def _hash(resource: Resource, folder: Path) -> str:
    """Return a hash of a resource's inputs that is the same in each checkout."""
    # A dynamic resource has its code in this input, with the paths of the files.
    inputs = {key: value for key, value in resource.inputs.items() if key != "__provider"}
    text = json.dumps(_without_unknown(inputs), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.replace(str(folder), ".").encode()).hexdigest()


def _object(resource: Resource) -> Manifest:
    return {key: value for key, value in resource.inputs.items() if key != "status"}


def _without_unknown(value: Json | Unknown) -> Json:
    """Return a value with `[unknown]` for each part that only the cluster can tell."""
    if isinstance(value, Unknown):
        return _UNKNOWN
    match value:
        case dict():
            return {key: _without_unknown(item) for key, item in value.items()}
        case list():
            return [_without_unknown(item) for item in value]
        case _:
            return value


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
