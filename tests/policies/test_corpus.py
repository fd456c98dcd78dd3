"""The rules on the corpus: silent about every good manifest, and right about every bad one."""

import pytest

from pod_wiring.findings.finding import Finding, Severity
from pod_wiring.findings.rule import Tier
from pod_wiring.judge import STRICT
from pod_wiring.registry import RULES
from tests.policies.programs import Program, judged, programs


def _is_of_project(program: Program) -> bool:
    return RULES[program.rule].tier is Tier.PROJECT


def test_the_corpus_has_sixty_good_and_sixty_bad_manifests() -> None:
    assert len(programs(good=True)) >= 60
    assert len(programs(good=False)) >= 60


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_good_and_bad_manifests(rule: str) -> None:
    assert programs(good=True, rule=rule), "no success.*.yaml"
    assert programs(good=False, rule=rule), "no failure.*.yaml"


@pytest.mark.parametrize("program", programs(good=True), ids=str)
def test_a_good_manifest_has_no_findings(program: Program) -> None:
    assert judged(program.objects) == []


@pytest.mark.parametrize("program", programs(good=True), ids=str)
def test_rule_is_silent_about_its_good_manifests_even_if_strict(program: Program) -> None:
    assert [each for each in judged(program.objects, STRICT) if each.rule == program.rule] == []


@pytest.mark.parametrize("program", programs(good=False), ids=str)
def test_rule_reports_each_of_its_bad_manifests(program: Program) -> None:
    found = [each for each in judged(program.objects, STRICT) if each.rule == program.rule]
    assert found
    for each in found:
        assert each.problem.message
        assert each.problem.fix.endswith((".", "?", "$!"))


@pytest.mark.parametrize("program", programs(good=False), ids=str)
def test_no_other_rule_is_an_error_in_a_bad_manifest(program: Program) -> None:
    assert {each.rule for each in judged(program.objects) if _is_error(each)} <= {program.rule}


@pytest.mark.parametrize("program", [each for each in programs(good=False) if _is_of_project(each)], ids=str)
def test_rules_of_the_project_are_silent_about_other_manifests(program: Program) -> None:
    assert judged(program.objects) == []


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR
