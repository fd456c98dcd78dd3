"""The format for code scanning: SARIF 2.1.0."""

import json
from pathlib import PurePath

from pod_wiring.checker.report import Located, Report
from pod_wiring.findings.finding import Severity
from pod_wiring.findings.rule import SEVERITY
from pod_wiring.findings.rule_doc import rule_doc
from pod_wiring.registry import RULES

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(report: Report) -> str:
    """Return one run with every rule. A file that could not be judged is a notification."""
    notifications = [{"level": "error", "message": {"text": str(each)}} for each in report.bad]
    run = {
        "tool": {"driver": {"name": "pod-wiring", "rules": [_rule(each) for each in RULES]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not report.bad, "toolExecutionNotifications": notifications},
        ],
        "results": [_result(each) for each in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: str) -> dict[str, object]:
    doc = rule_doc(RULES[rule])
    return {
        "id": rule,
        "shortDescription": {"text": doc.summary},
        "fullDescription": {"text": doc.why},
        "help": {"text": f"{doc.why}\n\n{doc.notes}".strip()},
        "defaultConfiguration": {"level": _LEVELS[SEVERITY[RULES[rule].tier]]},
    }


def _result(located: Located) -> dict[str, object]:
    finding, problem = located.finding, located.finding.problem
    region = {"startLine": max(located.place.line, 1), "startColumn": max(located.place.column, 1)}
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(RULES).index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{problem.message}. {problem.fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": PurePath(located.file).as_posix()},
                    "region": region,
                },
                "logicalLocations": [
                    {"fullyQualifiedName": f"{finding.manifest}{problem.pointer}", "kind": "object"},
                ],
            },
        ],
    }
