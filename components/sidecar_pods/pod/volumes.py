"""The volumes of a Pod and their places in containers, read from arguments whose structure is known."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast

from sidecar_pods.arguments.volume_args import PlaceArgs, SharedVolumeArgs, SourceArgs, VolumeArgs
from sidecar_pods.arguments.where import Where

Fields = dict[str, object]
"""A part of the template, in Python's case."""

UNWRITABLE: Final[Mapping[str, str]] = {
    "config_map": "a ConfigMap",
    "secret": "a Secret",
    "projected": "a projected volume",
    "downward_api": "fields of the Pod",
    "image": "an image",
}
"""The sources that no container can write, in words."""

FILLED_IN_THE_POD: Final = frozenset(
    {"empty_dir", "ephemeral", "persistent_volume_claim", "volume_claim_template"}
)
"""The sources that are empty unless a container of the Pod writes them; a claim may also be read-only."""

CLAIM: Final = "volume_claim_template"
"""The source that is no volume of the template: the StatefulSet makes a claim of it."""

_SOURCES: Final = tuple(SourceArgs.__annotations__)
_MOUNT_FIELDS: Final = frozenset(PlaceArgs.__annotations__) - {"mount_path", "device_path"}


class Volume(NamedTuple):
    """A volume of the Pod."""

    name: str
    """Its name."""
    kind: str
    """The field of its source: `empty_dir`, for example."""
    source: object
    """Its source."""
    behind: Fields
    """The source in the template of the Pods, if a claim takes the volume's place in each Pod; else empty."""

    @property
    def is_unwritable(self) -> bool:
        """Return whether no container can write it, whatever its mounts say."""
        return self.kind in UNWRITABLE or self._says_read_only

    @property
    def is_filled_in_the_pod(self) -> bool:
        """Return whether it is empty unless a container of the Pod writes it."""
        return self.kind in FILLED_IN_THE_POD and not self._says_read_only

    @property
    def _says_read_only(self) -> bool:
        return isinstance(self.source, Mapping) and cast("Fields", self.source).get("read_only") is True

    def manifest(self) -> Fields:
        """Return the volume as the template states it; empty for a claim alone."""
        source = self.behind if self.kind == CLAIM else {self.kind: self.source}
        return {"name": self.name, **source} if source else {}

    def claim(self) -> Fields:
        """Return the claim template as a StatefulSet states it."""
        template = cast("Fields", self.source)
        metadata = cast("Fields", template.get("metadata", {}))
        return {**template, "metadata": {**metadata, "name": self.name}}


class Place(NamedTuple):
    """A place of a volume in a container."""

    path: str
    """Absolute path in the container."""
    is_device: bool
    """Whether it is a block device, not a mount."""
    settings: Fields
    """All else that its mount states."""


class Mount(NamedTuple):
    """A mount of a volume in a container, or a block device."""

    volume: str
    """Name of the volume."""
    place: Place
    """Its place in the container."""
    read_only: bool = False
    """Whether the mount says that it is read-only, unless its place states otherwise."""

    def manifest(self) -> Fields:
        """Return the mount as the template states it."""
        if self.place.is_device:
            return {"name": self.volume, "device_path": self.place.path}
        default: Fields = {"read_only": True} if self.read_only else {}
        return {"name": self.volume, "mount_path": self.place.path, **default, **self.place.settings}


class OwnVolume(NamedTuple):
    """A volume of one container alone."""

    volume: Volume
    """The volume."""
    places: tuple[Place, ...]
    """Its places in the container."""
    has_files: bool
    """Whether it still holds files, which a ConfigMap should have replaced."""
    where: Where
    """Its place in the arguments."""


Users = Mapping[str, tuple[Place, ...]]
"""The places of a volume in each container, by the container's name."""


class SharedVolume(NamedTuple):
    """A volume that containers share."""

    volume: Volume
    """The volume."""
    written_by: Users
    """The containers that write it."""
    read_by: Users
    """The containers that read it."""
    shared_by: Users
    """The containers that meet in it as equals."""
    where: Where
    """Its place in the arguments."""


def read_own_volume(given: VolumeArgs, where: Where) -> OwnVolume:
    """Return a container's own volume.

    Args:
        given: Its arguments; their structure is known.
        where: The place of the list of volumes.
    """
    volume = _volume(cast("Fields", given))
    # A place that is stated with the fields of the volume itself.
    single = {field: value for field, value in given.items() if field in PlaceArgs.__annotations__}
    places = cast("Sequence[object]", given.get("places", [single] if single else []))
    return OwnVolume(volume, tuple(map(_place, places)), "files" in given, where.item(volume.name))


def read_shared_volume(given: SharedVolumeArgs, where: Where) -> SharedVolume:
    """Return a shared volume.

    Args:
        given: Its arguments; their structure is known.
        where: The place of the list of volumes.
    """
    volume = _volume(cast("Fields", given))
    return SharedVolume(
        volume,
        written_by=_users(given.get("written_by")),
        read_by=_users(given.get("read_by")),
        shared_by=_users(given.get("shared_by")),
        where=where.item(volume.name),
    )


def _volume(given: Fields) -> Volume:
    sources = {source: given[source] for source in _SOURCES if source in given} or {"empty_dir": {}}
    kind = CLAIM if CLAIM in sources else next(iter(sources))
    source = sources.pop(kind)
    return Volume(cast("str", given["name"]), kind, source, behind=sources)


def _users(given: object) -> Users:
    users = cast("Mapping[str, object]", given or {})
    return {
        container: tuple(map(_place, cast("list[object]", places) if isinstance(places, list) else [places]))
        for container, places in users.items()
    }


def _place(given: object) -> Place:
    """Return a place that is stated as a path, or with more settings."""
    if isinstance(given, str):
        return Place(given, is_device=False, settings={})
    stated = cast("Fields", given)
    is_device = "device_path" in stated
    path = cast("str", stated.get("device_path" if is_device else "mount_path", ""))
    settings = {field: value for field, value in stated.items() if field in _MOUNT_FIELDS}
    return Place(path, is_device, settings)
