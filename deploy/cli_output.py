"""Shows the Pulumi CLI's output without what helps nobody, and turns its failure into a sentence."""

from __future__ import annotations

from rich.console import Console

from deploy.cluster import Cluster
from deploy.complaint import UNREACHABLE, denials, explain


class CliOutput:
    """Shows the CLI's lines as they come.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, line: str) -> None:
        """Show one line."""
        self._console.out(line, highlight=False)


def complaint(failure: str, cluster: Cluster) -> str:
    """Return why the CLI failed, in one line.

    Args:
        failure: All that it printed, as the SDK's error holds it.
        cluster: The cluster that it spoke to.
    """
    if denials(failure) or UNREACHABLE.search(failure):
        return explain(failure, cluster)
    stdout, _, stderr = failure.partition("\n stderr: ")
    lines = [line.strip() for line in (stderr.splitlines() + stdout.splitlines()) if line.strip()]
    named = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return f"The Pulumi CLI failed: {next(iter([*named, *lines]), 'it does not say why')}"
