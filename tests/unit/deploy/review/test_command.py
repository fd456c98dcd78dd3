"""The command on a real git repository: each side is rendered in a work tree of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.review.command import review
from pod_deploy.review.formats.inert import plain
from pod_deploy.review.rendering import Job, render_all, rendered
from pod_deploy.review.reviewed import State
from pod_deploy.review.trees import checked_out, uncommitted
from tests.unit.deploy.projects import write_project

PROGRAM = """\
from parts.names import NAME
k8s.core.v1.Namespace("n", metadata={"name": f"{NAME}-{pulumi.get_stack()}"})
"""


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=change")
    return git(folder, "rev-parse", "HEAD")


def write_part(folder: Path, name: str) -> None:
    source = folder / "components" / "parts"
    source.mkdir(parents=True, exist_ok=True)
    (source.parent / "pyproject.toml").touch()
    (source / "__init__.py").touch()
    (source / "names.py").write_text(f"NAME = {name!r}\n", encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a project below the root of a repository; its only commit has the stacks dev and staging."""
    root = tmp_path / "repository"
    project = root / "deep" / "project"
    project.mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    write_project(project, PROGRAM)
    write_part(project, "one")
    commit(root)
    return project


def trees_of(project: Path) -> list[str]:
    return git(project, "worktree", "list", "--porcelain").split("\n\n")


@pytest.mark.process
def test_each_side_is_rendered_with_its_own_components(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create=change")
    write_part(repository, "two")
    (repository / "stacks" / "Pulumi.staging.yaml").unlink()
    (repository / "stacks" / "Pulumi.edge.yaml").write_text("config: {replicas: many}\n", encoding="utf-8")
    head = commit(repository)
    git(repository, "switch", "--quiet", "main")
    base = git(repository, "rev-parse", "HEAD")
    write_part(repository, "three")
    commit(repository)  # is no change of the branch
    found = review(repository, "main", "change")
    assert (found.base, found.head, found.exit_code) == (base, head, 1)
    dev, edge, staging = found.stacks
    assert [plain(each.sentence) for each in dev.effects] == [
        "Namespace one-dev is deleted, with everything in it",
        "Namespace two-dev is created",
    ]
    assert [plain(note.sentence) for note in edge.notes] == [
        "This stack cannot be rendered: stacks/Pulumi.edge.yaml: config: shop:replicas must be of type"
        ' integer, not the text "many".'
    ]
    assert staging.state is State.DELETED
    assert len(trees_of(repository)) == 1


@pytest.mark.process
def test_interrupt_removes_the_work_trees(repository: Path, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    sleep = f"import pathlib, time\npathlib.Path({str(ready)!r}).touch()\ntime.sleep(60)"
    write_project(repository, sleep)
    commit(repository)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "pod_deploy", "review", "HEAD~1", "--stack=dev"]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, cwd=repository, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        while not ready.exists():
            assert process.poll() is None
            time.sleep(0.1)
        assert list(temporary.iterdir())
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stderr.strip() == "Interrupted. Run the same command again to continue from here."
    assert list(temporary.iterdir()) == []
    assert len(trees_of(repository)) == 1


@pytest.mark.process
def test_exit_code_and_files_of_the_command(repository: Path, tmp_path: Path) -> None:
    write_part(repository, "two")
    commit(repository)
    output = tmp_path / "output"
    options = ["--stack=dev", "--format=json", f"--output={output}"]
    command = [sys.executable, "-m", "pod_deploy", "review", "HEAD~1", *options]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["stacks"][0]["counts"]["created"] == 1
    assert (output / "review.json").read_text(encoding="utf-8") == done.stdout


@pytest.mark.process
def test_command_refuses_an_unknown_commit_with_exit_code_2(repository: Path) -> None:
    command = [sys.executable, "-m", "pod_deploy", "review", "mian"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    message = 'BASE: "mian" is no commit, branch or tag of this repository. Did you mean "main"?'
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Error: {message}\n")


@pytest.mark.parametrize("ref", ["--output=x", "nothing", "HEAD:deep", ""])
def test_unknown_commit_is_refused(repository: Path, ref: str) -> None:
    message = re.escape(f'--head: "{ref}" is no commit, branch or tag of this repository.')
    with pytest.raises(BadInput, match=f"^{message}"), checked_out(repository, "HEAD", ref):
        pass


def test_commit_that_a_shallow_clone_lacks_is_refused_with_a_hint(repository: Path, tmp_path: Path) -> None:
    commit(repository)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.parents[1].as_uri(), str(clone))
    with (
        pytest.raises(BadInput, match=r"This clone is shallow: fetch it first\.$"),
        checked_out(clone, "HEAD~1", "HEAD"),
    ):
        pass
    with pytest.raises(BadInput, match=r"of this repository\.$"), checked_out(repository, "HEAD~7", "HEAD"):
        pass


def test_reason_of_git_is_shown(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # In a container, the checkout often belongs to another user than root.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(Refusal, match="detected dubious ownership"), checked_out(repository, "HEAD", "HEAD"):
        pass


def test_submodules_are_named_as_missing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository.parents[1] / ".gitmodules").touch()
    commit(repository)
    with checked_out(repository, "HEAD", "HEAD"):
        pass
    message = "A review checks out no submodules: a program that reads their files fails in it.\n"
    assert capsys.readouterr().err == message


@pytest.mark.process
def test_place_of_the_work_trees_is_no_change(repository: Path) -> None:
    program = """\
        import os
        folder, name = os.getcwd(), os.path.basename(os.path.dirname(os.path.dirname(os.getcwd())))
        k8s.core.v1.ConfigMap("c", metadata={"name": "c"}, data={"folder": folder, "name": name})
        """
    write_project(repository, program)
    commit(repository)
    commit(repository)
    (dev,) = review(repository, "HEAD~1", stacks=["dev"]).stacks
    assert dev.state is State.UNCHANGED
    assert [each.change.manifest["data"] for each in dev.effects] == [{"folder": ".", "name": "repository"}]


def test_folder_outside_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is in no git repository"), checked_out(tmp_path, "HEAD", "HEAD"):
        pass


def test_unknown_stack_is_refused(repository: Path) -> None:
    message = re.escape('No stack "stagin". Did you mean "staging"? Stacks: dev, staging.')
    with pytest.raises(BadInput, match=f"^{message}$"):
        review(repository, "HEAD", stacks=["stagin"])


def test_work_trees_are_removed_after_an_error(repository: Path) -> None:
    def fail() -> None:
        with checked_out(repository, "HEAD", "HEAD") as trees:
            assert (trees.head / "Pulumi.yaml").is_file()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert len(trees_of(repository)) == 1


def test_hook_of_the_checkout_does_not_run(repository: Path, tmp_path: Path) -> None:
    hook = repository.parents[1] / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n", encoding="utf-8")
    hook.chmod(0o755)
    with checked_out(repository, "HEAD", "HEAD"):
        pass
    assert not (tmp_path / "ran").exists()


def test_changes_that_are_not_committed_are_noticed(repository: Path) -> None:
    assert not uncommitted(repository)
    write_part(repository, "other")
    assert uncommitted(repository)


@pytest.mark.process
def test_broken_project_file_is_the_error_of_each_stack(repository: Path) -> None:
    (repository / "Pulumi.yaml").write_text("name: [\n", encoding="utf-8")
    commit(repository)
    (dev,) = review(repository, "HEAD~1", stacks=["dev"]).stacks
    assert dev.state is State.BROKEN
    assert plain(dev.notes[0].sentence).startswith("This stack cannot be rendered: Pulumi.yaml, line 2")


@pytest.mark.process
def test_program_that_misbehaves_is_one_sentence(tmp_path: Path) -> None:
    program = """\
        import os, sys
        match pulumi.get_stack():
            case "dev":
                os._exit(3)
            case "edge":
                os.write(1, b"::error::out of the program")
                {}["key"]
            case "forged":
                with open(sys.argv[3], "w") as result:
                    result.write('{"manifests": [{"kind": "Pod", "apiVersion": "v1", "metadata": 5}]}')
                os._exit(0)
            case "prod":
                raise pulumi.RunError("size: 0 is too small")
            case _:
                k8s.core.v1.Namespace("n", metadata={"name": "right"})
        """
    tree = tmp_path / "tree"
    tree.mkdir()
    write_project(tree, program)
    (tree / "click.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    for stack in ("edge", "forged", "prod"):
        (tree / "stacks" / f"Pulumi.{stack}.yaml").touch()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    stacks = ("dev", "edge", "forged", "prod", "staging")
    sides = render_all([Job(tree, stack) for stack in stacks], scratch)
    assert {job.stack: side.error for job, side in sides.items()} == {
        "dev": "The program ended its process with exit code 3: no message",
        "edge": "__main__.py, line 9: KeyError: 'key'",
        "forged": "The program ended its process with exit code 0: no message",
        "prod": "size: 0 is too small",
        "staging": "",
    }
    assert [key.name for key in sides[Job(tree, "staging")].objects] == ["right"]


def test_encrypted_value_is_a_placeholder(tmp_path: Path) -> None:
    program = """\
        password = pulumi.Config().require_secret("password")
        k8s.core.v1.Secret("s", metadata={"name": "s"}, string_data={"password": password})
        """
    write_project(tmp_path, program, "config: {password: {secure: v1:abc}, 'kubernetes:namespace': shop}")
    found = rendered(tmp_path, "dev")
    assert found["secure"] == {"shop:password": {"secure": "v1:abc"}}
    (secret,) = found["manifests"] if isinstance(found["manifests"], list) else []
    assert isinstance(secret, dict)
    assert secret["stringData"] == {"password": "[secret]"}
    assert secret["metadata"] == {"name": "s", "namespace": "shop"}
