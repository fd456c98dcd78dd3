"""Show the useful part of the Pulumi CLI's output, and turn its failure into a sentence."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from rich.console import Console

from pod_deploy.cluster.choice import Cluster
from pod_deploy.cluster.complaint import UNREACHABLE, denials, explain

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ROW_OF_STACK = re.compile(r"^[ +~-]*pulumi:pulumi:Stack \S+ +(?:[a-z]+(?: \(\S+\))? )?")
_STARTS = ("Traceback (most recent call last):", "During handling of the above exception")
_DELETE_UNREACHABLE = re.compile(
    r"If the cluster (was|has been) deleted.*PULUMI_K8S_DELETE_UNREACHABLE\S*[^.]*\.?"
)


class CliOutput:
    """Shows the CLI's lines as they come.

    It leaves out the traceback that Python's language host prints when a policy stops the program. It also
    leaves out the advice to forget the objects of a cluster that does not answer, as they may still exist.

    Args:
        console: The console to write to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._held: list[str] = []
        self._indent = 0

    def show(self, line: str) -> None:
        """Show a line, or hold it back while it may belong to a traceback."""
        for shown in self._passed(_DELETE_UNREACHABLE.sub("", line)):
            self._console.out(shown, highlight=False)

    def flush(self) -> None:
        """Show the lines that were held back, once the CLI has ended."""
        held, self._held = self._held, []
        for line in held:
            self._console.out(line, highlight=False)

    def _passed(self, line: str) -> Iterator[str]:
        """Yield the lines to show now."""
        plain = _COLOUR.sub("", line)
        row = _ROW_OF_STACK.match(plain)
        text = plain[row.end() :] if row else plain
        indent = len(text) - len(text.lstrip())
        if text.lstrip().startswith(_STARTS):
            self._held.append(line)
            self._indent = indent
        elif not self._held:
            yield line
        elif not text.strip() or indent > self._indent:
            self._held.append(line)
        elif text.strip() == "KeyboardInterrupt":
            self._held.clear()
        else:
            held, self._held = self._held, []
            yield from [*held, line]


def complaint(failure: str, cluster: Cluster) -> str:
    """Return why the CLI failed, in one line.

    Args:
        failure: All of its output, from the SDK's error.
        cluster: The cluster that it used.
    """
    stdout, _, stderr = _COLOUR.sub("", failure).partition("\n stderr: ")
    reasons = [*_reasons(stderr), *_reasons(stdout)]
    text = "\n".join(reasons)
    if denials(text) or _is_of(cluster, text):
        return explain(text, cluster)
    if "[mandatory]" in stdout:
        return "A policy forbids this program; its findings are above."
    telling = [reason for reason in reasons if not re.fullmatch(r"(update|preview|destroy) failed", reason)]
    lines = [line.strip() for line in f"{stderr}\n{stdout}".splitlines() if line.strip()]
    return f"The Pulumi CLI failed: {next(iter([*telling, *reasons, *lines]), 'it does not say why')}"


def _is_of(cluster: Cluster, reasons: str) -> bool:
    """Return whether the cluster fails to answer, and not another server that the CLI asks."""
    named = "unreachable cluster" in reasons or "cluster is unreachable" in reasons
    return named or (urlsplit(cluster.server).netloc in reasons and bool(UNREACHABLE.search(reasons)))


def _reasons(printed: str) -> Iterator[str]:
    """Yield each error in the CLI's output in one line, even if it is a list of several lines."""
    lines = printed.splitlines()
    for number, line in enumerate(lines):
        _, found, reason = line.partition("error: ")
        if not found:
            continue
        if reason.rstrip().endswith(":"):
            below = next((each.strip() for each in lines[number + 1 :] if each.strip()), "")
            if not below.startswith("* "):
                continue  # a row of the progress; the diagnostics repeat it with its list
            reason = f"{reason.strip()} {below.removeprefix('* ')}"
        yield _DELETE_UNREACHABLE.sub("", reason).strip()
