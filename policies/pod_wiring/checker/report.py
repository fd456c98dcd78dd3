"""What a check found, in which file and where: what every format is made of."""

from dataclasses import dataclass
from typing import NamedTuple

from pod_wiring.files.place import Place
from pod_wiring.files.source import FileError
from pod_wiring.findings.finding import Finding, Severity


class Located(NamedTuple):
    """A finding and where it is."""

    finding: Finding
    """What was found."""
    place: Place
    """Where."""

    @property
    def file(self) -> str:
        """The file it is in."""
        return self.finding.manifest.file


@dataclass(frozen=True)
class Report:
    """What a check found."""

    files: tuple[str, ...]
    """The files that were read."""
    objects: int
    """How many objects were judged."""
    findings: tuple[Located, ...]
    """What the rules found."""
    bad: tuple[FileError, ...]
    """What could not be judged."""

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(each.finding.severity is severity for each in self.findings)

    @property
    def exit_code(self) -> int:
        """0 if there is nothing to mend, 1 if there is, 2 if something could not be judged."""
        if self.bad:
            return 2
        return int(self.count(Severity.ERROR) + self.count(Severity.WARNING) > 0)
