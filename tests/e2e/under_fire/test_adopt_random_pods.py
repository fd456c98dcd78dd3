"""Random Pods that the API server accepts survive the way through `adopt`."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings

from sidecar_pods.adopt import adopt
from tests.adopt_corpus import Object, key
from tests.adopt_corpus.rendering import rendered
from tests.e2e.kubectl import Kubectl
from tests.e2e.under_fire.answers import ask, changes
from tests.random_pods.pods import pods

PODS: Final = 150
ACCEPTED: Final = 0.6
"""The share of the drawn Pods that the API server accepts, at least: of few Pods, the proof says little."""


def drawn() -> list[Object]:
    """Return random Pods. They are drawn one by one, as hypothesis limits the choices of one example."""
    specs = list[dict[str, Any]]()

    @settings(
        max_examples=PODS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(pods())
    def collect(spec: dict[str, Any]) -> None:
        specs.append(spec)

    collect()
    return [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"random-{index}"}, "spec": spec}
        for index, spec in enumerate(specs)
    ]


def test_random_pods_are_stated_by_the_printed_program(kubectl_of_the_corpus: Kubectl) -> None:
    some = drawn()
    stated = ask(kubectl_of_the_corpus, "create", "--dry-run=server", of=some)
    accepted = [each for each in some if key(each) in stated.objects]
    assert len(accepted) >= ACCEPTED * len(some), stated.complaints
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": accepted})
    adopted = adopt({"pods.yaml": listed})
    assert adopted.refusals == []
    made = ask(kubectl_of_the_corpus, "create", "--dry-run=server", of=rendered(adopted.program, "random"))
    missing = [each for each in accepted if key(each) not in made.objects]
    assert missing == [], made.complaints
    changed = {
        json.dumps(each["spec"]): found
        for each in accepted
        if (found := changes(stated.objects[key(each)], made.objects[key(each)]))
    }
    assert changed == {}
