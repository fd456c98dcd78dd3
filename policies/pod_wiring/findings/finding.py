"""A problem, as a rule reports it, and a finding: the problem with its rule and its object."""

from enum import StrEnum
from typing import NamedTuple

from pod_wiring.files.printing import one_line
from pod_wiring.manifests.manifest import Manifest


class Severity(StrEnum):
    """The severity of a finding. An error or a warning fails the check; an info does not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Problem(NamedTuple):
    """One mistake in one object."""

    pointer: str
    """JSON pointer to the field, from the root of the document."""
    message: str
    """The mistake, in one sentence without its full stop."""
    fix: str
    """The fix, in one sentence."""
    container: str | None = None
    """Name of the container with the mistake, if there is one."""
    volume: str | None = None
    """Name of the volume concerned, if there is one."""
    nearest: str | None = None
    """The nearest valid name, if the one written looks like a typo."""


class Finding(NamedTuple):
    """A problem, the rule that found it, and its object."""

    rule: str
    """Id of the rule."""
    severity: Severity
    """The severity."""
    manifest: Manifest
    """The object."""
    problem: Problem
    """The mistake and its place in the object."""

    def __str__(self) -> str:
        """Return the finding in one line: object, container, mistake, fix and rule."""
        problem = self.problem
        container = f", container {problem.container}" if problem.container else ""
        return one_line(f"{self.manifest}{container}: {problem.message}. {problem.fix} [{self.rule}]")
