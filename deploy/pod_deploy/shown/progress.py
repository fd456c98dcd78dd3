"""Show the progress of a wait: a live table on a terminal, else a line for each change."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple

from rich.console import Console
from rich.live import Live
from rich.table import Table

from pod_deploy.stack.manifests import ObjectKey

HEARTBEAT_SECONDS = 15
"""The time without a change until a line says that we still wait; a terminal needs none."""


def stdout() -> Console:
    """Return a console that writes lines unchanged, and colours only on a terminal."""
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


class Standing(NamedTuple):
    """The progress of one object."""

    done: bool
    """Whether it needs no more waiting."""
    text: str
    """Its state in a few words, such as `1 of 2 containers ready`."""


class Progress:
    """Shows the progress of several objects during a wait.

    Args:
        title: The wait, such as `Waiting until ready`.
        console: The console to write to.
    """

    def __init__(self, title: str, console: Console) -> None:
        self._title = title
        self._console = console
        self._began = self._spoke = time.monotonic()
        self._shown: dict[ObjectKey, Standing] = {}
        is_live = console.is_terminal
        self._live = Live(console=console, transient=True, get_renderable=self._table) if is_live else None

    def __enter__(self) -> Progress:
        """Begin to show."""
        if self._live:
            self._live.start()
        else:
            self._console.print(f"{self._title} …")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Remove the table; one line stays on the screen."""
        if self._live:
            self._live.stop()
        if kind is None and self._live:
            self._console.print(f"{self._title}: done in {self.seconds} s")

    @property
    def seconds(self) -> int:
        """Return the seconds since the start."""
        return round(time.monotonic() - self._began)

    def show(self, standings: Mapping[ObjectKey, Standing]) -> None:
        """Show the current progress of the objects."""
        before, self._shown = self._shown, dict(standings)
        if self._live:
            return  # the table is redrawn four times a second
        for key, standing in standings.items():
            if before.get(key) != standing:
                self._say(f"  {key}: {standing.text} ({self.seconds} s)")
        if time.monotonic() - self._spoke > HEARTBEAT_SECONDS:
            open_keys = ", ".join(str(key) for key, standing in standings.items() if not standing.done)
            self._say(f"  still waiting for {open_keys} ({self.seconds} s)")

    def _say(self, line: str) -> None:
        self._console.print(line)
        self._spoke = time.monotonic()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 1))
        table.add_row("", f"{self._title}, {self.seconds} s")
        for key, standing in self._shown.items():
            mark, style = ("✓", "green") if standing.done else ("·", "yellow")
            table.add_row(mark, f"{key}: {standing.text}", style=style)
        return table
