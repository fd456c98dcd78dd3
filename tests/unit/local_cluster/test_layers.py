"""Making a layer mounts folders of this machine; their content must survive a killed process."""

import multiprocessing
import os
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from local_cluster.images.layers import Recipe, make_layer
from local_cluster.work.atomic import remove_unfinished

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")

_FORK = multiprocessing.get_context("fork")

# Mount a folder, as the real mmdebstrap mounts /dev/shm; then say so, and ignore every signal but KILL.
MMDEBSTRAP = """#!/bin/sh
trap '' TERM INT HUP
mkdir "$TMPDIR/root"
mount --bind "$OF_THIS_MACHINE" "$TMPDIR/root"
touch "$OF_THIS_MACHINE/mounted"
sleep 60
"""


@pytest.fixture
def precious(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of this machine that a replaced mmdebstrap mounts."""
    programs, precious = tmp_path / "programs", tmp_path / "precious"
    programs.mkdir()
    precious.mkdir()
    (programs / "mmdebstrap").write_text(MMDEBSTRAP)
    (programs / "mmdebstrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("OF_THIS_MACHINE", str(precious))
    return precious


def test_removing_the_leftovers_of_a_killed_mmdebstrap_spares_its_mounts(
    tmp_path: Path, precious: Path
) -> None:
    (tmp_path / "images").mkdir()
    maker = _FORK.Process(target=_make, args=(tmp_path / "images",))
    maker.start()
    _wait_until((precious / "mounted").exists)
    maker.kill()
    maker.join()
    remove_unfinished(tmp_path / "images")
    assert (precious / "mounted").exists()
    assert str(precious) not in Path("/proc/self/mounts").read_text()
    _wait_until(lambda: not _is_in_use(precious))


def _make(folder: Path) -> None:
    below = folder / "below.tar"
    tarfile.open(below, "w").close()
    make_layer(Recipe("bookworm"), [below], folder / "layer.tar", folder / "log", print)


@retry(retry=retry_if_result(lambda so: not so), wait=wait_fixed(0.02), stop=stop_after_delay(20))
def _wait_until(condition: Callable[[], bool]) -> bool:
    return condition()


def _is_in_use(path: Path) -> bool:
    """Return whether a process has the path in its environment, as those of our mmdebstrap have."""
    for file in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if str(path).encode() in file.read_bytes():
                return True
    return False
