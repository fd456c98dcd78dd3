"""Helpers that a file states with the names of other languages, such as the file of a stack."""

from collections.abc import Iterator
from typing import cast

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.helper_args import HelperArgs
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import PlaceArgs, SharedVolumeArgs, VolumeArgs
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.conform import conform
from sidecar_pods.checks.declared import fields
from sidecar_pods.checks.own_checks import HELPERS
from sidecar_pods.package.inputs import ForeignError, value_in_python
from sidecar_pods.package.names import name_elsewhere
from sidecar_pods.package.words import Words


def read_helpers(stated: object, file: str) -> list[HelperArgs]:
    """Return helpers that a file states as `helpers: [{nginx: {name: web}}]`.

    Args:
        stated: The value of the key.
        file: Name of the file, for an error's sentence.

    Raises:
        RunError: A helper is not as its kind demands.
    """
    where = Where(file, "helpers")
    declared = fields(PodTemplateArgs)["helpers"]
    try:
        helpers = conform(value_in_python(stated, declared.type, where), declared, where)
    except ForeignError:
        raise
    except WiringError as refusal:
        raise pulumi.RunError(Words(_names()).translated(str(refusal))) from None
    return cast("list[HelperArgs]", helpers)


def _names() -> Iterator[str]:
    """Yield the names of the fields that a helper can have, as other languages write them."""
    for kind in (HelperArgs, *HELPERS.values(), ContainerArgs, SharedVolumeArgs, VolumeArgs, PlaceArgs):
        yield from map(name_elsewhere, fields(kind))
