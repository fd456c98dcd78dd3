"""Ask the checker `pod-wiring` for the findings of both sides, if it is installed.

The checker is a distribution of its own, so it is only run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pod_deploy.stack.manifests import Manifest, to_yaml


class Finding(NamedTuple):
    """A finding of the checker. Two findings are the same if all but `is_new` is."""

    rule: str
    """The rule's name."""
    severity: str
    """`error`, `warning` or `info`."""
    kind: str
    """The object's kind."""
    namespace: str
    """Its namespace."""
    name: str
    """Its name."""
    container: str
    """The container with the mistake; empty if there is none."""
    message: str
    """The mistake."""
    fix: str
    """The fix."""
    is_new: bool = False
    """Whether the base does not have it."""


class Verdict(NamedTuple):
    """The checker's answer for one side of one stack."""

    findings: tuple[Finding, ...] = ()
    """The findings."""
    error: str = ""
    """Why there is no answer; empty if there is one."""


NOT_INSTALLED = Verdict(error="pod-wiring is not installed, so no policy was checked.")


def find_checker() -> str | None:
    """Return the path of `pod-wiring`: beside our own interpreter, else on PATH; None if there is none."""
    beside = Path(sys.executable).with_name("pod-wiring")
    return str(beside) if beside.is_file() else shutil.which("pod-wiring")


def check(checker: str, manifests: Iterable[Manifest], *, strict: bool) -> Verdict:
    """Return the findings of the checker for some objects."""
    command = [checker, "check", "--format", "json", *(["--strict"] if strict else []), "-"]
    done = subprocess.run(command, input=to_yaml(manifests), capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)
        findings = tuple(_finding(each) for each in found)
    except (ValueError, TypeError, AttributeError):
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        return Verdict(error=f"pod-wiring could not check: {lines[-1] if lines else 'no message'}")
    complaint = " ".join(done.stderr.split()) if done.returncode > 1 else ""
    return Verdict(findings, complaint)


# Any: the checker's JSON is foreign data.
def _finding(found: dict[str, Any]) -> Finding:
    stated = (str(found.get(field) or "") for field in Finding._fields)
    rule, severity, kind, namespace, name, container, message, fix, _ = stated
    return Finding(rule, severity, kind, namespace, name, container, message, fix)


def compared(base: Verdict | None, head: Verdict) -> Verdict:
    """Return the head's verdict, new findings first and marked.

    Args:
        base: The base's verdict; None if there is none to compare with, so that nothing counts as new.
        head: The head's verdict.
    """
    if base is None or base.error:
        return head
    known = Counter(base.findings)
    marked: list[Finding] = []
    for finding in head.findings:
        marked.append(finding._replace(is_new=known[finding] <= 0))
        known[finding] -= 1
    return Verdict(tuple(sorted(marked, key=lambda each: not each.is_new)), head.error)
