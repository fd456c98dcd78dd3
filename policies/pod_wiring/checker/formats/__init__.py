"""How a report is written: each format is a file, with a pure function from the report to text."""

from importlib import import_module

from pod_wiring.checker.report import Report

FORMATS = ("text", "json", "sarif", "github", "junit")
"""Every format, by the name it has on the command line."""


def written(report: Report, name: str) -> str:
    """Write a report in a format; only the one asked for is imported, so that the checker starts fast."""
    text: str = getattr(import_module(f"pod_wiring.checker.formats.as_{name}"), f"as_{name}")(report)
    return text
