"""Mark every Kubernetes object of a program as the stack's own, whichever engine applies it."""

import copy
import hashlib
from collections.abc import Awaitable, Container
from typing import Final, cast
from weakref import WeakSet

import pulumi

FIELD_MANAGER: Final = "pulumi.com/patchFieldManager"
"""The annotation with the name under which Pulumi's provider applies an object."""

STACK: Final = "pod-deploy/stack"
"""The label that helps `pod-deploy` find a stack's objects, also those that left the program since."""

_LONGEST_LABEL: Final = 63
_DIGEST: Final = 8


def own_every_object() -> None:
    """Mark each Kubernetes object that the program creates after this call as the stack's own.

    By default Pulumi's provider applies each object under a random field manager
    (https://github.com/pulumi/pulumi-kubernetes/pull/2271). A field that kubectl or a killed `up` applied
    before then belongs to two managers, and stays on the cluster after the program has dropped it. The
    annotation makes `<project>-<stack>` the one manager, with either engine.

    The label finds the object again. An object with `retain_on_delete` or `protect`, its own or its parent's,
    does not get it: nothing deletes it.

    Objects that a provider creates by itself (a Helm chart, `kubernetes:yaml`) are not marked, nor those
    that the program only reads, imports or patches.
    """
    staying: WeakSet[pulumi.Resource] = WeakSet()

    def own(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if _stays(args.opts, staying):
            staying.add(args.resource)
        if not _is_created(args):
            return None
        props = cast("dict[str, object]", args.props)
        metadata = _marked(props.get("metadata"), retained=args.resource in staying)
        return pulumi.ResourceTransformationResult({**props, "metadata": metadata}, args.opts)

    pulumi.runtime.register_stack_transformation(own)


def _stays(opts: pulumi.ResourceOptions, staying: Container[pulumi.Resource]) -> bool:
    """Return whether a resource outlives its stack: it says so, or leaves that to a parent that does."""
    inherited = opts.parent is not None and opts.parent in staying
    return any(inherited if own is None else bool(own) for own in (opts.retain_on_delete, opts.protect))


def _is_created(args: pulumi.ResourceTransformationArgs) -> bool:
    """Return whether a resource is an object that the program creates, not one that it reads or patches."""
    kind = cast("dict[str, object]", args.props).get("kind")
    is_object = args.type_.startswith("kubernetes:") and isinstance(kind, str)
    is_patch = is_object and args.type_.endswith(f":{kind}Patch")
    return is_object and not is_patch and not args.opts.id and not args.opts.import_


def _marked(metadata: object, *, retained: bool) -> object:
    """Return an object's metadata with the annotation and, unless the stack retains the object, the label."""
    if isinstance(metadata, pulumi.Output | Awaitable):
        known = pulumi.Output.from_input(cast("pulumi.Input[object]", metadata))
        return known.apply(lambda given: _marked(given, retained=retained))
    instance = instance_of_stack()
    added = {"annotations": {FIELD_MANAGER: instance}}
    if not retained:
        added["labels"] = {STACK: stack_label(instance)}
    if metadata is None or isinstance(metadata, dict):
        given = cast("dict[str, object]", metadata or {})
        return {**given, **{field: _with(given.get(field), marks) for field, marks in added.items()}}
    metadata = copy.copy(metadata)  # an ObjectMetaArgs, which belongs to the program
    for field, marks in added.items():
        setattr(metadata, field, _with(getattr(metadata, field), marks))
    return metadata


def _with(given: object, marks: dict[str, str]) -> object:
    """Return a map with the marks added; an Output if the map is one. The program's own values win."""
    if isinstance(given, pulumi.Output | Awaitable):
        known = pulumi.Output.from_input(cast("pulumi.Input[object]", given))
        return known.apply(lambda stated: _with(stated, marks))
    return {**marks, **cast("dict[str, object]", given or {})}


def instance_of_stack() -> str:
    """Return the name that distinguishes a stack's objects from all others: `<project>-<stack>`."""
    return f"{pulumi.get_project()}-{pulumi.get_stack()}"


def stack_label(instance: str) -> str:
    """Return the value of the label for a stack; a name that is too long is cut and ends in its digest.

    Args:
        instance: `<project>-<stack>`.
    """
    if len(instance) <= _LONGEST_LABEL:
        return instance
    digest = hashlib.sha256(instance.encode()).hexdigest()[:_DIGEST]
    return f"{instance[: _LONGEST_LABEL - _DIGEST - 1]}-{digest}"
