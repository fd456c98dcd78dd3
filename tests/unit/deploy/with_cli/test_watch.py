"""A new object that cannot become ready ends the CLI's update; an old object does not."""

from __future__ import annotations

from threading import Event

import pytest

from pod_deploy.planning.plan import Action, Change, Plan
from pod_deploy.stack.manifests import Manifest
from pod_deploy.with_cli import watch
from pod_deploy.with_cli.watch import Watch
from pod_deploy.without_cli import wait
from tests.unit.deploy.recorded import RecordedKubectl, live, pod

READY = live(pod(status={"conditions": [{"type": "Ready", "status": "True"}]}))


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again at once, and give up at the first lasting problem."""
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(wait, "PATIENCE_SECONDS", 0)


def troubled(**metadata: object) -> Manifest:
    """Return a Pod whose image cannot be pulled."""
    status = {"name": "1st", "restartCount": 0, "state": {"waiting": {"reason": "ErrImagePull"}}}
    return live(pod(status={"containerStatuses": [status]}), **metadata)


def watched(action: Action, before: Manifest | None, now: Manifest, timeout: float = 9) -> Watch:
    """Watch a Pod in this state until the watch gives up or has looked for a while."""
    given_up = Event()
    plan = Plan([Change(action, pod(), before, now)], [])
    kubectl = RecordedKubectl(answers={"get --filename": [now]})

    def give_up() -> bool:
        given_up.set()
        return True

    with Watch(kubectl, plan, timeout, give_up).watching() as result:
        given_up.wait(0.2)
    assert given_up.is_set() == (result.failure is not None)
    return result


def test_new_object_that_cannot_become_ready_ends_the_update() -> None:
    failure = watched("create", None, troubled()).failure
    assert str(failure) == "Pod mc1 (default) will not become ready: container 1st: ErrImagePull"


def test_old_object_that_is_about_to_be_replaced_does_not_end_the_update() -> None:
    assert watched("replace", troubled(), troubled()).failure is None


def test_replaced_object_can_end_the_update() -> None:
    assert watched("replace", troubled(), troubled(uid="another")).failure


def test_updated_object_can_end_the_update() -> None:
    before, now = troubled(generation=1), troubled(generation=2)
    assert watched("update", before, before).failure is None
    assert watched("update", before, now).failure


def test_ready_object_ends_nothing() -> None:
    assert watched("create", None, READY).failure is None


def test_timeout_ends_the_update_and_names_the_missing_objects() -> None:
    starting = live(pod(status={"phase": "Pending"}))
    failure = watched("create", None, starting, timeout=0).failure
    assert str(failure) == "Not ready after 0 s: Pod mc1 (default): 0 of 1 containers ready"
