"""A manifest asks for an exception from a rule without a reason.

Why: a later reader cannot know whether somebody weighed the exception, or only silenced an alarm. Without a
reason, the rule still applies.

Source: this project; see the section on exceptions in docs/policies.md.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
      annotations:
        policies: ignore=volume-nobody-mounts
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

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.ignore import Ignore
from pod_wiring.findings.rule import Tier, ignore_rule


@ignore_rule(Tier.CORRECTNESS)
def ignore_without_reason(ignore: Ignore) -> Iterator[Problem]:
    """Yield an exception without a reason."""
    if not ignore.reason:
        yield Problem(
            ignore.pointer,
            f"asks to ignore {ignore.rule or 'a rule'} without a reason",
            f"Add the reason: ignore={ignore.rule or 'RULE'} REASON.",
        )
