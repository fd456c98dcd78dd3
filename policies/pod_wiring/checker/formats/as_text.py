"""The format for people: one line per finding."""

import click

from pod_wiring.checker.report import Located, Report
from pod_wiring.files.printing import one_line
from pod_wiring.findings.finding import Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def as_text(report: Report) -> str:
    """Return a line for each finding: place, severity, object, mistake, fix and rule."""
    return "".join(_line(each) for each in report.findings)


def _line(located: Located) -> str:
    severity = located.finding.severity
    place = one_line(f"{located.file}:{located.place.line}:{located.place.column}:")
    place = click.style(place, bold=True)
    return f"{place} {click.style(severity, fg=_COLOURS[severity])}: {located.finding}\n"
