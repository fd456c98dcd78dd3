"""Text files that are given with the Pod: each volume of them becomes a ConfigMap beside the workload."""

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple, cast

import pulumi

from sidecar_pods.arguments.container_args import ROLES, ContainerArgs
from sidecar_pods.arguments.later import holds_later, is_later
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import VolumeArgs

Texts = Mapping[str, pulumi.Input[str]]
"""The text of each file, by the file's name."""


class ConfigFiles(NamedTuple):
    """The parts of a ConfigMap."""

    volume: str
    """Name of the volume that it fills."""
    name: pulumi.Input[str]
    """Name of the ConfigMap: that of the Pod, that of the volume, and a hash of the texts. So a changed text
    makes a new ConfigMap: running Pods keep the old one, and new Pods roll."""
    data: pulumi.Input[Texts]
    """The texts."""


def config_files(args: PodTemplateArgs, name: pulumi.Input[str]) -> tuple[PodTemplateArgs, list[ConfigFiles]]:
    """Return a Pod's arguments with ConfigMaps in the place of files, and the parts of these ConfigMaps.

    Args:
        args: Arguments that conform to their TypedDict.
        name: Name of the Pod.
    """
    found: list[ConfigFiles] = []
    result = dict(args)
    for role in ROLES:
        containers = args.get(role)
        if isinstance(containers, list):
            result[role] = [_container(each, name, found) for each in cast("list[object]", containers)]
    return cast("PodTemplateArgs", result), found


def _container(container: object, pod: pulumi.Input[str], found: list[ConfigFiles]) -> object:
    if is_later(container):
        return container
    args = cast("ContainerArgs", container)
    volumes = args.get("volumes")
    if not isinstance(volumes, list):
        return args
    return {**args, "volumes": [_volume(each, pod, found) for each in cast("list[object]", volumes)]}


def _volume(volume: object, pod: pulumi.Input[str], found: list[ConfigFiles]) -> object:
    if is_later(volume):
        return volume
    args = cast("VolumeArgs", volume)
    texts, name = args.get("files"), args["name"]
    if texts is None or not isinstance(name, str):
        return args
    made = ConfigFiles(name, _name(pod, name, texts), texts)
    found.append(made)
    rest = {field: value for field, value in args.items() if field != "files"}
    return {**rest, "config_map": {"name": made.name}}


def _name(pod: pulumi.Input[str], volume: str, texts: pulumi.Input[Texts]) -> pulumi.Input[str]:
    if isinstance(pod, str) and not holds_later(texts):
        return _known_name(pod, volume, cast("Mapping[str, str]", texts))
    return pulumi.Output.all(pod, texts).apply(lambda known: _known_name(known[0], volume, known[1]))


def _known_name(pod: str, volume: str, texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
    return f"{pod}-{volume}-{digest[:8]}"
