"""The command line: exit codes, one line for each mistake, and Ctrl-C."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pod_deploy import __main__ as command_line
from pod_deploy import commands
from pod_deploy.refusal import Refusal
from tests.unit.deploy.projects import write_project
from tests.unit.packaging.places import PROGRAMS, ROOT

pytestmark = pytest.mark.process


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pod_deploy", *arguments]
    env = {**os.environ, "DEPLOY_ENGINE": "kubectl", **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def outcome(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", ["up", "preview", "destroy", "render"])
def test_unknown_stack_is_one_line_and_exit_code_2(command: str) -> None:
    message = 'Error: No stack "prodd". Did you mean "prod"? Stacks: dev, prod, staging.\n'
    assert outcome(run(command, "--stack", "prodd")) == (2, "", message)


def test_error_of_the_program_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    write_project(tmp_path, 'raise pulumi.RunError("size: 0 is too small; expected 1 or more")')
    message = "Error: size: 0 is too small; expected 1 or more\n"
    assert outcome(run("--cwd", str(tmp_path), "up")) == (2, "", message)


@pytest.mark.parametrize("mistake", ["1 / 0", "pulumi.Output.from_input(0).apply(lambda x: 1 / x)"])
def test_traceback_of_a_program_begins_in_the_program(tmp_path: Path, mistake: str) -> None:
    write_project(tmp_path, mistake)
    done = run("--cwd", str(tmp_path), "render")
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout, lines[-1]) == (1, "", "ZeroDivisionError: division by zero")
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].startswith(f'  File "{tmp_path}/__main__.py", line 3, in ')
    assert "pod_deploy" not in done.stderr


def test_output_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    write_project(tmp_path, 'k8s.core.v1.ConfigMap("c", metadata={"name": "c"}, data={"a": "1 → 2"})')
    command = [sys.executable, "-m", "pod_deploy", "--cwd", str(tmp_path), "render"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert "  a: 1 → 2\n" in done.stdout.decode("utf-8")


def test_cluster_that_does_not_answer_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text(
        "{current-context: k, contexts: [{name: k, context: {cluster: k, user: k}}],"
        " clusters: [{name: k, cluster: {server: 'https://127.0.0.1:1'}}],"
        " users: [{name: k, user: {token: t}}]}",
        encoding="utf-8",
    )
    done = run("diff", KUBECONFIG=str(file))
    message = 'context "k" of KUBECONFIG does not answer at https://127.0.0.1:1: connection refused'
    assert outcome(done) == (2, "", f"Error: {message}\n")
    assert run("preview", KUBECONFIG=str(file)).returncode == 1


def test_missing_kubectl_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text("{current-context: k, contexts: [{name: k, context: {}}]}", encoding="utf-8")
    done = run("diff", KUBECONFIG=str(file), PATH=str(tmp_path))
    message = "kubectl is not on PATH: install it, https://kubernetes.io/docs/tasks/tools/"
    assert outcome(done) == (2, "", f"Error: {message}\n")


@pytest.mark.parametrize(
    "command", [[PROGRAMS / "pod-deploy"], [sys.executable, "-m", "pod_deploy"]], ids=str
)
def test_project_is_found_from_a_folder_in_it(tmp_path: Path, command: list[str | Path]) -> None:
    write_project(tmp_path, 'k8s.core.v1.Namespace("n", metadata={"name": "shop"})')
    below = tmp_path / "stacks"
    done = subprocess.run([*command, "render"], cwd=below, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "  name: shop"


@pytest.mark.parametrize("arguments", [["--help"], ["up", "--help"], ["diff", "-h"]])
def test_help_is_shown(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: pod-deploy" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["up", "--timeout", "0"], "'--timeout'", id="no time"),
        pytest.param(["up", "--engine", "helm"], "'--engine'", id="unknown engine"),
        pytest.param(["upp"], "No such command 'upp'", id="unknown command"),
    ],
)
def test_wrong_option_is_refused_with_exit_code_2(arguments: list[str], complaint: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert complaint in done.stderr


@pytest.mark.parametrize(("differs", "code"), [(False, 0), (True, 1)])
def test_exit_code_of_diff_tells_whether_anything_differs(
    monkeypatch: pytest.MonkeyPatch, differs: bool, code: int
) -> None:
    def diff(*_: object, **__: object) -> bool:
        return differs

    monkeypatch.setattr(commands, "diff", diff)
    assert command_line.deploy.main(args=["diff"], standalone_mode=False) == code


def test_error_of_the_operating_system_is_one_line(tmp_path: Path) -> None:
    state = write_project(tmp_path) / ".state"
    state.touch()
    assert outcome(run("--cwd", str(tmp_path), "destroy")) == (1, "", f"Error: {state}: File exists.\n")


def test_denied_permission_is_one_line_and_for_diff_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def diff(*_: object, **__: object) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", "/root/kubeconfig")

    monkeypatch.setattr(commands, "diff", diff)
    assert command_line.deploy.main(args=["diff"], standalone_mode=False) == 2
    hint = "if root owns it after a run with sudo, try again with sudo."
    assert capsys.readouterr().err == f"Error: /root/kubeconfig: Permission denied; {hint}\n"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "TERM"]
)
def test_interrupt_is_one_line_without_a_traceback(tmp_path: Path, number: int, code: int) -> None:
    ready = tmp_path / "ready"
    write_project(tmp_path, f"import pathlib, time\npathlib.Path({str(ready)!r}).touch()\ntime.sleep(60)")
    command = [sys.executable, "-m", "pod_deploy", "--cwd", str(tmp_path), "render"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while not ready.exists():
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        _, stderr = process.communicate(timeout=20)
    message = "Interrupted. Run the same command again to continue from here."
    assert (process.returncode, stderr.strip()) == (code, message)


@pytest.fixture
def no_local_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that uses the local cluster, which does not exist."""

    def none(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(commands, "choose_cluster", none)
    program = 'k8s.core.v1.Namespace("n", metadata={"name": "shop"})'
    return write_project(tmp_path, program)


def test_preview_without_a_cluster_shows_the_objects_that_up_would_create(
    no_local_cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.preview(no_local_cluster, "dev", "kubectl")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "You have no local cluster; an `up` would start one, and create:",
        "  +  create    Namespace shop",
        "1 to create, 0 unchanged.",
    ]


def test_destroy_without_a_cluster_does_nothing(
    no_local_cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.destroy(no_local_cluster, "dev", "kubectl", 9)
    assert capsys.readouterr().out == "You have no local cluster: nothing to destroy.\n"


def test_diff_without_a_cluster_is_refused(no_local_cluster: Path) -> None:
    message = "You have no local cluster, so there is nothing to compare with (`up` starts one)."
    with pytest.raises(Refusal, match=rf"^{re.escape(message)}$"):
        commands.diff(no_local_cluster, "dev")


def test_preview_as_json_prints_one_document(
    no_local_cluster: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    commands.preview(no_local_cluster, "dev", "kubectl", as_json=True)
    out, err = capfd.readouterr()
    shown = json.loads(out)
    assert (shown["engine"], shown["cluster"], shown["counts"]["create"]) == ("kubectl", None, 1)
    assert "1 to create, 0 unchanged." in err


def test_diff_as_json_fails_with_exit_code_2_and_no_document(no_local_cluster: Path) -> None:
    done = run("--cwd", str(no_local_cluster), "diff", "--json", KUBECONFIG="/nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: KUBECONFIG names /nowhere")
