"""What the proof under fire shares: its figures, shown in a table at the end and kept in a file."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.markdown import Markdown

from tests.e2e.project import CHECKOUT
from tests.e2e.under_fire.figures import Figures, table

REPORT = CHECKOUT / ".state" / "under-fire.md"

FIGURES = pytest.StashKey[Figures]()


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """Collect what the tests measured, for the table."""
    return pytestconfig.stash.setdefault(FIGURES, Figures())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, and write it to a file as the README has it."""
    found = config.stash.get(FIGURES, Figures())
    if not found.rows:
        return
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(table(found))
    terminalreporter.section("proof under fire", bold=True)
    console = Console(width=120, force_terminal=terminalreporter.hasmarkup)
    with console.capture() as printed:
        console.print(Markdown(table(found)))
    terminalreporter.write(printed.get())
    terminalreporter.write(f"\nWritten to {REPORT.relative_to(CHECKOUT)}\n")
