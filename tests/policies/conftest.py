"""The rendered objects of the stacks, and the table of the defects that the rules found."""

import copy
from collections.abc import Callable
from functools import cache

import pytest
from rich.console import Console
from rich.table import Table

from pod_deploy.stack.render import render
from tests.policies.objects import Objects
from tests.unit.packaging.places import ROOT

Rendered = Callable[[str], Objects]
"""A function that returns the rendered objects of a stack."""
Tally = dict[str, tuple[int, int, int]]
"""By rule: the number of places for its defect, of those where it was found, and of false alarms."""

TALLY = pytest.StashKey[Tally]()


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    """Return a function that returns a copy of the rendered objects of a stack."""
    return lambda stack: copy.deepcopy(_rendered(stack))


@cache
def _rendered(stack: str) -> Objects:
    return render(stack, ROOT)


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """Collect the results of the mutation tests, for the table at the end."""
    return pytestconfig.stash.setdefault(TALLY, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the recall and the false alarms of every rule in this run."""
    found = config.stash.get(TALLY, Tally())
    if not found:
        return
    table = Table("rule", box=None, header_style="bold")
    for column in ("places", "found", "recall", "false alarms"):
        table.add_column(column, justify="right")
    for rule, (places, caught, alarms) in found.items():
        recall = f"{caught / places:.0%}" if places else "-"
        table.add_row(rule, str(places), str(caught), recall, str(alarms))
    places, caught, alarms = (sum(column) for column in zip(*found.values(), strict=True))
    table.add_row("all", str(places), str(caught), f"{caught / places:.0%}", str(alarms), style="bold")
    terminalreporter.section("policies: defects injected into good manifests", bold=True)
    console = Console(width=100, force_terminal=terminalreporter.hasmarkup)
    with console.capture() as printed:
        console.print(table)
    terminalreporter.write(printed.get())
