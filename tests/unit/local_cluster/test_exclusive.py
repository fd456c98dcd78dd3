"""The lock: one process changes a cluster, and the others name it while they wait."""

import fcntl
import json
import multiprocessing
import re
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from local_cluster.work.exclusive import describe_holder, held
from local_cluster.work.steps import Reporter

_FORK = multiprocessing.get_context("fork")


def test_holder_is_named_with_its_command_and_start_time() -> None:
    written = json.dumps({"pid": 42, "command": "local_cluster up", "since": "12:30:00"})
    assert describe_holder(written) == "process 42 (`local_cluster up`, since 12:30:00)"


@pytest.mark.parametrize("written", ["", "{", "[]", "{}", "null"])
def test_holder_of_an_unreadable_lock_is_another_process(written: str) -> None:
    assert describe_holder(written) == "another process"


def test_held_lock_names_its_holder(tmp_path: Path) -> None:
    with held(tmp_path / "lock", Reporter()):
        assert re.fullmatch(r"process \d+ \(`local_cluster.*`, since ..:..:..\)", _holder(tmp_path / "lock"))


def _holder(path: Path) -> str:
    return describe_holder(path.read_text())


def test_second_process_waits_and_names_the_holder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, has_it = tmp_path / "lock", threading.Event()

    def second() -> None:
        with held(path, Reporter()):
            has_it.set()

    with held(path, Reporter()):
        waiting = threading.Thread(target=second)
        waiting.start()
        while "Wait for process" not in (said := capsys.readouterr().err):
            waiting.join(0.01)
        assert not has_it.is_set()
    waiting.join()
    assert has_it.is_set()
    assert "since" in said


def test_lock_ends_with_a_killed_holder(tmp_path: Path) -> None:
    holds = _FORK.Event()
    holder = _FORK.Process(target=_hold_for_ever, args=(tmp_path / "lock", holds))
    holder.start()
    holds.wait()
    holder.kill()
    with held(tmp_path / "lock", Reporter()):
        holder.join()


def _hold_for_ever(path: Path, holds: Event) -> None:
    with held(path, Reporter()):
        holds.set()
        threading.Event().wait()


def test_removed_lock_is_taken_anew(tmp_path: Path) -> None:
    path, has_it = tmp_path / "lock", threading.Event()

    def second() -> None:
        with held(path, Reporter()):
            assert path.exists()
            has_it.set()

    with held(path, Reporter()):
        waiting = threading.Thread(target=second)
        waiting.start()
        path.unlink()
    waiting.join()
    assert has_it.is_set()


def test_waiting_process_names_a_holder_that_signs_late(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def second() -> None:
        with held(tmp_path / "lock", Reporter()):
            pass

    with (tmp_path / "lock").open("a+") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.1)
        json.dump({"pid": 42, "command": "local_cluster up", "since": "12:30:00"}, first)
        first.flush()
        while "Wait for" not in (said := capsys.readouterr().err):
            waiting.join(0.01)
    waiting.join()
    assert "Wait for process 42" in said
