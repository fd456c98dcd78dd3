"""The changes that kubectl makes beside an `up` of the Pulumi CLI."""

from __future__ import annotations

from pod_deploy.planning.plan import CHANGED_BY_HAND, Change, Plan
from pod_deploy.stack.manifests import ObjectKey, key_of
from pod_deploy.with_cli.mending import mending

from tests.unit.deploy.recorded import live, pod

POD = live(pod())
KEY = key_of(POD)


def nothing_in_state() -> set[ObjectKey]:
    return set()


def pod_in_state() -> set[ObjectKey]:
    return {KEY}


def never() -> set[ObjectKey]:
    raise AssertionError("the state does not matter here")


def test_field_that_was_added_by_hand_is_taken_back() -> None:
    by_hand = Change("update", pod(), POD, POD, CHANGED_BY_HAND)
    mended = mending(Plan([by_hand, Change("update", pod("other"), POD, POD)], []), never)
    assert mended.taken_back == [by_hand]
    assert not mended.replaced
    assert not mended.left


def test_pod_that_is_in_no_state_is_deleted_so_that_the_cli_creates_it() -> None:
    change = Change("replace", pod(), POD, pod(), "cannot be changed in place")
    assert mending(Plan([change], []), nothing_in_state).replaced == [change]


def test_pod_in_the_state_is_left_to_the_cli() -> None:
    change = Change("replace", pod(), POD, pod(), "cannot be changed in place")
    assert not mending(Plan([change], []), pod_in_state)


def test_pod_that_has_ended_is_deleted_though_it_is_in_the_state() -> None:
    change = Change("replace", pod(), POD, pod(), "has ended: Evicted")
    assert mending(Plan([change], []), pod_in_state).replaced == [change]


def test_object_that_left_the_program_and_is_in_no_state_is_left_over() -> None:
    change = Change("delete", POD, POD)
    assert mending(Plan([change], []), nothing_in_state).left == [change]
    assert not mending(Plan([change], []), pod_in_state)


def test_plan_without_changes_needs_no_mending() -> None:
    assert not mending(Plan([Change("unchanged", pod(), POD, POD)], []), never)
