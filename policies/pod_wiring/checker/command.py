"""The command: pod-wiring check FILE… | DIR | -."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pod_wiring.checker.formats import FORMATS, written
from pod_wiring.checker.inspection import inspect
from pod_wiring.checker.report import Report
from pod_wiring.configuration.config import DEFAULT, read_config
from pod_wiring.files.search import find_files, read
from pod_wiring.files.source import FileError, Source
from pod_wiring.findings.finding import Severity
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import SEVERITY, Tier
from pod_wiring.findings.rule_doc import rule_doc
from pod_wiring.judge import FOREIGN, STRICT
from pod_wiring.registry import RULES

_MANY_FILES = 500


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pod-wiring", prog_name="pod-wiring", message="%(prog)s %(version)s")
def main() -> None:
    """Find mistakes in the wiring of Pods."""


@main.command()
@click.argument("paths", nargs=-1, metavar="FILE… | DIR | -")
@click.option("--strict", is_flag=True, help="Also apply the rules of this project.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="The format of the findings.",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    default=DEFAULT,
    help="The file with the exemptions.  [default: the one in the package]",
)
@click.option("--list", "list_rules", is_flag=True, help="List the rules, and stop.")
@click.option("--explain", metavar="RULE", help="Explain a rule, and stop.")
def check(
    *,
    paths: tuple[str, ...],
    strict: bool,
    format_name: str,
    config_file: Path,
    list_rules: bool,
    explain: str | None,
) -> None:
    """Check the wiring of the Pods in Kubernetes manifests.

    FILE and DIR hold manifests, as YAML or JSON; - is standard input. The exit code is 0 if there is nothing
    to fix, 1 if there is, and 2 if a file could not be checked.
    """
    if list_rules:
        click.echo(_list(), nl=False)
    elif explain:
        click.echo(_explanation(explain))
    elif not paths:
        raise click.UsageError("Name files or folders to check, or - for standard input.")
    else:
        sys.exit(_check(paths, strict, format_name, config_file))


def _check(paths: tuple[str, ...], strict: bool, format_name: str, config_file: Path) -> int:
    gc.disable()  # the parser makes many objects, and none of them is part of a cycle
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        exemptions = read_config(config_file).exemptions
        report = inspect(_sources(find_files(paths)), STRICT if strict else FOREIGN, exemptions)
    except FileError as error:
        click.echo(error, err=True)
        return 2
    click.echo(written(report, format_name), nl=False, color=colour)
    for each in report.bad:
        click.echo(each, err=True)
    if format_name == "text":
        click.echo(_summary(report), err=True)
    return report.exit_code


def _sources(files: list[Path | FileError]) -> Iterator[Source | FileError]:
    """Yield the files, read. If they are many and a person watches, show a progress bar."""
    watched = len(files) > _MANY_FILES and sys.stderr.isatty()
    with click.progressbar(files, label="Checking", file=sys.stderr, hidden=not watched) as bar:
        yield from map(read, bar)


def _summary(report: Report) -> str:
    counts = [
        _many(report.count(severity), name)
        for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"))
    ]
    return (
        f"{counts[0]}, {counts[1]} in {_many(report.objects, 'object')} of {_many(len(report.files), 'file')}"
    )


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"


def _list() -> str:
    width = max(map(len, RULES))
    severities = {**SEVERITY, Tier.PROJECT: "strict"}
    return "".join(
        f"{rule.id:{width}}  {severities[rule.tier]:7}  {rule.summary}\n" for rule in RULES.values()
    )


def _explanation(name: str) -> str:
    if name not in RULES:
        nearest = did_you_mean(nearest_name(name, list(RULES)), "See --list.")
        raise click.UsageError(f'There is no rule "{name}". {nearest}')
    doc = rule_doc(RULES[name])
    text = [doc.summary, f"Why: {doc.why}", doc.notes, f"Source: {doc.source}"]
    examples = [f"Bad:\n\n{doc.bad}", f"Good:\n\n{doc.good}"]
    return "\n\n".join([*(click.wrap_text(each, 100) for each in text if each), *examples]).rstrip()
