"""The data-change watcher: a change of the served files makes nginx reload, once, and nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sidecar_pods import WiringError, pod_template
from sidecar_pods.sidecars import data_change_watcher
from tests.foreign import Json
from tests.unit.components.sidecars.built import built
from tests.unit.components.sidecars.process import Container, eventually, kill, seconds_to_end

pytestmark = pytest.mark.process  # they run the scripts, and wait for them

NGINX = "nginx: master process nginx -g daemon off;"


class World:
    """The surroundings of a watcher: a volume, the processes of its Pod, and its own folder."""

    def __init__(self, folder: Path) -> None:
        self.content, self.processes, self.state = (
            folder / name for name in ("content", "processes", "state")
        )
        for each in (self.content, self.processes, self.state):
            each.mkdir()
        self.reloads = folder / "reloads"
        self.reloads.touch()

    def watcher(self, interval: str = "0.05") -> Container:
        sidecar: Json = built(data_change_watcher("watcher", "debian", volumes=["site"]))
        program, *others = sidecar.container["args"]
        # Only processes of this test are seen, not an nginx that this machine may run.
        assert "/proc/" in program
        sidecar.container["args"] = [program.replace("/proc/", f"{self.processes}/"), *others]
        return Container(
            sidecar.container, {"/watched/site": self.content, "/state": self.state}, INTERVAL=interval
        )

    @contextmanager
    def nginx(self) -> Generator[subprocess.Popen[str]]:
        """Run a process with the title of nginx's master that records each SIGHUP."""
        program = 'trap "echo reload >>$0" HUP; echo ready; while :; do sleep 0.05; done'
        process = subprocess.Popen(
            [NGINX, "-c", program, self.reloads],
            executable="/bin/sh",
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            (self.processes / str(process.pid)).symlink_to(f"/proc/{process.pid}")
            yield process
        finally:
            kill(process)

    def counted_reloads(self) -> int:
        return len(self.reloads.read_text().splitlines())

    def settle(self) -> None:
        """Wait for a few more checks of the watcher."""
        time.sleep(0.6)


@pytest.fixture
def world(tmp_path: Path) -> Generator[World, None, None]:
    # Under nohup SIGHUP is ignored, a child inherits that, and no shell can trap it.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield World(tmp_path)
    signal.signal(signal.SIGHUP, before)


def config_map(folder: Path, version: int) -> None:
    """Change a mounted ConfigMap as the kubelet does."""
    (folder / f"..version{version}").mkdir()
    (folder / f"..version{version}" / "site.conf").write_text(f"# {version}\n")
    (folder / "..data.new").symlink_to(f"..version{version}")
    (folder / "..data.new").rename(folder / "..data")
    if not (folder / "site.conf").is_symlink():
        (folder / "site.conf").symlink_to("..data/site.conf")


def switched_link(folder: Path, version: int) -> None:
    """Switch a version as the data loader does."""
    (folder / ".versions" / str(version)).mkdir(parents=True)
    (folder / ".versions" / str(version) / "index.html").write_text(f"{version}\n")
    (folder / ".link").symlink_to(f".versions/{version}")
    (folder / ".link").rename(folder / "html")


def plain_file(folder: Path, version: int) -> None:
    """Write a file, always of the same size."""
    (folder / "index.html").write_text(f"{version}\n")


@pytest.mark.parametrize("change", [config_map, switched_link, plain_file], ids=lambda each: each.__name__)
def test_change_makes_nginx_reload_once(change: Callable[[Path, int], None], world: World) -> None:
    change(world.content, 1)
    with world.nginx(), world.watcher().running():
        eventually((world.state / "alive").exists, "the watcher")
        world.settle()
        assert world.counted_reloads() == 0
        for version in (2, 3):
            change(world.content, version)
            eventually(lambda expected=version - 1: world.counted_reloads() == expected, "a reload")
        world.settle()
        assert world.counted_reloads() == 2


def test_hidden_files_are_ignored(world: World) -> None:
    with world.nginx(), world.watcher().running():
        eventually((world.state / "alive").exists, "the watcher")
        (world.content / ".index.html.new").write_text("half a page")
        world.settle()
    assert world.counted_reloads() == 0


def test_change_is_not_loaded_before_it_is_complete(world: World) -> None:
    with world.nginx(), world.watcher(interval="0.3").running():
        eventually((world.state / "alive").exists, "the watcher")
        for number in range(60):
            (world.content / f"file{number}").write_text("part of a change")
            time.sleep(0.01)
        eventually(world.counted_reloads, "a reload")
        world.settle()
    assert world.counted_reloads() == 1


def test_change_while_nginx_is_down_is_loaded_when_it_is_back(world: World) -> None:
    with world.watcher().running():
        eventually((world.state / "alive").exists, "the watcher")
        plain_file(world.content, 1)
        world.settle()
        with world.nginx():
            eventually(world.counted_reloads, "a reload")


def test_change_while_the_watcher_is_down_is_loaded_when_it_is_back(world: World) -> None:
    with world.nginx():
        with world.watcher().running():
            eventually((world.state / "alive").exists, "the watcher")
        plain_file(world.content, 1)
        with world.watcher().running():
            eventually(world.counted_reloads, "a reload")


def test_other_processes_get_no_signal(world: World) -> None:
    (world.processes / "1").symlink_to(f"/proc/{os.getpid()}")
    with world.watcher().running() as process:
        eventually((world.state / "alive").exists, "the watcher")
        plain_file(world.content, 1)
        world.settle()
        assert process.poll() is None


def test_watcher_ends_within_a_second_of_sigterm(world: World) -> None:
    with world.watcher().running() as process:
        eventually((world.state / "alive").exists, "the watcher")
        assert seconds_to_end(process) < 1


def test_probes_check_that_the_watcher_is_running(world: World) -> None:
    container = world.watcher()
    assert not container.answers("startup_probe")
    assert not container.answers("liveness_probe")
    with container.running():
        eventually((world.state / "alive").exists, "the watcher")
        assert container.answers("startup_probe")
        assert container.answers("liveness_probe")
    stale = time.time() - 600
    os.utime(world.state / "alive", (stale, stale))
    assert not container.answers("liveness_probe")


def test_watcher_reads_the_volumes_of_others_and_sees_their_processes() -> None:
    sidecar: Json = built(data_change_watcher("watcher", "debian", volumes=["site", "conf"], server_user=0))
    assert sidecar.share_process_namespace
    assert [each["read_by"] for each in sidecar.shared_volumes] == [
        {"watcher": "/watched/site"},
        {"watcher": "/watched/conf"},
    ]
    assert sidecar.container["security_context"]["run_as_user"] == 0


def test_watcher_without_a_volume_is_refused() -> None:
    helper = data_change_watcher("watcher", "debian", volumes=[])
    with pytest.raises(WiringError) as refusal:
        pod_template("mc1", {"helpers": [helper]}, "shop-test")
    assert str(refusal.value) == (
        "mc1: helpers[0].data_change_watcher.volumes is empty, so nothing is watched; "
        "expected at least one shared volume"
    )
