"""The result of a check, from which every format is written."""

from dataclasses import dataclass
from typing import NamedTuple

from pod_wiring.files.place import Place
from pod_wiring.files.source import FileError
from pod_wiring.findings.finding import Finding, Severity


class Located(NamedTuple):
    """A finding and its place."""

    finding: Finding
    """The finding."""
    place: Place
    """Its line and column."""

    @property
    def file(self) -> str:
        """Return the name of its file."""
        return self.finding.manifest.file


@dataclass(frozen=True)
class Report:
    """The result of a check."""

    files: tuple[str, ...]
    """The files that were read."""
    objects: int
    """The number of objects that were judged."""
    findings: tuple[Located, ...]
    """The findings of the rules."""
    bad: tuple[FileError, ...]
    """The mistakes because of which a file or an object was not judged."""

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(each.finding.severity is severity for each in self.findings)

    @property
    def exit_code(self) -> int:
        """Return 0 if there is nothing to fix, 1 if there is, 2 if some input could not be judged."""
        if self.bad:
            return 2
        return int(self.count(Severity.ERROR) + self.count(Severity.WARNING) > 0)
