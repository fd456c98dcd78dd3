"""The volumes of a Pod: their sources, in a few words, and whether a container can write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pod_deploy.shown.graph.fields import mapping, mappings, text

_SOURCES = {
    "configMap": ("ConfigMap", "name"),
    "csi": ("CSI", "driver"),
    "downwardAPI": ("downward API", ""),
    "emptyDir": ("emptyDir", ""),
    "ephemeral": ("claim of the Pod", ""),
    "hostPath": ("node", "path"),
    "image": ("image", "reference"),
    "nfs": ("NFS", "path"),
    "persistentVolumeClaim": ("claim", "claimName"),
    "projected": ("projected", ""),
    "secret": ("Secret", "secretName"),
}
"""Each source: its words in a diagram, and the field that names the object or place."""
_NEVER_WRITTEN = {"configMap", "downwardAPI", "image", "projected", "secret"}
_OF_THE_POD = {"emptyDir", "ephemeral"}
# `-375aeb0b` of our own ConfigMaps and `-g4hk9g2ff8` of kustomize's: it follows the content, not the wiring.
_HASH = re.compile(r"-(?:[0-9a-f]{8}|[2456789bcdfghkmt]{10})$")


@dataclass(frozen=True)
class Volume:
    """A volume of a Pod, or a claim template of its StatefulSet."""

    name: str
    """The name that mounts refer to."""
    source: str
    """The source in a few words, such as `ConfigMap site`."""
    claim: str = ""
    """Name of the claim that the volume is, which other Pods can use too; empty for other sources."""
    read_only: bool = False
    """Whether no container can write it."""
    of_the_pod: bool = False
    """Whether it is empty when the Pod starts, and ends with the Pod."""


def volumes_in(spec: Mapping[str, object], claim_templates: list[Mapping[str, object]]) -> list[Volume]:
    """Return the volumes of a Pod's spec; a claim template hides a volume of the same name."""
    templates = [Volume(text(claim, "metadata", "name"), "claim of each Pod") for claim in claim_templates]
    hidden = {volume.name for volume in templates}
    own = [_volume(raw) for raw in mappings(spec, "volumes")]
    return [volume for volume in own if volume.name not in hidden] + templates


def _volume(raw: Mapping[str, object]) -> Volume:
    field = next((key for key in raw if key != "name"), "emptyDir")
    source = mapping(raw, field)
    words, name_field = _SOURCES.get(field, (str(field), ""))
    name = _HASH.sub("-…", text(source, name_field)) if name_field else ""
    in_memory = " in memory" if source.get("medium") == "Memory" else ""
    return Volume(
        name=text(raw, "name"),
        source=f"{words} {name}".strip() + in_memory,
        claim=name if field == "persistentVolumeClaim" else "",
        read_only=field in _NEVER_WRITTEN or source.get("readOnly") is True,
        of_the_pod=field in _OF_THE_POD,
    )
