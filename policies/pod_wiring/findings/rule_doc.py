"""The documentation of a rule, taken apart: the parts of its file's docstring."""

import re
from textwrap import dedent
from typing import NamedTuple

from pod_wiring.findings.rule import Rule


class RuleDoc(NamedTuple):
    """The parts of a rule's documentation."""

    summary: str
    """What it finds, in one sentence."""
    why: str
    """Why that is bad."""
    source: str
    """Where one can read it."""
    notes: str
    """When it is silent, and other remarks; may be empty."""
    bad: str
    """A manifest in which it finds something."""
    good: str
    """The same manifest, mended."""


def rule_doc(rule: Rule) -> RuleDoc:
    """Take a rule's documentation apart."""
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
