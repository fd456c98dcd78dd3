"""Without a rule, the tests of this rule fail."""

import pytest

from pod_wiring import judge
from pod_wiring.findings.rule import Tier
from pod_wiring.registry import RULES
from tests.policies.programs import programs
from tests.policies.test_corpus import (
    test_rule_reports_each_of_its_bad_manifests as bad_manifest_test,
)
from tests.policies.test_mutation import prove


@pytest.fixture
def without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Switch a rule off, and return its id."""
    rule: str = request.param
    for kept in ("POD_RULES", "PROGRAM_RULES", "IGNORE_RULES"):
        monkeypatch.setattr(judge, kept, [each for each in getattr(judge, kept) if each.id != rule])
    return rule


@pytest.mark.parametrize("without", RULES, indirect=True)
def test_test_of_bad_manifests_fails_without_the_rule(without: str) -> None:
    for program in programs(good=False, rule=without):
        with pytest.raises(AssertionError):
            bad_manifest_test(program)


@pytest.mark.parametrize(
    "without", [rule.id for rule in RULES.values() if rule.tier is not Tier.REMARK], indirect=True
)
def test_mutation_test_fails_without_the_rule(without: str) -> None:
    with pytest.raises(AssertionError):
        _prove_on_its_own_programs(without)


def _prove_on_its_own_programs(rule: str) -> None:
    for program in programs(good=True, rule=rule):
        prove(rule, str(program), program.objects, {})
