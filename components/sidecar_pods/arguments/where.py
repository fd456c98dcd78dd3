"""The place of a value in the arguments, as an error's sentence names it."""

from collections.abc import Mapping
from typing import Final, NamedTuple, cast

_LONGEST_NAME: Final = 63


class Where(NamedTuple):
    """Whose value it is, and the path that leads to it: `mc1: containers[1st].image`."""

    subject: str
    """Name of the component, or of the function, that was given the value."""
    path: str = ""
    """Path from its arguments to the value; empty for the arguments themselves."""

    def field(self, name: str) -> "Where":
        """Return the place of a field of the object here."""
        return Where(self.subject, f"{self.path}.{name}" if self.path else name)

    def item(self, key: str) -> "Where":
        """Return the place of an item of the map here."""
        return Where(self.subject, f"{self.path}[{key}]")

    def entry(self, item: object, index: int) -> "Where":
        """Return the place of an item of the list here, by its name if it has one."""
        name = cast("Mapping[str, object]", item).get("name") if isinstance(item, Mapping) else None
        return self.item(name[:_LONGEST_NAME] if isinstance(name, str) and name else str(index))

    def __str__(self) -> str:
        """Return the start of an error's sentence."""
        return f"{self.subject}: {self.path}" if self.path else f"{self.subject}:"
