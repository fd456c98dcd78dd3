"""A manifest asks for an exception from a rule that does not exist.

Why: most often the name is a typo, and the intended rule still applies.

Source: this project; `pod-wiring check --list` names every rule.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
      annotations:
        policies: ignore=volume-noboby-mounts the debugger we attach mounts it
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
      annotations:
        policies: ignore=volume-nobody-mounts the debugger we attach mounts it
    spec:
      volumes:
      - name: tools
        emptyDir: {}
      containers:
      - name: 1st
        image: nginx:1.29.3
"""

from collections.abc import Iterator
from pathlib import Path

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.ignore import Ignore
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier, ignore_rule, rule_id

RULE_IDS = sorted(rule_id(file) for file in Path(__file__).parent.glob("[a-z]*.py"))
"""The id of every rule, from the names of the files: the registry imports this file."""


@ignore_rule(Tier.CORRECTNESS)
def ignore_unknown_rule(ignore: Ignore) -> Iterator[Problem]:
    """Yield an exception from a rule that does not exist."""
    if ignore.rule and ignore.rule not in RULE_IDS:
        nearest = nearest_name(ignore.rule, RULE_IDS)
        yield Problem(
            ignore.pointer,
            f'asks to ignore "{ignore.rule}", but there is no such rule',
            did_you_mean(nearest, "Use a name that pod-wiring check --list prints."),
            nearest=nearest,
        )
