"""A Pod that exists keeps what Kubernetes accepts, though a new Pod must not have it."""

from typing import cast

import pytest

from sidecar_pods import PodTemplateArgs, WiringError, pod_template
from tests.adopt_corpus import Object
from tests.unit.components.pods import classic, html


def spec_of(pod: PodTemplateArgs) -> Object:
    return cast("Object", pod_template("mc1", pod, "shop-test"))["spec"]


def test_claim_that_another_pod_fills_has_readers_alone() -> None:
    readers = {"1st": "/site", "2nd": "/html"}
    pod = html(persistent_volume_claim={"claim_name": "site"}, written_by={}, read_by=readers)
    spec = spec_of({**pod, "standard_labels": False})
    assert [each["volume_mounts"][0]["read_only"] for each in spec["containers"]] == [True, True]
    with pytest.raises(WiringError, match="written_by is empty"):
        spec_of(pod)


def test_volume_that_no_container_mounts_stays() -> None:
    pod = classic(shared_volumes=[{"name": "left-over", "config_map": {"name": "old"}}])
    spec = spec_of({**pod, "standard_labels": False})
    assert spec["volumes"] == [{"name": "left-over", "config_map": {"name": "old"}}]
    assert "volume_mounts" not in spec["containers"][0]
    with pytest.raises(WiringError, match="read_by is empty"):
        spec_of(pod)


def test_spread_constraint_without_a_selector_gets_none() -> None:
    constraint = {"max_skew": 1, "topology_key": "zone", "when_unsatisfiable": "ScheduleAnyway"}
    pod = classic(topology_spread_constraints=[constraint])
    assert spec_of({**pod, "standard_labels": False})["topology_spread_constraints"] == [constraint]
    assert "label_selector" in spec_of(pod)["topology_spread_constraints"][0]
