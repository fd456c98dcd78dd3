"""What a rule reports: a problem, and the finding it becomes once its rule and object are known."""

from enum import StrEnum
from typing import NamedTuple

from pod_wiring.files.printing import one_line
from pod_wiring.manifests.manifest import Manifest


class Severity(StrEnum):
    """How bad a finding is: an error or a warning fails the check, an info only says what was not judged."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Problem(NamedTuple):
    """One thing that is wrong in one object."""

    pointer: str
    """JSON pointer to the field, from the root of the document."""
    message: str
    """One sentence: what is wrong."""
    fix: str
    """One sentence: how to mend it."""
    container: str | None = None
    """Name of the container it is in, if it is in one."""
    volume: str | None = None
    """Name of the volume it is about, if it is about one."""
    nearest: str | None = None
    """The valid name nearest to the one written, where it looks like a typo."""


class Finding(NamedTuple):
    """A problem, the rule that found it and the object it is in."""

    rule: str
    """Id of the rule."""
    severity: Severity
    """How bad it is."""
    manifest: Manifest
    """The object."""
    problem: Problem
    """What is wrong, and where."""

    def __str__(self) -> str:
        """Give it in one line: object, container, what is wrong, how to mend it, and the rule."""
        problem = self.problem
        container = f", container {problem.container}" if problem.container else ""
        return one_line(f"{self.manifest}{container}: {problem.message}. {problem.fix} [{self.rule}]")
