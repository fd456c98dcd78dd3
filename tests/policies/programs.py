"""The corpus: the programs that the policies are proved on."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from pod_wiring.findings.finding import Finding
from pod_wiring.findings.rule import Tier
from pod_wiring.judge import FOREIGN, judge_object, judge_program
from pod_wiring.manifests.manifest import manifests_in
from tests.policies.objects import Objects

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Program:
    """A file of the corpus: corpus/RULE/success.SHAPE.yaml or corpus/RULE/failure.SHAPE.yaml."""

    file: Path
    """The file's path."""

    @property
    def rule(self) -> str:
        """Return the rule that the file belongs to."""
        return self.file.parent.name

    @property
    def is_good(self) -> bool:
        """Return whether the rule must find nothing in it."""
        return self.file.name.startswith("success.")

    @property
    def objects(self) -> Objects:
        """Return the documents of the file."""
        return list(yaml.load_all(self.file.read_text(encoding="utf-8"), yaml.CSafeLoader))

    def __str__(self) -> str:
        """Return the name for a test's id."""
        return f"{self.rule}/{self.file.stem}"


@cache
def programs(good: bool, rule: str = "*") -> list[Program]:
    """Return the good or the bad programs of the corpus, of one rule or of all."""
    found = sorted(CORPUS.glob(f"{rule}/{'success' if good else 'failure'}.*.yaml"))
    return [Program(file) for file in found]


def judged(objects: Objects, tiers: Collection[Tier] = FOREIGN) -> list[Finding]:
    """Return the findings in a program."""
    manifests = [manifest for each in objects for manifest in manifests_in(each)]
    by_object = [finding for each in manifests for finding in judge_object(each, tiers)]
    return [*by_object, *judge_program(manifests, tiers)]
