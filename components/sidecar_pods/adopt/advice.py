"""Advice about volumes that have only writers or no users, and what would follow from a change."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, cast

from sidecar_pods.adopt.manifests.values import Fields
from sidecar_pods.adopt.wiring import Wiring

_READERS: Final = re.compile(
    r"exporter|filebeat|fluent|logstash|promtail|shipper|tail|telegraf|vector|watch|\blogs?\b|view|agent"
)
"""Words in names and images of containers that mostly read what others write."""

_SERVERS: Final = re.compile(r"nginx|httpd|apache|caddy|lighttpd|haproxy|envoy|web|serve|proxy")
"""Words in names and images of containers that mostly serve what others write."""


def advice(wiring: Wiring, spec: Fields) -> list[str]:
    """Return a sentence or two for each volume that several containers write and none reads, or none mounts.

    Args:
        wiring: The statement of the volumes.
        spec: The Pod's spec in Kubernetes' words.
    """
    started = cast("Sequence[Fields]", spec.get("initContainers", ()))
    steps = [each for each in started if each.get("restartPolicy") != "Always"]
    beside = [each for each in started if each not in steps]
    running = [*beside, *cast("Sequence[Fields]", spec.get("containers", ()))]
    return [
        *(_about(volume, steps, running) for volume in wiring.shared if _only_written(volume)),
        *(_UNFILLED.format(volume["name"]) for volume in wiring.shared if _is_unfilled(volume)),
        *(_UNUSED.format(volume["name"]) for volume in wiring.shared if _is_unused(volume)),
    ]


def _is_unused(volume: Fields) -> bool:
    return not any(users in volume for users in ("writtenBy", "readBy", "sharedBy"))


def _is_unfilled(volume: Fields) -> bool:
    """Return whether a folder of the Pod has readers, and no container that fills it."""
    is_of_the_pod = set(volume) <= {"name", "readBy", "emptyDir", "ephemeral"}
    return "readBy" in volume and is_of_the_pod


def _only_written(volume: Fields) -> bool:
    """Return whether containers may all write a volume, so that none of them is known to read it."""
    writers = cast("Mapping[str, object]", volume.get("sharedBy") or volume.get("writtenBy") or {})
    return len(writers) > 1 and "readBy" not in volume


def _about(volume: Fields, steps: Sequence[Fields], running: Sequence[Fields]) -> str:
    writers = cast("Mapping[str, object]", volume.get("sharedBy") or volume["writtenBy"])
    names = " and ".join([", ".join(list(writers)[:-1]), list(writers)[-1]])
    meeting = f"Volume {volume['name']}: {names} may all write it, as every mount of it is writable."
    probable = _probable_readers(list(writers), steps, running)
    if not probable:
        return f"{meeting} If one of them only reads it, move it to `read_by`: {_CONSEQUENCE}"
    readers = " and ".join(probable)
    return f"{meeting} Probably {readers} only reads it; if so, move it to `read_by`: {_CONSEQUENCE}"


_UNFILLED: Final = "Volume {}: no container writes it, so its readers find an empty folder."
_UNUSED: Final = (
    "Volume {}: no container mounts it. If nobody needs it, leave it out: the Pods are replaced once."
)
_CONSEQUENCE: Final = "its mount becomes read-only, and the Pods are replaced once."


def _probable_readers(
    writers: Sequence[str], steps: Sequence[Fields], running: Sequence[Fields]
) -> list[str]:
    """Return the containers that probably only read; none if nothing tells them from the others."""
    fill_it = [str(each["name"]) for each in steps if each["name"] in writers]
    use_it = [each for each in running if each["name"] in writers]
    if fill_it:
        return [str(each["name"]) for each in use_it]
    for likely in (_matching(use_it, _READERS), _matching(use_it, _SERVERS), _with_ports(use_it)):
        if 0 < len(likely) < len(use_it):
            return likely
    return []


def _matching(containers: Iterable[Fields], words: re.Pattern[str]) -> list[str]:
    return [
        str(each["name"])
        for each in containers
        if words.search(f"{each['name']} {_image_name(each)}".lower())
    ]


def _image_name(container: Fields) -> str:
    """Return the last part of an image's name: `nginx` of `docker.io/library/nginx:1.29`."""
    return re.split(r"[:@]", str(container.get("image", "")).rpartition("/")[2])[0]


def _with_ports(containers: Iterable[Fields]) -> list[str]:
    return [str(each["name"]) for each in containers if each.get("ports")]
