"""The format for GitHub Actions: workflow commands, which annotate the lines of a pull request."""

from pod_wiring.checker.report import Located, Report
from pod_wiring.files.source import FileError
from pod_wiring.findings.finding import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(report: Report) -> str:
    """Return a workflow command for each finding, and for each file that could not be judged."""
    return "".join([*map(_of_finding, report.findings), *map(_of_bad, report.bad)])


def _of_finding(located: Located) -> str:
    finding, place = located.finding, located.place
    where = _where(located.file, place.line, place.column)
    return f"::{_COMMANDS[finding.severity]} {where},title={finding.rule}::{_escaped(str(finding))}\n"


def _of_bad(bad: FileError) -> str:
    return f"::error {_where(bad.file, bad.line, bad.column)}::{_escaped(str(bad))}\n"


def _where(file: str, line: int, column: int) -> str:
    return f"file={_property(file)}" + (f",line={line},col={column}" if line else "")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
