"""The repairs that the policy pack makes itself if the level of a rule is `remediate`.

Each function changes an object in place, through the SDK's proxies, which keep secrets secret and unknown
values unknown. It changes nothing that depends on a value that is not known yet.
"""

from collections.abc import Callable, Mapping, MutableMapping
from typing import cast

from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.values import has, mapping
from pod_wiring.rules.shared_volume_roles import servers_that_write


def make_servers_read_only(manifest: Manifest, _size_limit: str) -> bool:
    """Make the mounts of web servers read-only that other containers write; return whether one changed."""
    mounts = [
        mount.raw
        for pod in manifest.pods
        for volume in pod.shared_volumes
        for _, mount in servers_that_write(pod.mounts_by_volume[volume.name])
        if not has(mount.raw, "readOnly") or mount.raw["readOnly"] is False
    ]
    for mount in mounts:
        _set(mount, "readOnly", True)
    return bool(mounts)


def limit_empty_dirs(manifest: Manifest, size_limit: str) -> bool:
    """Set a size limit on each emptyDir without one; return whether one changed."""
    unlimited = [
        volume.raw
        for pod in manifest.pods
        for volume in pod.own_volumes
        if volume.is_empty_dir and _is_unlimited(volume.raw.get("emptyDir"))
    ]
    for volume in unlimited:
        if mapping(volume.get("emptyDir")):
            _set(mapping(volume["emptyDir"]), "sizeLimit", size_limit)
        else:
            _set(volume, "emptyDir", {"sizeLimit": size_limit})
    return bool(unlimited)


def _is_unlimited(empty_dir: object) -> bool:
    """Return whether an emptyDir is known to have no limit. A value that is not known yet is text here."""
    return not isinstance(empty_dir, str) and mapping(empty_dir).get("sizeLimit") is None


def _set(values: Mapping[str, object], key: str, value: object) -> None:
    cast("MutableMapping[str, object]", values)[key] = value


REMEDIATIONS: dict[str, Callable[[Manifest, str], bool]] = {
    "empty-dir-without-size-limit": limit_empty_dirs,
    "shared-volume-roles": make_servers_read_only,
}
"""By the id of the rule: the function that repairs an object, given the size limit of the configuration."""
