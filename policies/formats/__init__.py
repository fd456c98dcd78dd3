"""How a report is written: each format a pure function from the report to text."""

from collections.abc import Callable

from policies.formats.as_github import as_github
from policies.formats.as_json import as_json
from policies.formats.as_junit import as_junit
from policies.formats.as_sarif import as_sarif
from policies.formats.as_text import as_text
from policies.report import Report

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
    "junit": as_junit,
}
"""Every format, by the name it has on the command line."""
