"""Run the rules over the objects of a program, and leave out the findings that an exception excuses."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from pod_wiring.configuration.config import Exemption
from pod_wiring.findings.finding import Finding
from pod_wiring.findings.ignore import annotated_ignores
from pod_wiring.findings.rule import Tier
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.program import Program
from pod_wiring.registry import IGNORE_RULES, POD_RULES, PROGRAM_RULES

FOREIGN = frozenset({Tier.CORRECTNESS, Tier.WARNING, Tier.REMARK})
"""The tiers that apply to every manifest."""
STRICT = FOREIGN | {Tier.PROJECT}
"""The tiers that apply to our own manifests."""


def judge_object(
    manifest: Manifest, tiers: Collection[Tier] = FOREIGN, exemptions: Sequence[Exemption] = ()
) -> Iterator[Finding]:
    """Yield the findings in one object that do not depend on others.

    Args:
        manifest: The object.
        tiers: The tiers whose rules are run.
        exemptions: The objects that a rule does not apply to, besides those with an annotation.
    """
    pod_rules = [rule for rule in POD_RULES if rule.tier in tiers] if manifest.pods else []
    for rule in (*pod_rules, *IGNORE_RULES):
        yield from _not_excused(rule(manifest), exemptions)


def judge_program(
    manifests: Sequence[Manifest], tiers: Collection[Tier] = FOREIGN, exemptions: Sequence[Exemption] = ()
) -> Iterator[Finding]:
    """Yield the findings that concern several objects.

    Args:
        manifests: The objects of one program.
        tiers: The tiers whose rules are run.
        exemptions: The objects that a rule does not apply to, besides those with an annotation.
    """
    program = Program(manifests)
    for rule in PROGRAM_RULES:
        if rule.tier in tiers:
            yield from _not_excused(rule(program), exemptions)


def is_excused(finding: Finding, exemptions: Sequence[Exemption]) -> bool:
    """Return whether the object's annotation, with a reason, or an exemption excuses a finding."""
    if any(each.rule == finding.rule and each.reason for each in annotated_ignores(finding.manifest)):
        return True
    return any(each.rule == finding.rule and each.is_for(finding.manifest) for each in exemptions)


def _not_excused(findings: Iterable[Finding], exemptions: Sequence[Exemption]) -> Iterator[Finding]:
    return (each for each in findings if not is_excused(each, exemptions))
