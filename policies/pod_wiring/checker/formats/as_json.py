"""The format for programs: a list of objects."""

import json

from pod_wiring.checker.report import Located, Report


def as_json(report: Report) -> str:
    """Return a list with an object for each finding."""
    return json.dumps([_object(each) for each in report.findings], indent=2) + "\n"


def _object(located: Located) -> dict[str, object]:
    finding, problem = located.finding, located.finding.problem
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "file": located.file,
        "line": located.place.line,
        "column": located.place.column,
        "kind": finding.manifest.kind,
        "namespace": finding.manifest.namespace,
        "name": finding.manifest.name,
        "container": problem.container,
        "volume": problem.volume,
        "pointer": problem.pointer,
        "message": problem.message,
        "fix": problem.fix,
        "nearest": problem.nearest,
    }
