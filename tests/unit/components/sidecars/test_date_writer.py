"""The writer of the classic Pod: its command is the textbook's, and a real shell runs it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sidecar_pods import WiringError, pod_template
from sidecar_pods.sidecars import date_writer
from tests.foreign import Json
from tests.unit.components.sidecars.built import built
from tests.unit.components.sidecars.process import Container, eventually


def writer(interval: int = 1) -> Json:
    return built(date_writer("2nd", "debian", server="1st", interval_seconds=interval))


def test_its_container_is_the_textbooks() -> None:
    assert writer().container == {
        "name": "2nd",
        "image": "debian",
        "command": ["/bin/sh", "-c"],
        "args": ["while true; do date >> /html/index.html; sleep 1; done"],
    }


def test_it_runs_beside_the_server_with_the_textbooks_volume() -> None:
    assert writer().role == "containers"
    assert writer().shared_volumes == [
        {"name": "html", "written_by": {"2nd": "/html"}, "read_by": {"1st": "/usr/share/nginx/html"}}
    ]


def test_each_round_adds_a_line_with_the_date(tmp_path: Path) -> None:
    container = writer().container
    container["args"] = [
        container["args"][0].replace("/html", str(tmp_path)).replace("sleep 1", "sleep 0.01")
    ]
    page = tmp_path / "index.html"
    with Container(container, {}, TZ="UTC", LC_ALL="C").running():
        eventually(lambda: page.exists() and len(page.read_text().splitlines()) >= 3, "three lines")
    for line in page.read_text().splitlines():
        datetime.strptime(line, "%a %b %d %H:%M:%S UTC %Y")


def test_it_sleeps_for_the_interval() -> None:
    assert writer(interval=30).container["args"] == [
        "while true; do date >> /html/index.html; sleep 30; done"
    ]


def test_an_interval_of_zero_seconds_is_refused() -> None:
    helper = date_writer("2nd", "debian", server="1st", interval_seconds=0)
    with pytest.raises(WiringError) as refusal:
        pod_template("mc1", {"helpers": [helper]}, "shop-test")
    assert str(refusal.value) == "mc1: helpers[0].date_writer.interval_seconds is 0; expected 1 or more"
