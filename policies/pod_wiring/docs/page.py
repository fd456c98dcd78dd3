"""The text of docs/policies.md."""

from pathlib import Path

from pod_wiring.findings.rule import Rule, Tier
from pod_wiring.findings.rule_doc import rule_doc
from pod_wiring.registry import RULES

_INTRODUCTION = Path(__file__).parent / "introduction.md"


def page() -> str:
    """Return the text of the page."""
    parts = [_INTRODUCTION.read_text(encoding="utf-8")]
    parts += [_table(tier) for tier in Tier]
    parts += [_section(rule) for rule in RULES.values()]
    return "\n".join(parts)


def _table(tier: Tier) -> str:
    rules = [rule for rule in RULES.values() if rule.tier is tier]
    rows = [f"| [{rule.id}](#{rule.id}) | {rule.summary} |\n" for rule in rules]
    return f"| {tier.capitalize()} | |\n| --- | --- |\n{''.join(rows)}"


def _section(rule: Rule) -> str:
    doc = rule_doc(rule)
    notes = f"{doc.notes}\n\n" if doc.notes else ""
    return (
        f"### {rule.id}\n\n{doc.summary} ({rule.tier})\n\nWhy: {doc.why}\n\n{notes}Source: {doc.source}\n\n"
        f"Bad:\n\n```yaml\n{doc.bad}```\n\nGood:\n\n```yaml\n{doc.good}```\n"
    )
