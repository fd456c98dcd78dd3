"""The command's output: failures are sentences, and paths can be copied."""

import http.client
import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from local_cluster import __main__ as command
from local_cluster.errors import ClusterError
from local_cluster.places import DEFAULT_NAME, Cluster
from local_cluster.status import Status

HERE = Cluster("here")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("name", "title"), [(DEFAULT_NAME, "The local cluster"), ("other", "The local cluster other")]
)
def test_only_a_second_cluster_is_called_by_its_name(name: str, title: str) -> None:
    assert Cluster(name).title == title


@pytest.mark.parametrize("words", ["not ready: [no runtime, no network]", "no [/run/x.sock]"])
def test_status_prints_a_daemons_own_words_unchanged(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    command.print_status(Status(HERE, "10.99.0.2", {"kubelet": 7}, {"kubelet": words}))
    assert words in capsys.readouterr().out


def test_status_prints_paths_on_lines_that_can_be_copied(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", f"/[long]/{'x' * 100}")
    command.print_status(Status(HERE, "10.99.0.2", {"kubelet": 7}, {}))
    assert f"kubeconfig  {HERE.kubeconfig}\n" in capsys.readouterr().out


class _EndedError(BaseException):
    """The process ended with this code."""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ClusterError("no memory"), "no memory"),
        (TimeoutError("process 7 does not die"), "process 7 does not die"),
        (PermissionError(13, "Permission denied", "/x"), "/x: Permission denied"),
        (subprocess.TimeoutExpired("ip", 3), "Command 'ip' timed out after 3 seconds"),
        (http.client.BadStatusLine("?"), "?"),
        (TimeoutError(), "TimeoutError"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_failure_is_one_sentence(
    error: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(_EndedError) as ended:
        _run_that_fails(monkeypatch, error)
    assert ended.value.args == (1,)
    assert capsys.readouterr().err == f"Error: {sentence}\n"


def _run_that_fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(**_: object) -> None:
        raise error

    def end(code: int) -> None:
        raise _EndedError(code)

    monkeypatch.setattr(command, "main", fail)
    monkeypatch.setattr(os, "_exit", end)
    command.run()


@pytest.fixture
def other_user(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Run commands as a user other than root, who cannot see root's clusters."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return CliRunner()


@pytest.mark.parametrize("name", ["up", "down", "status", "env"])
def test_other_user_is_told_that_root_is_needed(other_user: CliRunner, name: str) -> None:
    result = other_user.invoke(command.main, [name])
    assert isinstance(result.exception, ClusterError)
    assert str(result.exception).startswith("The local cluster needs root")
    assert result.output == ""


def test_json_status_works_for_other_users(other_user: CliRunner) -> None:
    result = other_user.invoke(command.main, ["status", "--format", "json"])
    assert json.loads(result.output)["state"] == "stopped"


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Run commands as root, with a cluster."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    HERE.state.mkdir(parents=True)
    HERE.kubeconfig.touch()
    (HERE.state / "network.json").write_text('{"number": 3}')
    return CliRunner()


def test_env_prints_the_kubeconfig_and_the_path_of_kubectl(root: CliRunner) -> None:
    lines = root.invoke(command.main, ["env", "--name", "here"]).output.splitlines()
    assert [line.partition("=")[0] for line in lines] == ["export KUBECONFIG", "export PATH"]


def test_env_excludes_the_node_from_the_shells_proxy(
    root: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    lines = root.invoke(command.main, ["env", "--name", "here"]).output.splitlines()
    assert lines[2:] == ["export NO_PROXY=10.99.3.2", "export no_proxy=10.99.3.2"]
