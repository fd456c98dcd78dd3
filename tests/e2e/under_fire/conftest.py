"""Collect the figures of the proof under fire, print them as a table, and write them to a file."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from rich.console import Console
from rich.markdown import Markdown
from xdist.workermanage import WorkerController

from sidecar_pods import SidecarCronJob, data_loader, with_sidecars
from sidecar_pods.arguments.workload_args import SidecarJobArgs
from tests.e2e.grouping import fixtures_of
from tests.e2e.kubectl import Kubectl
from tests.e2e.program import manifests
from tests.e2e.project import CHECKOUT
from tests.e2e.under_fire.figures import Figures, rows_of, table
from tests.e2e.under_fire.replacement import Replacement, replace_a_classic

DEBIAN = "debian:12.12-slim"
REPORT = CHECKOUT / ".state" / "under-fire.md"

FIGURES = pytest.StashKey[Figures]()

ORDER = (
    "test_full_volume",
    "test_node_faults",
    "test_orders",
    "test_heal",
    "test_kills",
    "test_one_owner",
    "test_schedule",
)
"""The modules that run side by side; long tests first, so that no worker is left with one at the end."""

SHARED = ("prod", "scheduled", "kubectl_of_the_corpus")
"""The fixtures that are set up once: one worker runs all tests that use one of them, on its own cluster."""

ALONE = ("test_load", "test_speed")
"""Modules that measure speed: no other test may run at the same time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option with which both halves of the proof write one table."""
    parser.addoption(
        "--add-figures", action="store_true", help="Add the figures to the table of the previous run."
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that share a set-up, and those that must run alone; sort the others."""
    here = [item for item in items if item.path.parent == Path(__file__).parent]
    for item in here:
        if item.path.stem in ALONE:
            item.add_marker(pytest.mark.alone)
        if shared := [each for each in SHARED if each in fixtures_of(item)]:
            item.add_marker(pytest.mark.xdist_group(shared[0]))
    items.sort(key=lambda item: ORDER.index(item.path.stem) if item.path.stem in ORDER else -1)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send a worker's figures to the main process, which prints the table."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["figures"] = session.config.stash.get(FIGURES, Figures()).rows


@pytest.fixture(scope="session")
def scheduled(apart: Kubectl) -> Iterator[Kubectl]:
    """Create a CronJob that runs each minute; return kubectl in its namespace.

    Other tests of its worker ask for it too: its two minutes pass while they run.
    """
    template = with_sidecars(
        {"containers": [{"name": "sum", "image": DEBIAN, "command": ["cat", "/data/input/numbers"]}]},
        data_loader("load", DEBIAN, "echo 55 > numbers", reader="sum", read_at="/data/input"),
    )
    job: SidecarJobArgs = {"template": template, "backoff_limit": 0}
    apart.apply(manifests(lambda: SidecarCronJob("tick", {"schedule": "* * * * *", "job_template": job})))
    yield apart
    apart("delete", "cronjob", "tick", "--wait=false")


@pytest.fixture(scope="session")
def replacement_of_classic(apart: Kubectl) -> Iterator[Future[Replacement]]:
    """Delete and replace a classic Pod meanwhile; return its future durations.

    Tests that run before the one that reads them ask for it too: its thirty seconds pass while they run.
    """
    with ThreadPoolExecutor(1) as meanwhile:
        yield meanwhile.submit(replace_a_classic, apart)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """Receive a worker's figures."""
    rows = getattr(node, "workeroutput", {}).get("figures", ())
    figures = node.config.stash.setdefault(FIGURES, Figures())
    for fault, outcome in rows:
        figures.add(fault, outcome)


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """Return the figures of this run, to which tests add."""
    return pytestconfig.stash.setdefault(FIGURES, Figures())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, and write it to a file in the format of docs/measurements.md."""
    found = config.stash.get(FIGURES, Figures())
    if not found.rows:
        return
    if config.getoption("--add-figures", default=False) and REPORT.exists():
        found.rows[:0] = rows_of(REPORT.read_text())
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(table(found))
    terminalreporter.section("proof under fire", bold=True)
    console = Console(width=120, force_terminal=terminalreporter.hasmarkup)
    with console.capture() as printed:
        console.print(Markdown(table(found)))
    terminalreporter.write(printed.get())
    terminalreporter.write(f"\nWritten to {REPORT.relative_to(CHECKOUT)}\n")
