"""The data loader: readers always see all of one load."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from sidecar_pods import WiringError, pod_template
from sidecar_pods.sidecars import data_loader
from tests.foreign import Json, JsonObject
from tests.unit.components.sidecars.built import built
from tests.unit.components.sidecars.loads import files, run
from tests.unit.components.sidecars.process import Container, eventually, kill, seconds_to_end

pytestmark = pytest.mark.process  # they run the scripts, and wait for them


def loader(
    volume: Path, command: str, *, again: bool = False, pause: float = 0.01, timeout: int = 10
) -> Container:
    """Return a loader that loads once, or repeatedly with a pause of so many seconds."""
    interval = 1 if again else None
    sidecar = built(
        data_loader(
            "loader", "debian", command, reader="web", interval_seconds=interval, timeout_seconds=timeout
        )
    )
    faster = {"INTERVAL": str(pause)} if again else {}
    return Container(sidecar.container, {"/volume": volume}, **faster)


def versions(volume: Path) -> list[str]:
    return sorted(each.name for each in (volume / ".versions").iterdir())


def test_files_that_the_command_leaves_are_the_data(volume: Path) -> None:
    assert run(loader(volume, "mkdir a && echo one > a/b && echo two > c"))[0] == 0
    assert files(volume) == {"a/b": "one\n", "c": "two\n"}


def test_next_load_replaces_all_of_the_one_before(volume: Path) -> None:
    run(loader(volume, "echo old > old"))
    run(loader(volume, "echo new > new"))
    assert files(volume) == {"new": "new\n"}


def test_reader_never_sees_a_mixture_of_two_loads(volume: Path) -> None:
    command = 'n=$(date +%N); echo "$n" > one; sleep 0.02; echo "$n" > other'
    seen: set[str] = set()

    def several_loads() -> bool:
        data = (volume / "html").readlink()
        one, other = ((volume / data / name).read_text() for name in ("one", "other"))
        assert one == other
        seen.add(one)
        return len(seen) > 4

    # The pause gives a reader that has begun with a version the time to finish.
    with loader(volume, command, again=True, pause=0.2).running():
        eventually((volume / "html").exists, "the data")
        eventually(several_loads, "several loads")


def test_loads_within_one_second_are_separate_versions(volume: Path) -> None:
    with loader(volume, "date +%N > file", again=True).running(stdout=subprocess.PIPE) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(8)]
    names = [name for line in said for name in re.findall(r"version (\S+)", line)]
    assert len(set(names)) == 8
    assert len({name.partition(".")[0] for name in names}) < 8


def test_unchanged_data_are_not_switched(volume: Path) -> None:
    run(loader(volume, "echo same > file"))
    before = (volume / "html").readlink()
    assert run(loader(volume, "echo same > file")) == (0, "")
    assert (volume / "html").readlink() == before


def test_one_previous_version_is_kept(volume: Path) -> None:
    kept: list[str] = []
    for number in range(4):
        _, said = run(loader(volume, f"echo {number} > file"))
        kept = [*kept, *re.findall(r"version (\S+)", said)][-2:]
    assert versions(volume) == sorted(kept)


def without_privilege(container: Container) -> Container:
    """Return the same container without root's right to ignore file permissions."""
    if os.geteuid():
        return container
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is not installed")
    return container.under("setpriv", "--bounding-set", "-all", "--inh-caps", "-all")


READ_ONLY = "mkdir -p ro/inner && echo old > ro/inner/old && chmod 555 ro/inner ro"


def test_a_failed_load_leaves_no_file_for_the_next_even_a_read_only_one(volume: Path) -> None:
    assert run(without_privilege(loader(volume, f"{READ_ONLY}; exit 3")))[0] == 3
    assert run(without_privilege(loader(volume, "echo new > new")))[0] == 0
    assert files(volume) == {"new": "new\n"}


def test_a_read_only_old_version_is_removed_too(volume: Path) -> None:
    for number in range(4):
        assert run(without_privilege(loader(volume, f"{READ_ONLY} && echo {number} > file")))[0] == 0
    assert len(versions(volume)) == 2


def test_files_beside_unchanged_data_are_those_of_the_last_load(volume: Path) -> None:
    for number in range(2):
        run(loader(volume, f"echo same > file; echo {number} > ../number"))
    assert (volume / "html/../number").read_text() == "1\n"
    assert len(versions(volume)) == 1


@pytest.mark.parametrize(
    ("command", "status"),
    [("echo half > file; exit 3", 3), ("sleep 60", 124), ("true", 1)],
    ids=["that fails", "that takes too long", "that leaves nothing at first"],
)
def test_load_is_refused(command: str, status: int, volume: Path) -> None:
    code, said = run(loader(volume, command, timeout=1))
    assert code == status
    assert said == f"loading failed with status {status}; html stays as it is\n"
    assert not (volume / "html").exists()


def test_failed_load_keeps_the_previous_data(volume: Path) -> None:
    run(loader(volume, "echo good > file"))
    assert run(loader(volume, "echo bad > file; false"))[0] == 1
    assert files(volume) == {"file": "good\n"}


def test_loader_that_was_killed_keeps_complete_data_and_continues(volume: Path) -> None:
    container = loader(volume, 'n=$(date +%N); echo "$n" > one; echo "$n" > other', again=True)
    for pause in (0.05, 0.1, 0.15, 0.2, 0.25):
        process = container.start()
        time.sleep(pause)
        kill(process)
        if (volume / "html").exists():
            assert len(set(files(volume).values())) == 1
    with container.running():
        eventually(lambda: (volume / "html").exists() and len(versions(volume)) == 2, "two versions")


def test_loader_ends_within_a_second_of_sigterm_even_while_it_loads(volume: Path) -> None:
    with loader(volume, "touch loading; sleep 5", again=True).running() as process:
        eventually((volume / ".next/data/loading").exists, "a load")
        assert seconds_to_end(process) < 1


def test_probes_check_that_data_exist_and_the_loader_is_running(volume: Path) -> None:
    container = loader(volume, "echo data > file", again=True)
    assert not container.answers("startup_probe")
    assert not container.answers("liveness_probe")
    with container.running():
        eventually((volume / ".alive").exists, "a load")
        assert container.answers("startup_probe")
        assert container.answers("liveness_probe")
    stale = time.time() - 600
    os.utime(volume / ".alive", (stale, stale))
    assert not container.answers("liveness_probe")


def test_loader_is_alive_from_the_start_of_a_long_load(volume: Path) -> None:
    run(loader(volume, "echo before > file"))
    (volume / ".alive").touch()
    os.utime(volume / ".alive", (0, 0))
    container = loader(volume, "touch loading; sleep 5", again=True)
    with container.running():
        eventually((volume / ".next/data/loading").exists, "a load")
        assert container.answers("liveness_probe")


@pytest.mark.parametrize(("timeout", "seconds"), [(60, 120), (600, 660), (601, 670)])
def test_the_startup_probe_waits_for_the_first_load(timeout: int, seconds: int) -> None:
    sidecar: Json = built(
        data_loader("loader", "debian", "date > f", reader="web", interval_seconds=5, timeout_seconds=timeout)
    )
    probe = sidecar.container["startup_probe"]
    assert probe["failure_threshold"] * probe["timeout_seconds"] == seconds


@pytest.mark.parametrize(
    ("interval", "role"), [(None, "init_containers"), (30, "sidecars")], ids=["once", "again and again"]
)
def test_loader_is_an_init_container_or_a_native_sidecar(interval: int | None, role: str) -> None:
    helper = data_loader("loader", "debian", "date > f", reader="web", interval_seconds=interval)
    assert built(helper).role == role


@pytest.mark.parametrize("read_at", ["/srv/www/site", "/srv/www/site/"])
def test_reader_finds_the_data_in_the_volume_at_the_path_it_expects(read_at: str) -> None:
    sidecar: Json = built(data_loader("loader", "debian", "date > f", reader="web", read_at=read_at))
    assert sidecar.shared_volumes[0]["read_by"] == {"web": "/srv/www"}
    assert {"name": "LINK", "value": "site"} in sidecar.container["env"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"read_at": "/html/"},
            'read_at is "/html/"; expected a path such as /srv/html: the folder that holds it is the volume',
        ),
        (
            {"settings": {"BUCKET": "s3://b", "ROOT": "s3://b"}},
            "settings has a key that is ROOT, which is the loader's own; expected another name",
        ),
        ({"timeout_seconds": 0}, "timeout_seconds is 0; expected 1 or more"),
        ({"interval_seconds": 0}, "interval_seconds is 0; expected 1 or more"),
    ],
    ids=["no folder", "setting", "no time", "no interval"],
)
def test_wrong_arguments_of_a_loader_are_refused(arguments: JsonObject, sentence: str) -> None:
    helper = data_loader("loader", "debian", "date > f", reader="web", **arguments)
    with pytest.raises(WiringError) as refusal:
        pod_template("mc1", {"helpers": [helper]}, "shop-test")
    assert str(refusal.value) == f"mc1: helpers[0].data_loader.{sentence}"
