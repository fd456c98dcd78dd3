"""The documentation of a rule, split into its parts."""

import re
from textwrap import dedent
from typing import NamedTuple

from pod_wiring.findings.rule import Rule


class RuleDoc(NamedTuple):
    """The parts of a rule's documentation."""

    summary: str
    """The mistake that the rule finds, in one sentence."""
    why: str
    """The harm that it does."""
    source: str
    """Where Kubernetes, or this project, documents it."""
    notes: str
    """When the rule stays silent, and other remarks; may be empty."""
    bad: str
    """A manifest with the mistake."""
    good: str
    """The same manifest without it."""


def rule_doc(rule: Rule) -> RuleDoc:
    """Return the parts of a rule's documentation."""
    text, _, examples = rule.doc.partition("\nBad:\n")
    bad, _, good = examples.partition("\nGood:\n")
    summary, *paragraphs = [re.sub(r"\s+", " ", each).strip() for each in text.split("\n\n")]
    marked = {word: each for each in paragraphs for word in ("Why", "Source") if each.startswith(f"{word}: ")}
    notes = " ".join(each for each in paragraphs if each not in marked.values())
    return RuleDoc(
        summary,
        marked["Why"].removeprefix("Why: "),
        marked["Source"].removeprefix("Source: "),
        notes,
        dedent(bad).strip() + "\n",
        dedent(good).strip() + "\n",
    )
