"""The place of a value in the arguments, as an error's sentence names it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Where:
    """Whose value it is, and the path that leads to it: `mc1: containers[1st].image`."""

    subject: str
    """Name of the component, or of the function, that was given the value."""
    path: str = ""
    """Path from its arguments to the value; empty for the arguments themselves."""

    def field(self, name: str) -> "Where":
        """Return the place of a field of the object here."""
        return Where(self.subject, f"{self.path}.{name}" if self.path else name)

    def item(self, label: str) -> "Where":
        """Return the place of an item of the list or map here.

        Args:
            label: Key of the item, or its name; its index if it has none.
        """
        return Where(self.subject, f"{self.path}[{label}]")

    def __str__(self) -> str:
        """Return the start of an error's sentence."""
        return f"{self.subject}: {self.path}" if self.path else f"{self.subject}:"
