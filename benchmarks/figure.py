"""A measured figure and what is claimed of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure of a benchmark."""

    what: str
    """What was measured."""
    value: float
    """How much, in `unit`."""
    unit: str
    """The unit, as s or times."""
    limit: float | None = None
    """What it is claimed to stay below; None if nothing is claimed."""

    @property
    def holds(self) -> bool:
        """Tell whether the claim is kept."""
        return self.limit is None or self.value < self.limit
