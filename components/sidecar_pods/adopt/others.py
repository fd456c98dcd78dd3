"""From the manifest of any other object to a resource of Pulumi's Kubernetes SDK.

The SDK's own types say which field of an object is a field, and which key of a map is data.
"""

import importlib
from dataclasses import dataclass
from typing import Final

from sidecar_pods.adopt.manifests.objects import Manifest
from sidecar_pods.adopt.manifests.sdk_types import typed_dict
from sidecar_pods.adopt.manifests.values import Fields, typed_object, untyped

_METADATA: Final = "meta/v1:ObjectMeta"


@dataclass(frozen=True)
class AdoptedObject:
    """An object as a resource of the SDK."""

    token: str
    """Its type in Pulumi."""
    made_by: str
    """Its constructor in Python."""
    properties: Fields
    """Its properties."""
    is_in_the_schema: bool = True
    """Whether the schema of Pulumi's Kubernetes package has its type with these properties."""


def adopt_other(manifest: Manifest) -> AdoptedObject:
    """Return an object as a resource of Pulumi's Kubernetes SDK.

    Args:
        manifest: The object.

    Raises:
        Refusal: A value is of another type than its field, or a field is unknown.
    """
    group, _, version = manifest.api_version.rpartition("/")
    package = _package(group)
    types = _types(package, version, manifest) if package else None
    if types is None:
        return _custom(manifest)
    properties = typed_dict(manifest.node.without("apiVersion", "kind"), types, "")
    return AdoptedObject(
        token=f"kubernetes:{group or 'core'}/{version}:{manifest.kind}",
        made_by=f"kubernetes.{package}.{version}.{manifest.kind}",
        properties=properties,
    )


def _package(group: str) -> str:
    """Return the SDK's package for an API group; empty if it cannot have one."""
    is_of_kubernetes = "." not in group or group.endswith(".k8s.io")
    return (group.partition(".")[0] or "core") if is_of_kubernetes else ""


def _types(package: str, version: str, manifest: Manifest) -> type | None:
    """Return the SDK's TypedDict for a kind of object; None if the SDK does not know it."""
    try:
        module = importlib.import_module(f"pulumi_kubernetes.{package}.{version}")
    except ModuleNotFoundError:
        return None
    found: object = getattr(module, f"{manifest.kind}ArgsDict", None)
    if not isinstance(found, type) or not hasattr(module, manifest.kind):
        return None
    return found if manifest.api_version in str(found.__annotations__["api_version"]) else None


def _custom(manifest: Manifest) -> AdoptedObject:
    """Return an object of a kind that a CustomResourceDefinition defines."""
    metadata = typed_object(manifest.metadata, _METADATA, "metadata")
    stated = manifest.node.without("apiVersion", "kind", "metadata").fields()
    identity = {"apiVersion": manifest.api_version, "kind": manifest.kind, "metadata": metadata}
    others = {key: untyped(each) for key, each in stated.items()}
    if set(others) <= {"spec"}:
        return AdoptedObject(
            token="kubernetes:apiextensions.k8s.io:CustomResource",  # noqa: S106 (a type, no password)
            made_by="kubernetes.apiextensions.CustomResource",
            properties=Fields({**identity, **others}),
        )
    # Only `spec` has a parameter in CustomResource; the provider takes any field of such an object.
    token = f"kubernetes:{manifest.api_version}:{manifest.kind}"
    properties = Fields({**identity, **others})
    return AdoptedObject(token, "pulumi.CustomResource", properties, is_in_the_schema=False)
