"""The changes that kubectl makes beside an `up` of the Pulumi CLI."""

from __future__ import annotations

from pod_deploy.planning.plan import CHANGED_BY_HAND, Change, Plan
from pod_deploy.stack.manifests import ObjectKey, key_of
from pod_deploy.with_cli.mending import mending
from tests.unit.deploy.recorded import live, pod

MARKED = pod()
MARKED["metadata"]["annotations"] = {"pulumi.com/patchFieldManager": "shop-dev"}
POD = live(MARKED)
KEY = key_of(POD)


def nothing_in_state() -> set[ObjectKey]:
    return set()


def pod_in_state() -> set[ObjectKey]:
    return {KEY}


def never() -> set[ObjectKey]:
    raise AssertionError("the state does not matter here")


def test_field_that_was_added_by_hand_is_taken_back() -> None:
    by_hand = Change("update", MARKED, POD, POD, CHANGED_BY_HAND)
    mended = mending(Plan([by_hand, Change("update", pod("other"), POD, POD)], []), "shop-dev", never)
    assert mended.taken_back == [by_hand]
    assert not mended.replaced
    assert not mended.left


def test_pod_that_is_in_no_state_is_deleted_so_that_the_cli_creates_it() -> None:
    change = Change("replace", MARKED, POD, MARKED, "cannot be changed in place")
    assert mending(Plan([change], []), "shop-dev", nothing_in_state).replaced == [change]


def test_pod_in_the_state_is_left_to_the_cli() -> None:
    change = Change("replace", MARKED, POD, MARKED, "cannot be changed in place")
    assert not mending(Plan([change], []), "shop-dev", pod_in_state).changes


def test_pod_that_has_ended_is_deleted_though_it_is_in_the_state() -> None:
    change = Change("replace", MARKED, POD, MARKED, "has ended: Evicted", must_go=True)
    assert mending(Plan([change], []), "shop-dev", pod_in_state).replaced == [change]


def test_object_that_left_the_program_and_is_in_no_state_is_left_over() -> None:
    change = Change("delete", POD, POD)
    assert mending(Plan([change], []), "shop-dev", nothing_in_state).left == [change]
    assert not mending(Plan([change], []), "shop-dev", pod_in_state).changes


def test_plan_without_changes_needs_no_mending() -> None:
    plan = Plan([Change("unchanged", MARKED, POD, POD)], [])
    assert not mending(plan, "shop-dev", never).changes


def test_object_that_the_program_does_not_mark_is_left_to_the_cli() -> None:
    unmarked = pod("unmarked")
    by_hand = Change("update", unmarked, live(unmarked), unmarked, CHANGED_BY_HAND)
    ended = Change("replace", unmarked, live(unmarked), unmarked, "has ended: Evicted", must_go=True)
    assert not mending(Plan([by_hand, ended], []), "shop-dev", nothing_in_state).changes
