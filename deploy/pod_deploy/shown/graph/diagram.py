"""The diagram of objects: boxes, and arrows between them, each with a key that a change of its text keeps."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

Key = tuple[str, ...]
"""Tells parts of a diagram apart, and finds the same part in another diagram."""


class Look(StrEnum):
    """The kind of a box or an arrow: it decides the shape and the colour."""

    POD = "pod"
    INIT = "init"
    SIDECAR = "sidecar"
    MAIN = "main"
    DEBUG = "debug"
    VOLUME = "volume"
    SERVICE = "service"
    CLIENT = "client"
    NOTE = "note"
    WRITES = "writes"
    READS = "reads"
    CONNECTS = "connects"
    REFUSED = "refused"


class Mark(StrEnum):
    """How a part differs from the diagram before."""

    SAME = "same"
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True)
class Box:
    """A Pod, or something in or around it."""

    key: Key
    """No other box has it."""
    look: Look
    """What it stands for."""
    lines: tuple[str, ...]
    """The text in the box."""
    pod: Key = ()
    """The box of the Pod that it is in; empty for a box outside."""
    mark: Mark = Mark.SAME
    """How it differs from the diagram before."""


@dataclass(frozen=True)
class Arrow:
    """The connection of two boxes."""

    start: Key
    """The box that it leaves."""
    end: Key
    """The box that it points at."""
    look: Look
    """What it stands for."""
    lines: tuple[str, ...]
    """The text beside the arrow."""
    mark: Mark = Mark.SAME
    """How it differs from the diagram before."""

    @property
    def key(self) -> Key:
        """Return the key; two boxes have at most one arrow of a look in a direction."""
        return (*self.start, "→", *self.end, self.look)


@dataclass(frozen=True)
class Diagram:
    """Boxes and arrows, in the order in which they are drawn."""

    boxes: tuple[Box, ...]
    """The boxes."""
    arrows: tuple[Arrow, ...]
    """The arrows between them."""

    @property
    def roots(self) -> list[Key]:
        """Return the Pods and the unconnected boxes, between which the diagram can be cut."""
        connected = {key for arrow in self.arrows for key in (arrow.start, arrow.end)}
        return [
            box.key
            for box in self.boxes
            if not box.pod and (box.look is Look.POD or box.key not in connected)
        ]

    def only(self, roots: Collection[Key]) -> "Diagram":
        """Return the part of the diagram that belongs to some of its roots."""
        roots = frozenset(roots)
        pods = {box.key: box.pod or box.key for box in self.boxes}
        all_pods = {box.key for box in self.boxes if box.look is Look.POD}

        def stays(key: Key) -> bool:
            return pods[key] not in all_pods or pods[key] in roots

        arrows = tuple(arrow for arrow in self.arrows if stays(arrow.start) and stays(arrow.end))
        connected = {key for arrow in arrows for key in (arrow.start, arrow.end)}
        boxes = [box for box in self.boxes if (box.pod or box.key) in roots or (box.key in connected)]
        return Diagram(tuple(boxes), arrows)
