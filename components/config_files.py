"""Files whose text is given with the Pod: each volume of them becomes a ConfigMap that comes with the
workload."""

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

import pulumi

from .conform import Given, is_later


class ConfigFiles(NamedTuple):
    """What a ConfigMap is made of."""

    volume: str
    """Name of the volume that it is."""
    name: pulumi.Input[str]
    """Name of the ConfigMap: that of the Pod, of the volume, and a hash of the texts. A changed text is
    another ConfigMap, so Pods that still run are not changed under their feet, and new ones roll."""
    data: Given
    """The texts, by file name."""


def config_files(pod: Mapping[str, Given]) -> tuple[dict[str, Given], list[ConfigFiles]]:
    """Take the files out of a Pod's arguments.

    Args:
        pod: Arguments that conform to `PodTemplateArgs` and have a name.

    Returns:
        The arguments with ConfigMaps in their place, and what to make these of.
    """
    found: list[ConfigFiles] = []
    result = dict(pod)
    for role in ("init_containers", "sidecars", "containers"):
        if isinstance(pod.get(role), list):
            result[role] = [_container(container, pod["name"], found) for container in pod[role]]
    return result, found


def _container(container: Given, pod: Given, found: list[ConfigFiles]) -> Given:
    if is_later(container) or not isinstance(container.get("volumes"), list):
        return container
    return {**container, "volumes": [_volume(volume, pod, found) for volume in container["volumes"]]}


def _volume(volume: Given, pod: Given, found: list[ConfigFiles]) -> Given:
    if is_later(volume) or is_later(volume["name"]) or "files" not in volume:
        return volume
    named = ConfigFiles(volume["name"], _name(pod, volume), volume["files"])
    found.append(named)
    rest = {field: value for field, value in volume.items() if field != "files"}
    return {**rest, "config_map": {"name": named.name}}


def _name(pod: Given, volume: Mapping[str, Given]) -> pulumi.Input[str]:
    texts = volume["files"]
    if is_later(pod) or is_later(texts) or any(is_later(text) for text in texts.values()):
        return pulumi.Output.all(pod, texts).apply(
            lambda known: _known_name(known[0], volume["name"], known[1])
        )
    return _known_name(pod, volume["name"], texts)


def _known_name(pod: str, volume: str, texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
    return f"{pod}-{volume}-{digest[:8]}"
