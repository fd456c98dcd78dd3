"""Waits end when objects are ready or gone, or cannot become ready, and show the progress."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pod_deploy.cluster.kubectl import NoAnswerError
from pod_deploy.refusal import Refusal
from pod_deploy.stack.manifests import Manifest
from pod_deploy.without_cli import wait
from pod_deploy.without_cli.apply import delete
from pod_deploy.without_cli.diagnosis import diagnosis
from pod_deploy.without_cli.readiness import Surroundings
from pod_deploy.without_cli.wait import NotReady, wait_until_gone, wait_until_ready
from tests.foreign import JsonObject
from tests.unit.deploy.recorded import Answer, RecordedKubectl, live, pod

READY = live(pod(status={"conditions": [{"type": "Ready", "status": "True"}]}))
STARTING = live(pod(status={"phase": "Pending"}))
SILENCE = "Error: Unable to connect to the server: connection refused\n"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again at once."""
    monkeypatch.setattr(wait, "POLL_SECONDS", 0)


def looks(*answers: Answer) -> RecordedKubectl:
    """Return a kubectl that gives one answer after the other, and repeats the last one."""
    coming: Iterator[Answer] = iter(answers)
    last: list[Answer] = []

    def look(_: list[Manifest]) -> str | list[Manifest]:
        last[:] = [next(coming, *last)]
        assert not callable(last[0])
        return last[0]

    return RecordedKubectl(answers={"get --filename": look})


def waiting_pod(reason: str, restarts: int = 0) -> Manifest:
    status = {"name": "1st", "restartCount": restarts, "state": {"waiting": {"reason": reason}}}
    return live(pod(status={"containerStatuses": [status]}))


def test_wait_ends_when_all_objects_are_ready_and_returns_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert wait_until_ready(looks([], [STARTING], [READY]), [pod()], 9) == [READY]
    assert capsys.readouterr().out.splitlines() == [
        "Waiting until ready …",
        "  Pod mc1 (default): gone: somebody deleted it (0 s)",
        "  Pod mc1 (default): 0 of 1 containers ready (0 s)",
        "  Pod mc1 (default): ready (0 s)",
    ]


def test_wait_goes_on_while_the_server_does_not_answer() -> None:
    assert wait_until_ready(looks(SILENCE, SILENCE, [READY]), [pod()], 9) == [READY]


def test_server_that_never_answers_is_reported_at_the_timeout() -> None:
    with pytest.raises(NoAnswerError, match="does not answer"):
        wait_until_ready(looks(SILENCE), [pod()], 0.05)


def test_timeout_is_reported_with_the_progress() -> None:
    with pytest.raises(
        NotReady, match=r"^Not ready after 0 s: Pod mc1 \(default\): 0 of 1 containers ready$"
    ):
        wait_until_ready(looks([STARTING]), [pod()], 0.05)


def test_wait_ends_if_a_container_keeps_crashing() -> None:
    with pytest.raises(
        NotReady, match=r"^Pod mc1 \(default\) will not become ready: container 1st has crashed 3 times$"
    ):
        wait_until_ready(looks([waiting_pod("CrashLoopBackOff", 3)]), [pod()], 99)


def test_wait_for_a_failing_image_pull_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wait, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(NotReady, match="container 1st: ErrImagePull"):
        wait_until_ready(looks([waiting_pod("ErrImagePull")]), [pod()], 99)


def test_image_pull_that_succeeds_later_is_accepted() -> None:
    assert wait_until_ready(looks([waiting_pod("ErrImagePull")], [READY]), [pod()], 9) == [READY]


def test_deletion_waits_until_each_object_is_gone() -> None:
    kubectl = looks([READY], [])
    delete(kubectl, [READY], 9)
    assert kubectl.asked[0] == "delete --cascade=foreground --wait=false --ignore-not-found --filename=-"
    assert [line.split()[0] for line in kubectl.asked] == ["delete", "get", "get"]


def test_deletion_of_nothing_sends_no_request() -> None:
    kubectl = RecordedKubectl()
    delete(kubectl, [], 9)
    assert kubectl.asked == []


def test_object_that_is_created_again_counts_as_gone() -> None:
    wait_until_gone(looks([live(pod(), uid="another")]), [READY], 9)


def test_object_that_stays_is_named_with_its_finalizers() -> None:
    held = live(pod(), finalizers=["example.com/backup"])
    with pytest.raises(
        Refusal, match=r"^Still there after 0 s: Pod mc1 \(default\) \(held by example.com/backup\)$"
    ):
        wait_until_gone(looks([held]), [held], 0.05)


def test_failure_is_explained_by_events_and_each_containers_log() -> None:
    spec = {"initContainers": [{"name": "load"}, {"name": "side"}], "containers": [{"name": "1st"}]}
    statuses: JsonObject = {
        "containerStatuses": [{"name": "1st", "restartCount": 2, "state": {"waiting": {}}}]
    }
    failed = live(pod(spec=spec, status=statuses))
    answers: dict[str, Answer] = {
        "get events": "1m Warning BackOff pod/mc1 Back-off restarting\n",
        "logs mc1 --container=load": "loaded\n",
        "logs mc1 --container=side": "Error: not started",
        "logs mc1 --container=1st --namespace=default --tail=10 --previous": "cannot bind\n",
    }
    lines = list(diagnosis(RecordedKubectl(answers=answers), NotReady("", [failed], Surroundings())))
    assert lines == [
        "Events of Pod mc1 (default):",
        "  1m Warning BackOff pod/mc1 Back-off restarting",
        "Last log lines of container load:",
        "  loaded",
        "Last log lines of container side:",
        "  Error: not started",
        "Last log lines of container 1st (before its restart):",
        "  cannot bind",
    ]
