"""The page writer: its page is bounded, always complete, and outlives it."""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sidecar_pods.sidecars import page_writer
from tests.foreign import Json
from tests.unit.components.sidecars.built import built
from tests.unit.components.sidecars.process import Container, eventually, kill, seconds_to_end

pytestmark = pytest.mark.process  # they run the scripts, and wait for them

SEED = "%a %b %d %H:%M:%S UTC %Y"
VOID = {"meta", "!doctype"}
NEVER_CLOSED = {"html", "p", "li"}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "index.html"


def writer(page: Path, lines: int = 60, interval: str = "0.01") -> Container:
    sidecar = built(page_writer("writer", "debian", server="web", lines=lines))
    return Container(sidecar.container, {"/html": page.parent}, INTERVAL=interval, TZ="UTC")


def lines_of(page: Path) -> list[str]:
    return re.findall(r"<li><time datetime=.*?>(.*?)</time>", page.read_text()) if page.exists() else []


def test_page_has_the_last_lines_in_the_textbooks_format(page: Path) -> None:
    with writer(page, lines=5).running():
        eventually(lambda: len(lines_of(page)) == 5, "five lines")
        first = lines_of(page)
        time.sleep(1.1)
        last = lines_of(page)
    assert len(last) == 5
    moments = [datetime.strptime(line, SEED) for line in (*first, *last)]
    assert moments == sorted(moments)
    assert moments[0] < moments[-1]


def test_page_stays_small(page: Path) -> None:
    page.write_text("<li><time datetime=2023>Mon Mar  6 18:30:15 UTC 2023</time>\n" * 1000)
    with writer(page).running():
        eventually(lambda: len(lines_of(page)) == 60, "a page of 60 lines")
        assert page.stat().st_size < 8 * 1024
    assert sorted(each.name for each in page.parent.iterdir()) in (
        ["index.html"],
        [".index.html.new", "index.html"],
    )


def test_reader_never_sees_half_a_page(page: Path) -> None:
    with writer(page, lines=3).running():
        eventually(page.exists, "the page")
        end = time.monotonic() + 1
        while time.monotonic() < end:
            text = page.read_text()
            assert text.startswith("<!doctype html>")
            assert text.endswith("</ol>\n")


def test_page_is_well_formed_html(page: Path) -> None:
    with writer(page).running():
        eventually(lambda: len(lines_of(page)) > 2, "some lines")
    checker = Checker()
    checker.feed(page.read_text())
    checker.close()
    assert checker.open == []
    assert {"title", "h1", "ol", "li", "time"} <= checker.seen
    assert ("http-equiv", "refresh") in checker.attributes
    assert "color-scheme: light dark" in page.read_text()


class Checker(HTMLParser):
    """Checks that elements are closed in the order in which they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(attrs)
        if tag not in VOID | NEVER_CLOSED:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_no_written_line_is_lost_however_often_the_writer_is_killed(page: Path) -> None:
    container, seen = writer(page, lines=100_000), list[str]()
    delays = random.Random(4)  # noqa: S311 - any moments will do
    for _ in range(20):
        process = container.start()
        time.sleep(delays.uniform(0, 0.12))
        kill(process)
        now = lines_of(page)
        assert now[: len(seen)] == seen
        seen = now
    with container.running():
        eventually(lambda: len(lines_of(page)) > len(seen), "the writer to go on")
    assert lines_of(page)[: len(seen)] == seen


def test_page_that_cannot_be_written_is_kept(page: Path) -> None:
    page.write_text("<li>old\n")
    (page.parent / ".index.html.new").mkdir()
    with writer(page).running(stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert any("could not be written" in line for line in process.stderr)
    assert page.read_text() == "<li>old\n"


def test_writer_ends_within_a_second_of_sigterm(page: Path) -> None:
    with writer(page, interval="60").running() as process:
        eventually(page.exists, "the page")
        assert seconds_to_end(process) < 1


def test_probes_check_that_the_page_exists_and_is_fresh(page: Path) -> None:
    container = writer(page)
    assert not container.answers("startup_probe")
    assert not container.answers("liveness_probe")
    with container.running():
        eventually(page.exists, "the page")
        assert container.answers("startup_probe")
        assert container.answers("liveness_probe")
    stale = time.time() - 60
    os.utime(page, (stale, stale))
    assert not container.answers("liveness_probe")


def test_volume_is_written_by_the_writer_and_read_by_the_server() -> None:
    sidecar: Json = built(page_writer("writer", "debian", server="web", size_limit="1Mi"))
    assert sidecar.role == "sidecars"
    assert sidecar.shared_volumes == [
        {
            "name": "html",
            "written_by": {"writer": "/html"},
            "read_by": {"web": "/usr/share/nginx/html"},
            "empty_dir": {"medium": "Memory", "size_limit": "1Mi"},
        }
    ]
