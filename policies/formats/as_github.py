"""For GitHub Actions: workflow commands, which annotate the lines of a pull request."""

from policies.finding import Severity
from policies.report import Located, Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(report: Report) -> str:
    """Write a workflow command for each finding, and for each file that could not be judged."""
    commands = [_command(each) for each in report.findings]
    return "".join([*commands, *(f"::error::{_escaped(str(each))}\n" for each in report.bad)])


def _command(located: Located) -> str:
    finding = located.finding
    place = f"file={_property(located.file)},line={located.place.line},col={located.place.column}"
    return f"::{_COMMANDS[finding.severity]} {place},title={finding.rule}::{_escaped(str(finding))}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
