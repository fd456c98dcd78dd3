"""While the CLI deploys: what will not become ready ends the update, what is as it was before does not."""

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
    """Look again at once, and have no patience."""
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(wait, "PATIENCE_SECONDS", 0)


def troubled(**metadata: object) -> Manifest:
    """Return a Pod whose image cannot be pulled."""
    status = {"name": "1st", "restartCount": 0, "state": {"waiting": {"reason": "ErrImagePull"}}}
    return live(pod(status={"containerStatuses": [status]}), **metadata)


def watched(action: Action, before: Manifest | None, now: Manifest, timeout: float = 9) -> Watch:
    """Watch a Pod that is now so until the watch gives up, or has looked for a while."""
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


def test_old_object_that_is_about_to_be_replaced_does_not() -> None:
    assert watched("replace", troubled(), troubled()).failure is None


def test_object_that_has_been_replaced_counts() -> None:
    assert watched("replace", troubled(), troubled(uid="another")).failure


def test_object_whose_update_the_server_has_taken_counts() -> None:
    before, now = troubled(generation=1), troubled(generation=2)
    assert watched("update", before, before).failure is None
    assert watched("update", before, now).failure


def test_ready_object_ends_nothing() -> None:
    assert watched("create", None, READY).failure is None


def test_time_that_is_up_ends_the_update_and_names_what_is_missing() -> None:
    starting = live(pod(status={"phase": "Pending"}))
    failure = watched("create", None, starting, timeout=0).failure
    assert str(failure) == "Not ready after 0 s: Pod mc1 (default): 0 of 1 containers ready"
