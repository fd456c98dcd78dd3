"""The README's own commands in a fresh clone: from nothing to the served page, and back to nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.e2e.local_cluster.machine import traces
from tests.e2e.local_cluster.running import Local
from tests.e2e.page import moments
from tests.e2e.project import CHECKOUT

OF_THE_CALLER = {"KUBECONFIG", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VIRTUAL_ENV"}
"""Variables that a new shell does not have."""


@dataclass(frozen=True)
class Clone:
    """A clone of the repository, and the environment of a shell in it."""

    folder: Path
    environment: dict[str, str]

    def make(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `make`, which must succeed."""
        done = subprocess.run(
            ["make", *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done


@pytest.fixture(scope="module")
def clone(local: Local, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """Make a fresh clone that has its own cluster."""
    folder = tmp_path_factory.mktemp("clone") / "repository"
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, folder], check=True)
    bare = {name: value for name, value in os.environ.items() if name not in OF_THE_CALLER}
    # Where there is a Pulumi CLI, it would use its owner's login.
    cluster = Local(f"{local.name}-d")
    yield Clone(folder, {**bare, "LOCAL_CLUSTER_NAME": cluster.name, "DEPLOY_ENGINE": "kubectl"})
    cluster.run("down")


@dataclass(frozen=True)
class Visit:
    """What each command printed, in the order in which a new user types them."""

    help: str
    render: subprocess.CompletedProcess[str]
    up: str
    again: str
    status: str
    preview: str
    diff: str


@pytest.fixture(scope="module")
def visit(clone: Clone) -> Visit:
    """Run the commands up to the served page; the first one that needs .venv makes it."""
    return Visit(
        help=clone.make("help").stdout,
        render=clone.make("render", "STACK=dev"),
        up=clone.make("up").stdout,
        again=clone.make("up").stdout,
        status=clone.make("cluster-status").stdout,
        preview=clone.make("preview").stdout,
        diff=clone.make("diff").stdout,
    )


def test_help_lists_the_targets(visit: Visit) -> None:
    listed = {line.split()[0] for line in visit.help.splitlines() if line.strip()}
    assert {"up", "preview", "destroy", "render", "diff", "cluster", "check", "test"} <= listed


def test_render_makes_the_environment_and_prints_manifests_alone(visit: Visit) -> None:
    assert "Making .venv" in visit.render.stderr
    assert [each["kind"] for each in yaml.safe_load_all(visit.render.stdout)] == ["Service", "Pod"]


def test_up_ends_with_the_page(visit: Visit) -> None:
    _, _, page = visit.up.partition("The last lines of the page, through Service mc1:\n")
    shown = [line.strip() for line in page.partition("\n\n")[0].splitlines()]
    assert len(moments("\n".join(shown))) == 3


def test_up_again_changes_nothing_and_says_so(visit: Visit) -> None:
    assert "Nothing to change: 2 objects as the program says." in visit.again


def test_cluster_is_running(visit: Visit, clone: Clone) -> None:
    assert "running" in visit.status
    assert clone.environment["LOCAL_CLUSTER_NAME"] in visit.status


def test_preview_and_diff_find_nothing_to_do(visit: Visit) -> None:
    assert "Nothing to change: 2 objects as the program says." in visit.preview
    assert visit.diff == ""


def test_git_sees_no_change_in_the_clone(visit: Visit, clone: Clone) -> None:
    assert visit.up
    status = ["git", "status", "--porcelain"]
    changed = subprocess.run(status, cwd=clone.folder, check=True, capture_output=True, text=True)
    assert changed.stdout == ""


def test_cluster_down_leaves_nothing(visit: Visit, clone: Clone) -> None:
    assert visit.up
    clone.make("cluster-down")
    assert traces(Local(clone.environment["LOCAL_CLUSTER_NAME"]).cluster) == {}
