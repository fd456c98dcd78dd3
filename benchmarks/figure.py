"""A measured figure and the claim about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure of a benchmark."""

    title: str
    """The quantity that was measured."""
    value: float
    """The measured value, in `unit`."""
    unit: str
    """The unit, such as s or times."""
    limit: float | None = None
    """The claim: the value is below this limit. Default: no claim."""

    @property
    def holds(self) -> bool:
        """Return whether the claim holds."""
        return self.limit is None or self.value < self.limit
