"""The table of immutability, row by row; `tests/e2e/test_immutability.py` asks a real API server the same."""

from __future__ import annotations

import pytest

from pod_deploy.review.changes import compare
from pod_deploy.review.immutability import RULES, Outcome, Rule, outcome
from pod_deploy.stack.manifests import key_of
from tests.unit.deploy.review.rule_examples import EXAMPLES, IN_PLACE, Example


def worst(example: Example) -> Outcome:
    key = key_of(example.before)
    (change,) = compare({key: example.before}, {key: example.after})
    assert change.fields
    return max(
        outcome(key.group, key.kind, field.path, example.before, example.after) for field in change.fields
    )


def rows(kind: str, field: str) -> list[Rule]:
    return [rule for rule in RULES if (rule.kind, rule.field) == (kind, field)]


def test_each_row_has_an_example_and_each_example_a_row() -> None:
    assert set(EXAMPLES) == {(rule.kind, rule.field) for rule in RULES}


@pytest.mark.parametrize(("kind", "field"), EXAMPLES)
def test_outcome_is_the_rows(kind: str, field: str) -> None:
    found = [worst(example) for example in EXAMPLES[kind, field]]
    assert set(found) == {rule.outcome for rule in rows(kind, field)}


@pytest.mark.parametrize("example", IN_PLACE, ids=lambda each: each.before["kind"])
def test_field_without_a_row_is_changed_in_place(example: Example) -> None:
    assert worst(example) is Outcome.IN_PLACE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind} {rule.field}")
def test_row_names_a_file_and_a_function_of_kubernetes(rule: Rule) -> None:
    file, _, function = rule.source.partition(" ")
    assert file.endswith(".go")
    assert function.isidentifier()
