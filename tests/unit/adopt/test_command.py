"""The command `sidecar-pods adopt`: what it reads and prints, and its exit status."""

import io
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from sidecar_pods.adopt import command
from tests.unit.adopt.manifests import deployment, pod

COMMAND = [sys.executable, "-m", "sidecar_pods"]


def test_program_goes_to_the_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(pod())
    assert command.main(["adopt", str(tmp_path / "a.yaml")]) == 0
    printed = capsys.readouterr()
    assert 'web = SidecarPod(\n    "web",' in printed.out
    assert printed.err == ""


def test_several_files_make_one_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(pod())
    (tmp_path / "b.yaml").write_text(deployment())
    assert command.main(["adopt", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]) == 0
    assert "from sidecar_pods import SidecarDeployment, SidecarPod\n" in capsys.readouterr().out


def test_refusal_goes_to_the_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(f"not: an object\n---\n{pod()}")
    assert command.main(["adopt", str(tmp_path / "a.yaml")]) == 1
    printed = capsys.readouterr()
    assert printed.err == (
        f"{tmp_path}/a.yaml:1: has no kind; expected an object of Kubernetes with apiVersion and kind\n"
    )
    assert "web = SidecarPod(" in printed.out


def test_dash_reads_the_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(f"\ufeff{pod()}".encode())))
    assert command.main(["adopt", "-", "--language", "yaml"]) == 0
    assert capsys.readouterr().out.startswith("# The objects of stdin, as")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), (b"a: \xff\n", "it is not text in UTF-8")],
    ids=["missing", "binary"],
)
def test_unreadable_file_is_bad_usage(
    content: bytes | None, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.yaml"
    if content is not None:
        file.write_bytes(content)
    assert command.main(["adopt", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.err == f"sidecar-pods: {file} cannot be read: {reason}\n"
    assert printed.out == ""


@pytest.mark.parametrize(
    "words", [[], ["adopt"], ["adopt", "a", "--language", "go"], ["adobt"]], ids=" ".join
)
def test_bad_usage_ends_with_two(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("word", "start"), [("--help", "usage: sidecar-pods "), ("--version", "sidecar-pods ")]
)
def test_command_describes_itself(word: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([word])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(start)


def test_missing_ruff_is_said_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(pod())
    monkeypatch.setattr(command, "ruff", lambda: None)
    assert command.main(["adopt", str(tmp_path / "a.yaml")]) == 0
    assert capsys.readouterr().err == (
        "ruff is not installed, so the program is not formatted; "
        "install it with: pip install 'sidecar-pods[adopt]'\n"
    )


def test_settings_that_ruff_cannot_read_leave_its_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(pod())
    (tmp_path / "ruff.toml").write_text('line-length = "wide"\n')
    monkeypatch.chdir(tmp_path)
    assert command.main(["adopt", "a.yaml"]) == 0
    printed = capfd.readouterr()
    assert 'web = SidecarPod(\n    "web",' in printed.out
    assert f"Failed to parse {tmp_path}/ruff.toml" in printed.err


@pytest.mark.process
def test_module_runs_as_a_command() -> None:
    done = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"sidecar-pods {version('sidecar-pods')}\n"


@pytest.mark.process
def test_make_adopts_a_file(tmp_path: Path) -> None:
    (tmp_path / "an app.yaml").write_text(pod())
    root = Path(__file__).parents[3]
    done = subprocess.run(
        ["make", "--no-print-directory", "adopt", f"FILE={tmp_path}/an app.yaml"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "web = SidecarPod(" in done.stdout


@pytest.mark.process
def test_workloads_are_adopted_without_the_kubernetes_classes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"{pod()}---\n{deployment()}")
    script = (
        "import sys; from sidecar_pods.adopt.command import main; main(sys.argv[1:]);"
        "print([each for each in sys.modules if each.startswith('pulumi_kubernetes')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "adopt", tmp_path / "a.yaml"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
