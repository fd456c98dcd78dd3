"""What a rule is: a pure function from one Pod, or from all objects of a program, to the problems in it."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from pod_wiring.findings.finding import Finding, Problem, Severity
from pod_wiring.findings.ignore import Ignore, annotated_ignores
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.pod import Pod
from pod_wiring.manifests.program import Program


class Tier(StrEnum):
    """How strictly a rule holds."""

    CORRECTNESS = "correctness"
    """What it finds cannot work: an error on anybody's manifest."""
    WARNING = "warning"
    """What it finds may work, but is hardly what its author meant: a warning on anybody's manifest."""
    PROJECT = "project"
    """How this project builds Pods: an error with --strict and in our own stacks, silent otherwise."""
    REMARK = "remark"
    """What the checker says about its own judgement."""


SEVERITY = {
    Tier.CORRECTNESS: Severity.ERROR,
    Tier.WARNING: Severity.WARNING,
    Tier.PROJECT: Severity.ERROR,
    Tier.REMARK: Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, as the registry lists it."""

    id: str
    """Its name in kebab-case, made of its file's name."""
    tier: Tier
    """How strictly it holds."""
    doc: str
    """The docstring of its file: what, why, source, a good and a bad example."""

    @property
    def summary(self) -> str:
        """The first line of its documentation: one sentence."""
        return self.doc.partition("\n")[0]

    def finding(self, manifest: Manifest, problem: Problem) -> Finding:
        """Make the finding of a problem in a manifest."""
        return Finding(self.id, SEVERITY[self.tier], manifest, problem)


@dataclass(frozen=True, slots=True)
class PodRule(Rule):
    """A rule over one Pod or Pod template."""

    check: Callable[[Pod], Iterable[Problem]]
    """Yields the problems of one Pod."""

    def __call__(self, manifest: Manifest) -> Iterator[Finding]:
        """Yield the findings in every Pod template of one object; of a partial one, only remarks."""
        for pod in manifest.pods:
            if pod.why_partial and self.tier is not Tier.REMARK:
                continue
            for problem in self.check(pod):
                yield self.finding(manifest, problem)


@dataclass(frozen=True, slots=True)
class ProgramRule(Rule):
    """A rule over all objects of one program, which judges one object by the others."""

    check: Callable[[Program], Iterable[tuple[Manifest, Problem]]]
    """Yields the problems, each with the object it is in."""

    def __call__(self, program: Program) -> Iterator[Finding]:
        """Yield the findings among all objects."""
        for manifest, problem in self.check(program):
            yield self.finding(manifest, problem)


@dataclass(frozen=True, slots=True)
class IgnoreRule(Rule):
    """A rule over what a manifest asks the rules to overlook."""

    check: Callable[[Ignore], Iterable[Problem]]
    """Yields the problems of one such request."""

    def __call__(self, manifest: Manifest) -> Iterator[Finding]:
        """Yield the findings in the annotation of one object."""
        for ignore in annotated_ignores(manifest):
            for problem in self.check(ignore):
                yield self.finding(manifest, problem)


def pod_rule(tier: Tier) -> Callable[[Callable[[Pod], Iterable[Problem]]], PodRule]:
    """Make a rule of a function over one Pod; its id and documentation are its file's name and docstring."""
    return lambda check: PodRule(*_id_and_doc(check, tier), check)


def program_rule(
    tier: Tier,
) -> Callable[[Callable[[Program], Iterable[tuple[Manifest, Problem]]]], ProgramRule]:
    """Make a rule of a function over all objects of a program."""
    return lambda check: ProgramRule(*_id_and_doc(check, tier), check)


def ignore_rule(tier: Tier) -> Callable[[Callable[[Ignore], Iterable[Problem]]], IgnoreRule]:
    """Make a rule of a function over what a manifest asks to overlook."""
    return lambda check: IgnoreRule(*_id_and_doc(check, tier), check)


def rule_id(file: PurePath) -> str:
    """Give the id of the rule that a file holds."""
    return file.stem.replace("_", "-")


def _id_and_doc(check: Callable[..., object], tier: Tier) -> tuple[str, Tier, str]:
    module = sys.modules[check.__module__]
    return rule_id(PurePath(module.__file__ or "")), tier, (module.__doc__ or "").strip()
