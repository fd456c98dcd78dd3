"""The rules find exactly the defect that is put into a good manifest, at every possible place."""

import pytest

from pod_wiring.findings.finding import Finding, Severity
from pod_wiring.findings.rule import Tier
from pod_wiring.judge import FOREIGN, STRICT
from pod_wiring.registry import RULES
from tests.policies.conftest import Rendered, Tally
from tests.policies.injections import INJECTIONS
from tests.policies.objects import Objects
from tests.policies.programs import judged, programs
from tests.policies.project_injections import PROJECT_INJECTIONS
from tests.unit.stacks.project import STACKS

ALL_INJECTIONS = INJECTIONS | PROJECT_INJECTIONS


def test_every_rule_except_remarks_has_a_defect() -> None:
    assert set(ALL_INJECTIONS) == {rule.id for rule in RULES.values() if rule.tier is not Tier.REMARK}


@pytest.mark.parametrize("rule", ALL_INJECTIONS)
def test_only_the_defect_is_found_at_every_place_in_the_corpus(rule: str, tally: Tally) -> None:
    places = 0
    for program in programs(good=True):
        places += prove(rule, str(program), program.objects, tally)
    assert places, "there is no place for the defect"


@pytest.mark.parametrize("stack", STACKS)
def test_only_the_defect_is_found_at_every_place_in_a_stack(
    stack: str, rendered: Rendered, tally: Tally
) -> None:
    for rule in ALL_INJECTIONS:
        prove(rule, stack, rendered(stack), tally)


def prove(rule: str, name: str, good: Objects, tally: Tally) -> int:
    """Put a rule's defect into every place of a good program, and return the number of places.

    Raises:
        AssertionError: The rule missed a place, or another rule also reports an error there.
    """
    tiers = STRICT if RULES[rule].tier is Tier.PROJECT else FOREIGN
    before = {each.rule for each in judged(good, tiers)}
    if rule in before or f"ignore={rule}" in str(good):  # the defect is already there, or excused
        return 0
    missed, alarms, places = list[str](), list[str](), 0
    for mutant in ALL_INJECTIONS[rule](good):
        found = [each for each in judged(mutant.objects, tiers) if each.rule not in before]
        missed += [] if rule in {each.rule for each in found} else [f"{name}: {mutant.place}"]
        alarms += [f"{name}: {mutant.place}: {each.rule}" for each in found if _is_false(each, rule)]
        places += 1
    so_far = tally.get(rule, (0, 0, 0))
    now = (places, places - len(missed), len(alarms))
    tally[rule] = (so_far[0] + now[0], so_far[1] + now[1], so_far[2] + now[2])
    assert missed == []
    assert alarms == []
    return places


def _is_false(finding: Finding, rule: str) -> bool:
    return finding.rule != rule and finding.severity is Severity.ERROR
