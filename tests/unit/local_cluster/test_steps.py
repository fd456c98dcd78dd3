"""The progress of long work, on a terminal and elsewhere."""

import re
import time

import pytest

from local_cluster.work.steps import Reporter, Step, clock


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("Build"), ""),
        (Step("Build", detail="fetching sources"), "fetching sources"),
        (Step("Build", total=10, done=3, detail="k8s.io/api"), "3 of 10, k8s.io/api"),
        (Step("Build", total=10, done=12), "10 of 10"),
        (Step("Build", done=3), ""),
        (Step("Build", detail="x" * 100), "x" * 70),
    ],
    ids=["nothing yet", "no parts", "some parts", "more than counted", "parts unknown", "a long line"],
)
def test_step_says_the_known_progress(step: Step, words: str) -> None:
    assert step.words == words


def test_current_part_is_counted_and_named() -> None:
    step = Step("Build", total=2)
    step.advance("k8s.io/api")
    assert step.words == "1 of 2, k8s.io/api"


@pytest.mark.parametrize(("seconds", "shown"), [(0.9, "0:00"), (61, "1:01"), (754.5, "12:34")])
def test_duration_is_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_short_work_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Reporter() as reporter, reporter.step("Build"):
        pass
    assert _said(capsys) == ["Build …"]


def _said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the printed lines without the time at the start of each."""
    lines = capsys.readouterr().err.splitlines()
    assert all(re.match(r"\d\d:\d\d:\d\d ", line) for line in lines)
    return [line[9:] for line in lines]


def test_long_work_reports_its_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("local_cluster.work.steps._HEARTBEAT", 0.01)
    lines: list[str] = []
    with Reporter() as reporter, reporter.step("Build") as step:
        step.total, step.done = 10, 3
        while len(lines) < 2:
            lines += _said(capsys)
            time.sleep(0.01)
    assert lines[0] == "Build …"
    assert lines[-1] == "Build (0:00): 3 of 10"


def test_long_work_reports_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("local_cluster.work.steps._WORTH_SAYING", 0)
    with Reporter() as reporter, reporter.step("Build"):
        pass
    assert _said(capsys)[-1] == "Build: done after 0:00"


def test_long_work_reports_its_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("local_cluster.work.steps._WORTH_SAYING", 0)
    with pytest.raises(RuntimeError), Reporter() as reporter, reporter.step("Build"):
        raise RuntimeError
    assert _said(capsys)[-1] == "Build: failed after 0:00"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rich take standard error for a terminal, without colours."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.usefixtures("terminal")
def test_terminal_shows_the_progress_of_a_step_until_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    shown = ""
    with Reporter() as reporter, reporter.step("Build") as step:
        step.total, step.done, step.detail = 10, 3, "k8s.io/[api]"
        while "Build" not in shown or "3 of 10, k8s.io/[api]" not in shown:
            shown += capsys.readouterr().err
            time.sleep(0.01)
    last = capsys.readouterr().err.rpartition("Build")
    assert "✓" in last[0]
    assert "3 of 10" not in last[2]


@pytest.mark.usefixtures("terminal")
def test_terminal_shows_that_a_step_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), Reporter() as reporter, reporter.step("Build [all]"):
        raise RuntimeError
    assert "Build [all]: failed" in capsys.readouterr().err
