"""The container that writes the date: its command is run by a real shell."""

import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from components import ContainerArgs, WiringError, date_writer


def test_its_command_is_the_one_of_the_document() -> None:
    assert date_writer("2nd", "debian") == {
        "name": "2nd",
        "image": "debian",
        "command": ["/bin/sh", "-c"],
        "args": ["while true; do date >> /html/index.html; sleep 1; done"],
    }


def written(container: ContainerArgs, page: Path, lines: int) -> list[str]:
    """Run a container's command until its page has as many lines."""
    given = cast("Mapping[str, Any]", container)
    with subprocess.Popen([*given["command"], *given["args"]], process_group=0) as writer:
        try:
            follower = f"until test $(wc -l < {shlex.quote(str(page))}) -ge {lines}; do sleep 0.01; done"
            subprocess.run(["/bin/sh", "-c", follower], check=True, timeout=20, stderr=subprocess.DEVNULL)
        finally:
            subprocess.run(["kill", "-KILL", "--", f"-{writer.pid}"], check=True)
    return page.read_text().splitlines()


@pytest.mark.parametrize("name", ["index.html", "a page; with 'quotes'.html"])
def test_each_round_adds_a_line_with_the_date(tmp_path: Path, name: str) -> None:
    page = tmp_path / name
    lines = written(date_writer("2nd", "debian", file=str(page)), page, 2)
    assert all("UTC" in line or ":" in line for line in lines)
    assert not [other for other in tmp_path.iterdir() if other != page]


def test_the_interval_is_what_it_sleeps() -> None:
    args = cast("Mapping[str, Any]", date_writer("2nd", "debian", interval_seconds=30))["args"]
    assert args == ["while true; do date >> /html/index.html; sleep 30; done"]


@pytest.mark.parametrize("interval", [0, -1])
def test_an_interval_without_a_pause_is_refused(interval: int) -> None:
    with pytest.raises(WiringError) as refusal:
        date_writer("2nd", "debian", interval_seconds=interval)
    assert str(refusal.value) == f"2nd: interval_seconds is {interval}; expected 1 or more"


def test_it_can_be_given_a_user_resources_and_a_probe_that_waits_for_the_first_line() -> None:
    container = date_writer(
        "2nd",
        "debian",
        file="/page/now.txt",
        run_as_user=65534,
        startup_probe=True,
        resources={"limits": {"memory": "64Mi"}},
    )
    assert container.get("security_context") == {"run_as_user": 65534}
    assert container.get("resources") == {"limits": {"memory": "64Mi"}}
    assert container.get("startup_probe") == {
        "exec_": {"command": ["test", "-s", "/page/now.txt"]},
        "period_seconds": 1,
    }
