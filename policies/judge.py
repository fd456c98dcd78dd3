"""Runs rules over the objects of a program."""

from collections.abc import Collection, Iterator, Sequence

from policies.finding import Finding
from policies.manifest import Manifest
from policies.program import Program
from policies.registry import POD_RULES, PROGRAM_RULES
from policies.rule import Tier

FOREIGN = frozenset({Tier.CORRECTNESS, Tier.WARNING, Tier.REMARK})
"""The tiers that hold of anybody's manifests."""
STRICT = FOREIGN | {Tier.HOUSE}
"""The tiers that hold of our own."""


def judge(manifests: Sequence[Manifest], tiers: Collection[Tier] = FOREIGN) -> Iterator[Finding]:
    """Yield every finding of the rules of these tiers: object by object, then those among several objects."""
    pod_rules = [rule for rule in POD_RULES if rule.tier in tiers]
    for manifest in manifests:
        if manifest.pods:
            for rule in pod_rules:
                yield from rule(manifest)
    program = Program(manifests)
    for rule in PROGRAM_RULES:
        if rule.tier in tiers:
            yield from rule(program)
