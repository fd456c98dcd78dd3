"""A sidecar from its data."""

from collections.abc import Mapping
from typing import cast

from sidecar_pods import HelperArgs, Sidecar
from sidecar_pods.arguments.where import Where
from sidecar_pods.sidecars.joining import build


def built(helper: HelperArgs) -> Sidecar:
    """Return the container and the volumes that the data of a sidecar state."""
    return build(cast("Mapping[str, Mapping[str, object]]", helper), Where("mc1")).sidecar
