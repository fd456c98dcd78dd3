"""Random Pods and workloads that the API server accepts survive the way through `adopt`."""

from __future__ import annotations

import json
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sidecar_pods.adopt import adopt
from tests.adopt_corpus import Object, key
from tests.adopt_corpus.rendering import rendered
from tests.e2e.answers import ask, changes
from tests.e2e.kubectl import Kubectl
from tests.random_pods.pods import pods
from tests.random_pods.values import Strategy
from tests.random_pods.workloads import workloads

OBJECTS: Final = 150
ACCEPTED: Final = 0.6
"""The share of the drawn objects that the API server accepts, at least."""

BARE_PODS: Final = st.fixed_dictionaries(
    {"apiVersion": st.just("v1"), "kind": st.just("Pod"), "metadata": st.just({}), "spec": pods()}
)


def drawn(strategy: Strategy) -> list[Object]:
    """Return random objects. Each is an example of its own, as hypothesis limits the choices of one."""
    found = list[Object]()

    @settings(
        max_examples=OBJECTS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
            HealthCheck.too_slow,
        ],
    )
    @given(strategy)
    def collect(each: Object) -> None:
        found.append(each)

    collect()
    return [
        {**each, "metadata": {**each["metadata"], "name": f"random-{index}"}}
        for index, each in enumerate(found)
    ]


@pytest.mark.parametrize("strategy", [BARE_PODS, workloads()], ids=["pods", "workloads"])
def test_random_objects_are_stated_by_the_printed_program(
    kubectl_of_the_corpus: Kubectl, strategy: Strategy
) -> None:
    some = drawn(strategy)
    stated = ask(kubectl_of_the_corpus, "create", "--dry-run=server", of=some)
    accepted = [each for each in some if key(each) in stated.objects]
    assert len(accepted) >= ACCEPTED * len(some), stated.complaints
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": accepted})
    adopted = adopt({"random.yaml": listed})
    assert adopted.refusals == []
    made = ask(kubectl_of_the_corpus, "create", "--dry-run=server", of=rendered(adopted.program, "random"))
    missing = [each for each in accepted if key(each) not in made.objects]
    assert missing == [], made.complaints
    changed = {
        json.dumps(each): found
        for each in accepted
        if (found := changes(stated.objects[key(each)], made.objects[key(each)]))
    }
    assert changed == {}
