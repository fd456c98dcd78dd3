"""The Git loader: readers always see the files of one commit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from sidecar_pods.sidecars import git_loader
from tests.unit.components.sidecars.built import built
from tests.unit.components.sidecars.git_over_https import GitServer
from tests.unit.components.sidecars.loads import files, has_loaded, run
from tests.unit.components.sidecars.process import Container, eventually

pytestmark = pytest.mark.process  # they run the scripts, and wait for them


class Repository:
    """A Git repository on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)

    def commit(self, **files: str) -> str:
        """Commit these files in the place of all others, and return the commit's id."""
        for each in self.folder.glob("[!.]*"):
            each.unlink()
        for name, text in files.items():
            (self.folder / name).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=next")
        return self.git("rev-parse", "HEAD").strip()

    def git(self, *arguments: str) -> str:
        me = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        command = ["git", "-C", str(self.folder), *me, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    return Repository(tmp_path / "repository")


def git_container(
    volume: Path, repository: Repository | str, ref: str, *, again: bool = False, **environment: str
) -> Container:
    interval = 1 if again else None
    url = repository if isinstance(repository, str) else str(repository.folder)
    sidecar = built(git_loader("loader", "alpine/git", url, reader="web", ref=ref, interval_seconds=interval))
    faster = {"INTERVAL": "0.05"} if again else {}
    return Container(sidecar.container, {"/volume": volume}, **faster, **environment)


def test_git_loader_loads_the_files_of_one_commit_without_the_repository(
    volume: Path, repository: Repository
) -> None:
    repository.commit(index="old")
    repository.commit(index="new")
    assert run(git_container(volume, repository, "main"))[0] == 0
    assert files(volume) == {"index": "new"}


@pytest.mark.parametrize("kind", ["branch", "tag", "commit"])
def test_git_loader_loads_any_ref(kind: str, volume: Path, repository: Repository) -> None:
    commit = repository.commit(index="wanted")
    repository.git("branch", "branch")
    repository.git("tag", "--annotate", "--message=tag", "tag")
    repository.commit(index="newer")
    assert run(git_container(volume, repository, {"commit": commit}.get(kind, kind)))[0] == 0
    assert files(volume) == {"index": "wanted"}


def test_git_loader_follows_the_branch(volume: Path, repository: Repository) -> None:
    repository.commit(index="old", gone="old")
    with git_container(volume, repository, "main", again=True).running():
        eventually((volume / "html").exists, "the first commit")
        assert files(volume) == {"index": "old", "gone": "old"}
        repository.commit(index="new")
        eventually(lambda: has_loaded(volume, {"index": "new"}), "the second commit")


def test_git_loader_fetches_only_new_commits(volume: Path, repository: Repository) -> None:
    repository.commit(index="same")
    assert "version" in run(git_container(volume, repository, "main"))[1]
    (repository.folder / ".git/objects").rename(repository.folder / "objects")  # nothing could be fetched now
    (repository.folder / ".git/objects").mkdir()
    assert run(git_container(volume, repository, "main")) == (0, "")


def test_git_loader_fetches_a_commit_without_changed_files_once(volume: Path, repository: Repository) -> None:
    repository.commit(index="same")
    run(git_container(volume, repository, "main"))
    repository.git("commit", "--quiet", "--allow-empty", "--message=nothing")
    repository.git("branch", "feature/main")
    assert run(git_container(volume, repository, "main")) == (0, "")
    (repository.folder / ".git/objects").rename(repository.folder / "objects")  # nothing could be fetched now
    (repository.folder / ".git/objects").mkdir()
    assert run(git_container(volume, repository, "main")) == (0, "")


def test_git_loader_continues_after_a_kill_during_its_configuration(
    volume: Path, repository: Repository
) -> None:
    repository.commit(index="one")
    (volume / ".home").mkdir()
    (volume / ".home/.gitconfig.lock").touch()
    assert run(git_container(volume, repository, "main"))[0] == 0


@pytest.fixture
def server(repository: Repository, tmp_path: Path) -> Generator[GitServer]:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    server = GitServer(repository.folder.parent, tmp_path)
    with server.serving():
        yield server


def test_git_loader_loads_one_commit_over_https_without_its_history(
    volume: Path, repository: Repository, server: GitServer
) -> None:
    repository.commit(index="old")
    repository.commit(index="new")
    url = f"{server.url}/{repository.folder.name}"
    assert run(git_container(volume, url, "main", GIT_SSL_CAINFO=str(server.certificate)))[0] == 0
    assert files(volume) == {"index": "new"}
    (fetched,) = [body for body in server.asked if b"command=fetch" in body]
    assert b"deepen 1" in fetched


def test_git_loader_refuses_an_untrusted_certificate(
    volume: Path, repository: Repository, server: GitServer
) -> None:
    repository.commit(index="one")
    code, said = run(git_container(volume, f"{server.url}/{repository.folder.name}", "main"))
    assert code == 128
    assert "certificate" in said
    assert server.asked == []


def test_git_loader_refuses_a_ref_that_does_not_exist(volume: Path, repository: Repository) -> None:
    repository.commit(index="one")
    code, said = run(git_container(volume, repository, "no-such-branch"))
    assert code == 128
    assert "couldn't find remote ref no-such-branch" in said


def test_git_loader_runs_no_command_from_a_repository(volume: Path, tmp_path: Path) -> None:
    sidecar = built(
        git_loader("loader", "alpine/git", f"ext::touch {tmp_path}/ran", reader="web", interval_seconds=None)
    )
    code, said = run(Container(sidecar.container, {"/volume": volume}))
    assert code == 128
    assert "transport 'ext' not allowed" in said
    assert not (tmp_path / "ran").exists()
