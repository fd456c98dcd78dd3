"""The source of a cluster's images: a registry, or stand-ins made here."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from local_cluster import lifecycle
from local_cluster.errors import ClusterError
from local_cluster.images.index import PAUSE_IMAGE, write_index
from local_cluster.lifecycle import ensure_materials
from local_cluster.places import Cluster
from local_cluster.programs.build import programs
from local_cluster.work.steps import Reporter

HERE = Cluster("here")


@pytest.fixture(autouse=True)
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the commands whose packages are asked for; all packages and programs are there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    programs().mkdir(parents=True)
    (programs() / "pause").touch()
    asked: list[str] = []

    def ensure_packages(commands: dict[str, str], _: Reporter) -> None:
        asked.extend(commands)

    monkeypatch.setattr(lifecycle.packages, "ensure_packages", ensure_packages)
    return asked


def test_no_stand_in_is_made_when_a_registry_answers(
    monkeypatch: pytest.MonkeyPatch, commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _answer(monkeypatch, registry=True)
    _stand_ins(monkeypatch, _never)
    ensure_materials(HERE, Reporter())
    assert "Images are pulled from their registries." in capsys.readouterr().err
    assert "mmdebstrap" not in commands
    index = json.loads((HERE.etc / "images.json").read_text())
    names = [each["annotations"]["org.opencontainers.image.ref.name"] for each in index["manifests"]]
    assert names == [PAUSE_IMAGE]


def _answer(monkeypatch: pytest.MonkeyPatch, *, registry: bool) -> None:
    monkeypatch.setattr(lifecycle, "registry_answers", lambda: registry)


def _stand_ins(monkeypatch: pytest.MonkeyPatch, make: Callable[[Reporter], None]) -> None:
    monkeypatch.setattr(lifecycle, "ensure_stand_ins", make)


def _never(_: Reporter) -> None:
    raise AssertionError("a stand-in is made")


def test_stand_ins_are_made_when_no_registry_answers(
    monkeypatch: pytest.MonkeyPatch, commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    made, written = threading.Event(), threading.Event()

    def write_index(_: Path, *, stand_ins: bool) -> None:
        assert stand_ins
        written.set()

    def make(_: Reporter) -> None:
        made.set()

    _answer(monkeypatch, registry=False)
    _stand_ins(monkeypatch, make)
    monkeypatch.setattr(lifecycle, "write_index", write_index)
    ensure_materials(HERE, Reporter())
    assert "images are made from Debian packages" in capsys.readouterr().err
    assert "mmdebstrap" in commands
    assert made.is_set()
    assert written.is_set()


def test_cluster_keeps_its_kind_of_images(monkeypatch: pytest.MonkeyPatch) -> None:
    write_index(HERE.etc / "images.json", stand_ins=False)
    _answer(monkeypatch, registry=False)
    _stand_ins(monkeypatch, _never)
    ensure_materials(HERE, Reporter())


def test_failed_image_is_reported_before_the_long_build_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    end = threading.Event()

    def build(_: Reporter) -> None:
        end.wait()

    def fail(_: Reporter) -> None:
        raise ClusterError("no image")

    _answer(monkeypatch, registry=False)
    _stand_ins(monkeypatch, fail)
    monkeypatch.setattr(lifecycle, "ensure_programs", build)
    with pytest.raises(ClusterError, match="no image"):
        ensure_materials(HERE, Reporter())
    end.set()
