"""The formats of a report: each is a file with a pure function from the report to text."""

from importlib import import_module

from pod_wiring.checker.report import Report

FORMATS = ("text", "json", "sarif", "github", "junit")
"""Every format, by its name on the command line."""


def written(report: Report, name: str) -> str:
    """Return a report in a format. Only this format is imported, so that the checker starts fast."""
    text: str = getattr(import_module(f"pod_wiring.checker.formats.as_{name}"), f"as_{name}")(report)
    return text
