"""Shows how far something long is: a live table on a terminal, else a line for each change."""

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
"""Without a terminal, how long nothing may change before a line says that we still wait."""


def stdout() -> Console:
    """Return a console that writes plain lines as they are, in colour only on a terminal."""
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


class Standing(NamedTuple):
    """How far one object is.

    Args:
        done: Whether it is where it should be.
        text: In a few words, as `1 of 2 containers ready`.
    """

    done: bool
    text: str


class Progress:
    """Shows the standing of several objects while something waits for them.

    Args:
        title: What is being done, as `Waiting until ready`.
        console: Where to write.
    """

    def __init__(self, title: str, console: Console) -> None:
        self._title = title
        self._console = console
        self._began = self._spoke = time.monotonic()
        self._shown: dict[ObjectKey, Standing] = {}
        is_live = console.is_terminal
        self._live = Live(console=console, transient=True, get_renderable=self._table) if is_live else None

    def __enter__(self) -> Progress:
        """Start showing."""
        if self._live:
            self._live.start()
        else:
            self._console.print(f"{self._title} …")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Stop showing; what is done stays on the screen, in one line."""
        if self._live:
            self._live.stop()
        if kind is None and self._live:
            self._console.print(f"{self._title}: done in {self.seconds} s")

    @property
    def seconds(self) -> int:
        """Seconds since the start."""
        return round(time.monotonic() - self._began)

    def show(self, standings: Mapping[ObjectKey, Standing]) -> None:
        """Show where the objects stand now."""
        before, self._shown = self._shown, dict(standings)
        if self._live:
            return  # it draws itself, four times a second
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
