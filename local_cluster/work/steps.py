"""What the user sees of long work: moving lines on a terminal, plain lines with the time elsewhere."""

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_HEARTBEAT = 10.0
_WORTH_SAYING = 2.0
_WIDTH = 70


def clock(seconds: float) -> str:
    """A duration as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@dataclass
class Step:
    """One piece of work that is going on."""

    title: str
    """What is being done."""
    total: int = 0
    """How many parts it has. Default: unknown."""
    done: int = 0
    """How many parts are done. Default: none yet."""
    detail: str = ""
    """What is being done just now. Default: nothing worth saying."""
    failed: bool = False
    """Whether it came to a bad end. Default: no."""
    started: float = field(default_factory=time.monotonic)
    """When it began, by the monotonic clock. Default: now."""

    def advance(self, detail: str) -> None:
        """Another part is being done: say which."""
        self.done += 1
        self.detail = detail

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.started

    @property
    def words(self) -> str:
        """How far it is, as far as that is known."""
        parts = f"{min(self.done, self.total)} of {self.total}" if self.done and self.total else ""
        return ", ".join(part for part in (parts, self.detail[:_WIDTH]) if part)


def _say(message: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


class Reporter:
    """Shows steps, of which several may go on at the same time."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = None
        if console.is_terminal:
            self._progress = Progress(
                SpinnerColumn(finished_text="[green]✓"),
                TimeElapsedColumn(),
                TextColumn("{task.description}"),
                TextColumn("[dim]{task.fields[words]}"),
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
            self._progress.console.print(escape(message), highlight=False)
        else:
            _say(message)

    @contextmanager
    def step(self, title: str) -> Generator[Step]:
        """Show a piece of work for as long as it goes on."""
        step, finished = Step(title), threading.Event()
        display = partial(_move, self._progress) if self._progress else _tell
        show = threading.Thread(target=display, args=(step, finished))
        show.start()
        try:
            yield step
        except BaseException:
            step.failed = True
            raise
        finally:
            finished.set()
            show.join()


def _tell(step: Step, finished: threading.Event) -> None:
    """Print a line now and then: where there is no terminal."""
    _say(f"{step.title} …")
    while not finished.wait(_HEARTBEAT):
        _say(f"{step.title} ({clock(step.elapsed)}){': ' if step.words else ''}{step.words}")
    if step.elapsed > _WORTH_SAYING:
        _say(f"{step.title}: {'failed' if step.failed else 'done'} after {clock(step.elapsed)}")


def _move(progress: Progress, step: Step, finished: threading.Event) -> None:
    """Keep the step's moving line up to date."""
    task = progress.add_task(escape(step.title), total=None, words="")
    while not finished.wait(0.1):
        progress.update(task, words=escape(step.words))
    if step.failed:
        progress.update(task, description=f"[red]{escape(step.title)}: failed", words="")
        progress.stop_task(task)
    else:
        progress.update(task, total=1, completed=1, words="")
