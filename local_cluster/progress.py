"""What the user sees of long work: moving lines on a terminal, plain lines with the time elsewhere."""

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

_PLAIN_INTERVAL = 10.0


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@dataclass
class Step:
    """One piece of work that is going on."""

    title: str
    """What is being done."""
    total: int = 0
    """How many parts it has. Default: unknown."""
    progress: Progress | None = None
    """The moving display. Default: none, on anything but a terminal."""
    task: TaskID | None = None
    """This step's line in it. Default: none."""
    done: int = 0
    started: float = field(default_factory=time.monotonic)
    _said: float = field(default_factory=time.monotonic)

    def advance(self, detail: str) -> None:
        """Another part is done, or being done: say which."""
        self.done += 1
        if self.progress and self.task is not None:
            self.progress.update(self.task, completed=min(self.done, self.total), detail=detail)
        elif time.monotonic() - self._said >= _PLAIN_INTERVAL:
            self._said = time.monotonic()
            parts = f"{self.done} of {self.total}, " if self.total else ""
            say(f"{self.title}: {parts}{detail} ({_clock(self._said - self.started)})")


def say(message: str) -> None:
    """Print one line with the time of day, to where progress goes."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


class Reporter:
    """Shows steps, of which several may go on at the same time."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._lock = threading.Lock()
        self._progress = None
        if console.is_terminal:
            self._progress = Progress(
                SpinnerColumn(finished_text="[green]✓"),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                TextColumn("[dim]{task.fields[detail]}", table_column=None),
                console=console,
            )

    def __enter__(self) -> "Reporter":
        """Start the moving display, if there is one."""
        if self._progress:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the display as it is."""
        if self._progress:
            self._progress.stop()

    def note(self, message: str) -> None:
        """Print one line that stays."""
        if self._progress:
            self._progress.console.print(message)
        else:
            say(message)

    @contextmanager
    def step(self, title: str, total: int = 0) -> Generator[Step]:
        """Show a piece of work for as long as it goes on; `total` parts, or an unknown number (0)."""
        step = Step(title, total, self._progress)
        if self._progress:
            step.task = self._progress.add_task(title, total=total or None, detail="")
        else:
            say(f"{title} ...")
        yield step
        if self._progress and step.task is not None:
            self._progress.update(step.task, total=1, completed=1, detail="")
        elif time.monotonic() - step.started > 2:
            say(f"{title}: done in {_clock(time.monotonic() - step.started)}")
