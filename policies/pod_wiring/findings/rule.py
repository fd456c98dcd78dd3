"""A rule: a pure function from one Pod, or from all objects of a program, to the problems in it."""

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
    """The tier of a rule: whose manifests it applies to, and how severe its findings are."""

    CORRECTNESS = "correctness"
    """The manifest cannot work: an error in every manifest."""
    WARNING = "warning"
    """The manifest may work, but probably not as its author meant: a warning in every manifest."""
    PROJECT = "project"
    """The manifest is not built as this project builds Pods: an error with --strict and in our own stacks."""
    REMARK = "remark"
    """The checker reports something about its own work."""


SEVERITY = {
    Tier.CORRECTNESS: Severity.ERROR,
    Tier.WARNING: Severity.WARNING,
    Tier.PROJECT: Severity.ERROR,
    Tier.REMARK: Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the registry."""

    id: str
    """The name of the rule's file, in kebab-case."""
    tier: Tier
    """The rule's tier."""
    doc: str
    """The docstring of the rule's file: summary, reason, source, a bad and a good example."""

    @property
    def summary(self) -> str:
        """Return the first line of the documentation: one sentence."""
        return self.doc.partition("\n")[0]

    def finding(self, manifest: Manifest, problem: Problem) -> Finding:
        """Return a problem in a manifest as a finding of this rule."""
        return Finding(self.id, SEVERITY[self.tier], manifest, problem)


@dataclass(frozen=True, slots=True)
class PodRule(Rule):
    """A rule that judges one Pod or Pod template."""

    check: Callable[[Pod], Iterable[Problem]]
    """The function that yields the problems of one Pod."""

    def __call__(self, manifest: Manifest) -> Iterator[Finding]:
        """Yield the findings in each Pod template of one object; in a partial template, only remarks."""
        for pod in manifest.pods:
            if pod.why_partial and self.tier is not Tier.REMARK:
                continue
            for problem in self.check(pod):
                yield self.finding(manifest, problem)


@dataclass(frozen=True, slots=True)
class ProgramRule(Rule):
    """A rule that judges an object by the other objects of the program."""

    check: Callable[[Program], Iterable[tuple[Manifest, Problem]]]
    """The function that yields each problem with its object."""

    def __call__(self, program: Program) -> Iterator[Finding]:
        """Yield the findings among all objects."""
        for manifest, problem in self.check(program):
            yield self.finding(manifest, problem)


@dataclass(frozen=True, slots=True)
class IgnoreRule(Rule):
    """A rule that judges the exceptions that a manifest asks for."""

    check: Callable[[Ignore], Iterable[Problem]]
    """The function that yields the problems of one exception."""

    def __call__(self, manifest: Manifest) -> Iterator[Finding]:
        """Yield the findings in the annotation of one object."""
        for ignore in annotated_ignores(manifest):
            for problem in self.check(ignore):
                yield self.finding(manifest, problem)


def pod_rule(tier: Tier) -> Callable[[Callable[[Pod], Iterable[Problem]]], PodRule]:
    """Turn a function over one Pod into a rule. The rule takes its id and documentation from the file."""
    return lambda check: PodRule(*_id_and_doc(check, tier), check)


def program_rule(
    tier: Tier,
) -> Callable[[Callable[[Program], Iterable[tuple[Manifest, Problem]]]], ProgramRule]:
    """Turn a function over all objects of a program into a rule."""
    return lambda check: ProgramRule(*_id_and_doc(check, tier), check)


def ignore_rule(tier: Tier) -> Callable[[Callable[[Ignore], Iterable[Problem]]], IgnoreRule]:
    """Turn a function over one exception into a rule."""
    return lambda check: IgnoreRule(*_id_and_doc(check, tier), check)


def rule_id(file: PurePath) -> str:
    """Return the id of the rule in a file."""
    return file.stem.replace("_", "-")


def _id_and_doc(check: Callable[..., object], tier: Tier) -> tuple[str, Tier, str]:
    module = sys.modules[check.__module__]
    return rule_id(PurePath(module.__file__ or "")), tier, (module.__doc__ or "").strip()
