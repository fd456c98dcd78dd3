"""Show the user how long work proceeds: moving lines on a terminal, plain lines with the time elsewhere.

rich draws the moving lines. Where there is no terminal, rich shows nothing before the work has ended, so
plain lines are printed here: a log of a build that says nothing for minutes looks like a build that hangs.
"""

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

_HEARTBEAT = 10.0
"""Seconds between two lines on the same step, where there is no terminal."""
_WORTH_SAYING = 2.0
"""Seconds after which the end of a step is worth a line of its own, where there is no terminal."""
_WIDTH = 70


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@dataclass
class Step:
    """One piece of work in progress."""

    title: str
    """What is being done."""
    total: int = 0
    """How many parts the work has. Default: unknown."""
    done: int = 0
    """How many parts are done. Default: none."""
    detail: str = ""
    """The part that is being done now. Default: not shown."""
    failed: bool = False
    """Whether the work has failed. Default: no."""
    started: float = field(default_factory=time.monotonic)
    """When the work began, by the monotonic clock. Default: now."""

    def advance(self, detail: str) -> None:
        """Count one more part, and show `detail` as the part that is being done."""
        self.done += 1
        self.detail = detail

    @property
    def elapsed(self) -> float:
        """Return the seconds since the work began."""
        return time.monotonic() - self.started

    @property
    def words(self) -> str:
        """Return what is known of the progress: the parts done, and the part that is being done."""
        parts = f"{min(self.done, self.total)} of {self.total}" if self.done and self.total else ""
        return ", ".join(part for part in (parts, self.detail[:_WIDTH]) if part)


class _WordsColumn(ProgressColumn):
    """The words of the step in the task's field `step`, until it has ended."""

    def render(self, task: Task) -> Text:
        """Return the column's cell."""
        step: Step = task.fields["step"]
        return Text("" if task.finished or step.failed else step.words, "dim")


class Reporter:
    """Show steps; several may be in progress at the same time."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = None
        if console.is_terminal:
            self._progress = Progress(
                SpinnerColumn(finished_text="[green]✓"),
                TimeElapsedColumn(),
                TextColumn("{task.description}"),
                _WordsColumn(),
                console=console,
            )

    def __enter__(self) -> "Reporter":
        """Start the moving display, if there is a terminal."""
        if self._progress:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the moving display and leave its last lines."""
        if self._progress:
            self._progress.stop()

    def note(self, message: str) -> None:
        """Print one line that stays."""
        if self._progress:
            self._progress.console.print(escape(message), highlight=False)
        else:
            _say(message)

    @contextmanager
    def step(self, title: str) -> Generator[Step]:
        """Show a piece of work while the block runs, and whether it failed."""
        step = Step(title)
        with _moving_line(self._progress, step) if self._progress else _plain_lines(step):
            try:
                yield step
            except BaseException:
                step.failed = True
                raise


def _say(message: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


@contextmanager
def _moving_line(progress: Progress, step: Step) -> Generator[None]:
    """Show a step as one line that rich keeps up to date."""
    task = progress.add_task(escape(step.title), total=None, step=step)
    try:
        yield
    finally:
        if step.failed:
            progress.update(task, description=f"[red]{escape(step.title)}: failed")
            progress.stop_task(task)
        else:
            progress.update(task, total=1, completed=1)


@contextmanager
def _plain_lines(step: Step) -> Generator[None]:
    """Print a line when a step begins, one now and then while it goes on, and one when a long step ends."""
    ended = threading.Event()
    heartbeat = threading.Thread(target=_repeat, args=(step, ended))
    _say(f"{step.title} …")
    heartbeat.start()
    try:
        yield
    finally:
        ended.set()
        heartbeat.join()
        if step.elapsed > _WORTH_SAYING:
            _say(f"{step.title}: {'failed' if step.failed else 'done'} after {clock(step.elapsed)}")


def _repeat(step: Step, ended: threading.Event) -> None:
    while not ended.wait(_HEARTBEAT):
        _say(f"{step.title} ({clock(step.elapsed)}){': ' if step.words else ''}{step.words}")
