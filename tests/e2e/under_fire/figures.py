"""The figures of the proof under fire: each fault and its outcome."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Figures:
    """The figures of one run, in the order of measurement."""

    rows: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def add(self, fault: str, outcome: str) -> None:
        """Add a figure.

        Args:
            fault: The fault or change, for example `rolling update at 200 requests/s`.
            outcome: The result with its number, for example `4,211 requests, 0 lost`.
        """
        self.rows.append((fault, outcome))


def table(figures: Figures) -> str:
    """Return the figures as a Markdown table."""
    rows = [("attack", "result"), ("---", "---"), *figures.rows]
    return "".join(f"| {fault} | {outcome} |\n" for fault, outcome in rows)


def rows_of(table: str) -> list[tuple[str, str]]:
    """Return the figures in a Markdown table."""
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return [(fault, outcome) for fault, outcome in cells]
