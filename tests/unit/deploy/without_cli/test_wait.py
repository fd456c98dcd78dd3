"""Waiting: until ready or gone, no longer than is worthwhile, and with something to read meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pod_deploy.cluster.kubectl import NoAnswerError
from pod_deploy.refusal import Refusal
from pod_deploy.stack.manifests import Manifest
from pod_deploy.without_cli import wait
from pod_deploy.without_cli.apply import delete
from pod_deploy.without_cli.diagnosis import diagnosis
from pod_deploy.without_cli.readiness import Surroundings
from pod_deploy.without_cli.wait import NotReady, wait_until_gone, wait_until_ready
from tests.unit.deploy.recorded import Answer, RecordedKubectl, live, pod

READY = live(pod(status={"conditions": [{"type": "Ready", "status": "True"}]}))
STARTING = live(pod(status={"phase": "Pending"}))
SILENCE = "Error: Unable to connect to the server: connection refused\n"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again at once."""
    monkeypatch.setattr(wait, "POLL_SECONDS", 0)


def looks(*answers: Answer) -> RecordedKubectl:
    """Return a kubectl that sees one thing after the other, and the last one for ever."""
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


def test_it_ends_when_all_is_ready_and_returns_the_objects_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert wait_until_ready(looks([], [STARTING], [READY]), [pod()], 9) == [READY]
    assert capsys.readouterr().out.splitlines() == [
        "Waiting until ready …",
        "  Pod mc1 (default): gone: somebody deleted it (0 s)",
        "  Pod mc1 (default): 0 of 1 containers ready (0 s)",
        "  Pod mc1 (default): ready (0 s)",
    ]


def test_a_server_that_does_not_answer_for_a_while_is_waited_for() -> None:
    assert wait_until_ready(looks(SILENCE, SILENCE, [READY]), [pod()], 9) == [READY]


def test_a_server_that_never_answers_is_said_so_when_time_is_up() -> None:
    with pytest.raises(NoAnswerError, match="does not answer"):
        wait_until_ready(looks(SILENCE), [pod()], 0.05)


def test_time_that_is_up_is_said_with_how_far_it_came() -> None:
    with pytest.raises(
        NotReady, match=r"^Not ready after 0 s: Pod mc1 \(default\): 0 of 1 containers ready$"
    ):
        wait_until_ready(looks([STARTING]), [pod()], 0.05)


def test_a_container_that_keeps_crashing_is_not_waited_for() -> None:
    with pytest.raises(
        NotReady, match=r"^Pod mc1 \(default\) will not become ready: container 1st has crashed 3 times$"
    ):
        wait_until_ready(looks([waiting_pod("CrashLoopBackOff", 3)]), [pod()], 99)


def test_an_image_that_cannot_be_pulled_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wait, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(NotReady, match="container 1st: ErrImagePull"):
        wait_until_ready(looks([waiting_pod("ErrImagePull")]), [pod()], 99)


def test_an_image_that_comes_with_the_next_try_is_fine() -> None:
    assert wait_until_ready(looks([waiting_pod("ErrImagePull")], [READY]), [pod()], 9) == [READY]


def test_deleting_waits_until_each_object_is_gone() -> None:
    kubectl = looks([READY], [])
    delete(kubectl, [READY], 9)
    assert kubectl.asked[0] == "delete --cascade=foreground --wait=false --ignore-not-found --filename=-"
    assert [line.split()[0] for line in kubectl.asked] == ["delete", "get", "get"]


def test_deleting_nothing_asks_nothing() -> None:
    kubectl = RecordedKubectl()
    delete(kubectl, [], 9)
    assert kubectl.asked == []


def test_an_object_made_anew_under_the_same_name_counts_as_gone() -> None:
    wait_until_gone(looks([live(pod(), uid="another")]), [READY], 9)


def test_what_does_not_go_is_named_with_what_holds_it() -> None:
    held = live(pod(), finalizers=["example.com/backup"])
    with pytest.raises(
        Refusal, match=r"^Still there after 0 s: Pod mc1 \(default\) \(held by example.com/backup\)$"
    ):
        wait_until_gone(looks([held]), [held], 0.05)


def test_a_failure_is_explained_by_events_and_every_containers_log() -> None:
    spec = {"initContainers": [{"name": "load"}, {"name": "side"}], "containers": [{"name": "1st"}]}
    statuses: dict[str, Any] = {
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
