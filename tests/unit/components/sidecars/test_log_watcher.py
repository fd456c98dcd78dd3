"""The log watcher: every line once, as JSON, from a log whose space is bounded."""

from __future__ import annotations

import itertools
import json
import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar_pods.sidecars import log_watcher
from sidecar_pods.sidecars.shell import script
from tests.foreign import Json
from tests.unit.components.sidecars.built import built
from tests.unit.components.sidecars.process import Container, eventually, seconds_to_end

pytestmark = pytest.mark.process  # they run the scripts, and wait for them

KIB = 1024
REQUEST = (
    '10.244.0.1 - ann [22/Nov/2026:16:00:00 +0000] "GET /?q=\\x22 HTTP/1.1" 200 612 "-" "curl" "203.0.113.9"'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    return tmp_path / "logs"


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    return tmp_path / "stdout"


def watcher(folder: Path, limit: int = 64 * KIB, **environment: str) -> Container:
    sidecar = built(log_watcher("watcher", "debian", server="web"))
    return Container(sidecar.container, {"/logs": folder, "/trim": folder}, LIMIT=str(limit), **environment)


def objects(printed: Path) -> list[Json]:
    return [json.loads(line) for line in printed.read_text().splitlines()]


def messages(printed: Path) -> list[str]:
    return [each["message"] for each in objects(printed) if "message" in each]


def log(folder: Path, *lines: str) -> None:
    """Append lines as a server does: one write for each."""
    with (folder / "access.log").open("a", buffering=1) as file:
        for line in lines:
            file.write(f"{line}\n")


def space_of(folder: Path) -> int:
    return (folder / "access.log").stat().st_blocks * 512


@pytest.fixture
def watched(folder: Path, printed: Path) -> Iterator[subprocess.Popen[str]]:
    with printed.open("a") as stdout, watcher(folder).running(stdout=stdout) as process:
        eventually((folder / "access.log").exists, "the log")
        yield process


def as_json(lines: bytes, tmp_path: Path) -> list[Json]:
    command = ["awk", "-v", f"position={tmp_path}/position", "-v", "step=100", script("log_watcher.awk")]
    done = subprocess.run(
        command, input=lines, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, capture_output=True, check=True
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_line_of_an_access_log_becomes_its_fields(tmp_path: Path) -> None:
    assert as_json(f"{REQUEST}\n".encode(), tmp_path) == [
        {
            "time_local": "22/Nov/2026:16:00:00 +0000",
            "remote_addr": "10.244.0.1",
            "remote_user": "ann",
            "request": "GET /?q=\\x22 HTTP/1.1",
            "status": 200,
            "body_bytes_sent": 612,
            "http_referer": "-",
            "http_user_agent": "curl",
            "http_x_forwarded_for": "203.0.113.9",
        }
    ]


@pytest.mark.parametrize(
    "user", ["x [01/Jan/1970:00:00:00 +0000] y", "x [01/Jan/1970:00:00:00 +0000", "a - b", "] [", "[", ""]
)
def test_a_forged_user_changes_no_other_field(user: str, tmp_path: Path) -> None:
    (read,) = as_json(f"{REQUEST.replace('ann', user)}\n".encode(), tmp_path)
    assert (read["time_local"], read["remote_addr"], read["remote_user"]) == (
        "22/Nov/2026:16:00:00 +0000",
        "10.244.0.1",
        user,
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=80).map(lambda line: line.replace(b"\n", b"")), max_size=20))
def test_any_other_line_becomes_a_message_with_valid_text(tmp_path: Path, lines: list[bytes]) -> None:
    read = as_json(b"".join(line + b"\n" for line in lines), tmp_path)
    assert [_without_marks(each["message"]) for each in read] == [
        _without_marks(line.decode("utf-8", "replace")) for line in lines
    ]


def _without_marks(text: str) -> str:
    """Return a text without replacement characters: their number for one wrong byte sequence may vary."""
    return text.replace("\ufffd", "")


@pytest.mark.usefixtures("watched")
def test_each_line_is_printed_once_and_in_order(folder: Path, printed: Path) -> None:
    lines = [f"line {number}" for number in range(200)]
    log(folder, *lines)
    eventually(lambda: len(messages(printed)) >= len(lines), "the lines")
    time.sleep(0.2)
    assert messages(printed) == lines


@pytest.mark.usefixtures("watched")
def test_log_takes_little_space_and_no_line_is_lost(folder: Path, printed: Path) -> None:
    lines = [f"{number} {'x' * 1000}" for number in range(300)]
    for begin in range(0, len(lines), 20):
        log(folder, *lines[begin : begin + 20])
        time.sleep(0.1)
    eventually(lambda: len(messages(printed)) >= len(lines), "the lines")
    assert messages(printed) == lines
    assert (folder / "access.log").stat().st_size > 290 * KIB
    eventually(lambda: space_of(folder) < 64 * KIB, "space to be freed")


def test_log_is_truncated_if_the_file_system_cannot_punch_holes(
    folder: Path, printed: Path, tmp_path: Path
) -> None:
    failing = tmp_path / "bin" / "fallocate"
    failing.parent.mkdir()
    failing.symlink_to("/bin/false")
    path = f"{failing.parent}:{os.environ['PATH']}"
    with printed.open("w") as stdout, watcher(folder, PATH=path).running(stdout=stdout):
        eventually((folder / "access.log").exists, "the log")
        log(folder, *("x" * 1000 for _ in range(50)))
        eventually(lambda: (folder / "access.log").stat().st_size == 0, "the log to be truncated")
        log(folder, "after")
        eventually(lambda: messages(printed)[-1:] == ["after"], "the next line")
    assert len(messages(printed)) == 51


def test_watcher_that_was_killed_continues_at_its_position(folder: Path, printed: Path) -> None:
    lines = [f"line {number}" for number in range(90)]
    with printed.open("a") as stdout:
        for begin in (0, 30, 60):
            with watcher(folder).running(stdout=stdout):
                eventually((folder / "access.log").exists, "the log")
                log(folder, *lines[begin : begin + 30])
                eventually(lambda last=begin + 29: f"line {last}" in messages(printed), "the lines")
    repeated = messages(printed)
    assert list(dict.fromkeys(repeated)) == lines


def test_lines_that_nobody_reads_are_dropped_and_counted(folder: Path) -> None:
    with watcher(folder).running(stdout=subprocess.PIPE) as process:
        eventually((folder / "access.log").exists, "the log")
        log(folder, *("x" * 1000 for _ in range(300)))
        eventually(lambda: space_of(folder) < 64 * KIB, "space to be freed")
        assert process.stdout
        first = iter(process.stdout.readline, "")
        dropped = next(each for line in first if "dropped_bytes" in (each := json.loads(line)))
    assert 64 * KIB < dropped["dropped_bytes"] < 300 * KIB


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A volume of 64 KiB in memory that only one process sees, reached through that process's root."""
    mount = 'mount -t tmpfs -o size=64k,mode=1777 none "$0" && echo mounted && exec sleep 600'
    command = ["unshare", "--map-root-user", "--mount", "/bin/sh", "-c", mount, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        if holder.stdout.readline() != "mounted\n":
            pytest.skip("no volume can be mounted here")
        yield Path(f"/proc/{holder.pid}/root{tmp_path}")
        holder.kill()


def fill(folder: Path) -> int:
    """Append lines to the log until its volume is full, and return their size in bytes."""
    with (folder / "access.log").open("ab", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 999 + b"\n") == 1000:
            pass
    return (folder / "access.log").stat().st_size


def test_volume_that_is_full_at_start_is_freed_and_the_loss_is_counted_once(
    small: Path, printed: Path
) -> None:
    full = fill(small)
    with printed.open("w") as stdout, watcher(small, 32 * KIB).running(stdout=stdout):
        eventually(lambda: space_of(small) < 8 * KIB, "space to be freed")
        log(small, "", "after")
        eventually(lambda: messages(printed)[-1:] == ["after"], "the next line")
    told = [each for each in objects(printed) if "dropped_bytes" in each]
    assert told == [{"dropped_bytes": full}]


def test_burst_that_fills_the_volume_while_nobody_reads_is_dropped(small: Path) -> None:
    with watcher(small, 32 * KIB).running(stdout=subprocess.PIPE) as process:
        eventually((small / "access.log").exists, "the log")
        for _ in range(3):
            fill(small)
            eventually(lambda: space_of(small) < 8 * KIB, "space to be freed")
        log(small, "", "after")
        assert process.stdout
        told = map(json.loads, iter(process.stdout.readline, ""))
        seen = list(itertools.takewhile(lambda each: each.get("message") != "after", told))
        assert process.poll() is None
    assert any("dropped_bytes" in each for each in seen)


def test_watcher_prints_the_last_lines_and_ends_within_a_second_of_sigterm(
    folder: Path, printed: Path, watched: subprocess.Popen[str]
) -> None:
    log(folder, "first")
    eventually(lambda: messages(printed), "the first line")
    log(folder, "last")
    assert seconds_to_end(watched) < 1
    assert messages(printed) == ["first", "last"]


@pytest.mark.usefixtures("watched")
def test_server_of_any_user_may_write_the_log_and_its_errors_go_to_its_stderr(folder: Path) -> None:
    assert stat.S_IMODE((folder / "access.log").stat().st_mode) == 0o666
    assert (folder / "error.log").readlink() == Path("/dev/stderr")


@pytest.mark.parametrize("program", ["tail", "awk"])
def test_watcher_ends_when_one_of_its_processes_has_died(
    program: str, folder: Path, watched: subprocess.Popen[str]
) -> None:
    eventually((folder / ".alive").exists, "the watcher")
    os.kill(eventually(lambda: _child(watched.pid, program), program), signal.SIGKILL)
    assert watched.wait(timeout=5) == 1


def _child(parent: int, program: str) -> int:
    listed = subprocess.run(
        ["pgrep", "--parent", str(parent), program], capture_output=True, text=True, check=False
    )
    return int(listed.stdout or 0)


def test_the_next_container_finds_the_log_and_the_probe_checks_the_watcher(folder: Path) -> None:
    container = watcher(folder)
    assert not container.lets_the_next_start()
    assert not container.answers("liveness_probe")
    with container.running():
        eventually((folder / ".alive").exists, "the watcher")
        assert container.lets_the_next_start()
        assert container.answers("liveness_probe")
    stale = time.time() - 60
    os.utime(folder / ".alive", (stale, stale))
    assert not container.answers("liveness_probe")


def test_watcher_reads_through_a_read_only_mount_and_frees_space_through_another() -> None:
    sidecar: Json = built(log_watcher("watcher", "debian", server="web", limit_mib=2))
    assert sidecar.shared_volumes == [
        {
            "name": "logs",
            "written_by": {"web": "/var/log/nginx", "watcher": "/trim"},
            "read_by": {"watcher": "/logs"},
            "empty_dir": {"medium": "Memory", "size_limit": "4Mi"},
        }
    ]
