"""The engine with a Pulumi CLI, with a fake CLI that notes its calls."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.console import Console

from pod_deploy import commands
from pod_deploy.refusal import Refusal
from pod_deploy.stack.project import StackConfig, read_stack
from pod_deploy.with_cli import installation
from pod_deploy.with_cli.backend import PulumiBackend
from pod_deploy.with_cli.engine import PulumiEngine, object_key
from pod_deploy.with_cli.installation import NoCliError, find_cli
from tests.foreign import JsonObject
from tests.unit.deploy.projects import write_project
from tests.unit.deploy.recorded import CLUSTER
from tests.unit.deploy.with_cli import fake_pulumi

pytestmark = pytest.mark.process

DEV = "# by hand\nconfig:\n  image: debian\n"


@pytest.fixture(autouse=True)
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a fake `pulumi` on PATH in a home without a login, and return the folder of its notes."""
    notes, binaries = tmp_path / "notes", tmp_path / "bin"
    notes.mkdir()
    binaries.mkdir()
    (binaries / "pulumi").write_text(
        f'#!/bin/sh\nexec {sys.executable} -S {fake_pulumi.__file__} "$@"\n', encoding="utf-8"
    )
    (binaries / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{binaries}:/usr/bin:/bin")
    monkeypatch.setenv("FAKE_PULUMI", str(notes))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in list(os.environ):
        if name.startswith("PULUMI_"):
            monkeypatch.delenv(name)
    return notes


@pytest.fixture
def config(tmp_path: Path) -> StackConfig:
    """Return the stack dev of a small project."""
    (tmp_path / "project").mkdir()
    return read_stack("dev", write_project(tmp_path / "project", dev=DEV))


def engine_of(config: StackConfig, is_ours: bool = True) -> PulumiEngine:
    backend = PulumiBackend(config, find_cli(Console()), is_ours=is_ours)
    return PulumiEngine(config, backend, CLUSTER, Console(file=io.StringIO(), soft_wrap=True))


def shown(engine: PulumiEngine) -> list[str]:
    assert isinstance(engine.console.file, io.StringIO)
    return engine.console.file.getvalue().splitlines()


def calls(fake: Path) -> list[JsonObject]:
    return [json.loads(line) for line in (fake / "calls").read_text(encoding="utf-8").splitlines()]


def words(fake: Path) -> list[str]:
    return [" ".join(call["words"][:2]) for call in calls(fake)]


def test_up_streams_the_output_and_returns_outputs_without_secrets(config: StackConfig) -> None:
    engine = engine_of(config)
    assert engine.up() == {"name": "mc1", "token": "[secret]"}
    assert shown(engine)[:2] == ["up: one", "up: two"]


@pytest.mark.parametrize("operation", ["preview", "up", "destroy"])
def test_each_operation_runs_in_the_projects_folder(config: StackConfig, fake: Path, operation: str) -> None:
    engine = engine_of(config)
    getattr(engine, operation)()
    (call,) = [call for call in calls(fake) if call["words"][0] == operation]
    assert call["cwd"] == str(config.folder)
    assert call["env"]["KUBECONFIG"] == "/home/jane/kubeconfig"
    assert call["words"][call["words"].index("--color") + 1] == "never"
    assert call["words"][-2:] == ["--stack", "dev"]
    assert f"{operation}: one" in shown(engine)


def test_cli_gets_the_clusters_environment(config: StackConfig, fake: Path) -> None:
    environment = {"KUBECONFIG": "/home/jane/kubeconfig", "NO_PROXY": "10.99.0.2"}
    dataclasses.replace(engine_of(config), cluster=dataclasses.replace(CLUSTER, environment=environment)).up()
    assert {(call["env"]["KUBECONFIG"], call["env"]["NO_PROXY"]) for call in calls(fake)} == {
        ("/home/jane/kubeconfig", "10.99.0.2")
    }


@pytest.mark.parametrize(
    ("stated", "rest"), [(None, []), ("", []), ("/other:/more", ["/other", "/more"])], ids=str
)
@pytest.mark.parametrize("is_ours", [True, False], ids=["own backend", "login"])
def test_program_imports_the_components_of_its_own_tree_first(
    config: StackConfig,
    fake: Path,
    monkeypatch: pytest.MonkeyPatch,
    stated: str | None,
    rest: list[str],
    is_ours: bool,
) -> None:
    components = config.folder / "components"
    components.mkdir()
    (components / "pyproject.toml").touch()
    monkeypatch.delenv("PYTHONPATH", raising=False)
    if stated is not None:
        monkeypatch.setenv("PYTHONPATH", stated)
    engine_of(config, is_ours=is_ours).up()
    expected = os.pathsep.join([str(components), *rest])
    assert {call["env"].get("PYTHONPATH") for call in calls(fake)} == {expected}


def test_folder_components_without_a_distribution_is_not_on_the_path(
    config: StackConfig, fake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (config.folder / "components").mkdir()
    monkeypatch.setenv("PYTHONPATH", "/other")
    engine_of(config).up()
    assert {call["env"].get("PYTHONPATH") for call in calls(fake)} == {"/other"}


def test_state_without_a_login_is_in_the_checkout_with_a_private_passphrase(
    config: StackConfig, fake: Path
) -> None:
    engine_of(config).up()
    folder = config.folder / ".state" / "pulumi"
    passphrase = folder / "passphrase"
    for call in calls(fake):
        assert call["env"]["PULUMI_BACKEND_URL"] == f"file://{folder}?metadata=skip"
        assert call["env"]["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(passphrase)
    assert stat.S_IMODE(passphrase.stat().st_mode) == 0o600
    assert len(passphrase.read_text(encoding="utf-8")) >= 32


def test_passphrase_is_made_once(config: StackConfig) -> None:
    passphrase = config.folder / ".state" / "pulumi" / "passphrase"
    engine_of(config).up()
    before = passphrase.read_text(encoding="utf-8")
    engine_of(config).up()
    assert passphrase.read_text(encoding="utf-8") == before


def test_passphrase_of_a_killed_run_is_made_again(config: StackConfig) -> None:
    folder = config.folder / ".state" / "pulumi"
    folder.mkdir(parents=True)
    (folder / "passphrase.new").touch(0o600)
    engine_of(config).up()
    assert len((folder / "passphrase").read_text(encoding="utf-8")) >= 32
    assert not list(folder.glob("*.new"))


def test_simultaneous_first_runs_make_one_stack_with_one_passphrase(config: StackConfig, fake: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        outputs = list(pool.map(PulumiEngine.up, [engine_of(config), engine_of(config)]))
    assert len(outputs) == 2
    assert words(fake).count("stack init") == 1


def test_stack_file_is_unchanged_and_the_cli_gets_a_copy_with_the_salt(
    config: StackConfig,
) -> None:
    engine = engine_of(config)
    engine.up()
    assert (config.folder / config.file).read_text(encoding="utf-8") == DEV
    assert "\n".join(shown(engine)[2:]).strip() == f"{DEV}\nencryptionsalt: v1:salt"


def test_stack_is_made_once_and_then_selected(config: StackConfig, fake: Path) -> None:
    engine_of(config).preview()
    engine_of(config).preview()
    assert words(fake).count("stack init") == 1


def test_cli_with_a_login_uses_its_own_backend_and_the_stacks_own_file(
    config: StackConfig, fake: Path
) -> None:
    engine_of(config, is_ours=False).up()
    for call in calls(fake):
        assert not {"PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE_FILE"} & call["env"].keys()
        assert "--config-file" not in call["words"]
    assert not (config.folder / ".state").exists()


def test_secrets_are_not_requested_with_the_summary(config: StackConfig, fake: Path) -> None:
    engine_of(config).up()
    (history,) = [call["words"] for call in calls(fake) if call["words"][:2] == ["stack", "history"]]
    assert "--show-secrets" not in history


def lock(fake: Path, pid: int, host: str = "") -> None:
    holder = f"created by jane@{host or socket.gethostname()} (pid {pid}) at 2026-11-22T16:00:00Z"
    (fake / "lock").write_text(holder, encoding="utf-8")


def ended_pid() -> int:
    with subprocess.Popen(["true"]) as process:
        pass
    return process.pid


def test_lock_of_a_killed_run_is_freed_in_our_backend(config: StackConfig, fake: Path) -> None:
    lock(fake, ended_pid())
    engine = engine_of(config)
    engine.up()
    assert "The last run was killed and left its lock: pulumi cancel" in shown(engine)
    assert [word for word in words(fake) if not word.startswith("stack")][1].startswith("cancel")


@pytest.mark.parametrize(
    ("pid", "host", "is_ours"),
    [
        pytest.param(os.getpid(), "", True, id="of a process that runs"),
        pytest.param(1, "elsewhere", True, id="of another machine"),
        pytest.param(2**22, "", False, id="in a backend of the user's"),
    ],
)
def test_any_other_lock_is_named_and_kept(
    config: StackConfig, fake: Path, pid: int, host: str, is_ours: bool
) -> None:
    lock(fake, pid, host)
    with pytest.raises(Refusal) as refusal:
        engine_of(config, is_ours=is_ours).up()
    holder = f"process {pid} on {host or socket.gethostname()}"
    assert (
        str(refusal.value)
        == f"Stack dev is locked by {holder}. If that run has ended, free it: pulumi cancel"
    )
    assert (fake / "lock").exists()


def test_failure_is_the_clis_own_line(config: StackConfig, fake: Path) -> None:
    (fake / "broken").touch()
    engine = engine_of(config)
    with pytest.raises(Refusal, match=r"^The Pulumi CLI failed: size: too big$"):
        engine.up()
    assert "    error: size: too big" in shown(engine)


def test_cli_that_is_too_old_for_the_sdk_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_PULUMI_VERSION", "v2.9.0")
    with pytest.raises(NoCliError, match="the one on PATH does not work: Minimum version requirement failed"):
        find_cli(Console())


Source = Callable[[str, str], None]
"""The official source: gets an address, and writes the answer to a file."""


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Source], list[str]]:
    """Remove `pulumi` from PATH; return a function that replaces the source and returns its requests."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def set_source(behave: Source) -> list[str]:
        asked: list[str] = []

        def answer(address: str, file: str) -> None:
            asked.append(address)
            behave(address, file)

        monkeypatch.setattr("pulumi.automation._cmd._download_to_file", answer)
        return asked

    return set_source


def unreachable(*_: object) -> None:
    raise OSError("Name or service not known")


@pytest.fixture
def no_cli(source: Callable[[Source], list[str]]) -> list[str]:
    """Remove `pulumi` from PATH, make the official source unreachable, and return its requests."""
    return source(unreachable)


@pytest.mark.usefixtures("no_cli")
def test_failed_fetch_of_the_cli_is_reported_without_a_wait(
    config: StackConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    backend = commands._backend(config, "auto", Console(soft_wrap=True))  # pyright: ignore[reportPrivateUsage]
    assert backend is None
    assert time.monotonic() - began < installation.CONNECT_SECONDS
    sdk = version("pulumi")
    root = tmp_path / "cache" / "pod-deploy" / "pulumi" / sdk
    assert capsys.readouterr().out == (
        f"No Pulumi CLI on PATH: fetching {sdk} from https://get.pulumi.com into {root}\n"
        "No Pulumi CLI (not on PATH, and it cannot be fetched: Name or service not known): "
        "the SDK renders the program and kubectl applies it.\n"
    )


def test_unreachable_source_is_not_tried_again_for_some_minutes(no_cli: list[str], tmp_path: Path) -> None:
    console = Console(file=io.StringIO())
    with pytest.raises(NoCliError, match=r"^not on PATH, and it cannot be fetched"):
        find_cli(console)
    with pytest.raises(NoCliError, match=r"^not on PATH, and a moment ago it could not be fetched: Name or"):
        find_cli(console)
    assert len(no_cli) == 1
    (failure,) = tmp_path.rglob("failure")
    long_ago = time.time() - installation.KNOWN_SECONDS
    os.utime(failure, (long_ago, long_ago))
    with pytest.raises(NoCliError):
        find_cli(console)
    assert len(no_cli) == 2


def test_engine_pulumi_tries_the_source_each_time(no_cli: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(NoCliError):
            find_cli(Console(file=io.StringIO()), insist=True)
    assert len(no_cli) == 2


def test_simultaneous_runs_fetch_the_cli_once(source: Callable[[Source], list[str]], tmp_path: Path) -> None:
    def installer(_: str, file: str) -> None:
        Path(file).write_text(
            f'#!/bin/sh\nmkdir -p "$3/bin"; cp {tmp_path}/bin/pulumi "$3/bin/"\n', encoding="utf-8"
        )

    asked = source(installer)
    console = Console(file=io.StringIO(), soft_wrap=True)
    with ThreadPoolExecutor(2) as pool:
        found = [cli.command for cli in pool.map(find_cli, [console, console])]
    root = tmp_path / "cache" / "pod-deploy" / "pulumi" / version("pulumi")
    assert (found, len(asked)) == ([str(root / "bin" / "pulumi")] * 2, 1)


@pytest.mark.usefixtures("no_cli")
def test_engine_pulumi_without_a_cli_is_refused(config: StackConfig) -> None:
    with pytest.raises(
        Refusal, match=r"^No Pulumi CLI: not on PATH, and it cannot be fetched: Name or service"
    ):
        commands._backend(config, "pulumi", Console())  # pyright: ignore[reportPrivateUsage]


def test_engine_kubectl_is_used_even_if_there_is_a_cli(config: StackConfig) -> None:
    assert commands._backend(config, "kubectl", Console(file=io.StringIO())) is None  # pyright: ignore[reportPrivateUsage]


# what the state holds


@pytest.mark.parametrize(
    ("token", "object_id", "expected"),
    [
        pytest.param(
            "kubernetes:core/v1:Pod", "default/mc1", ("", "Pod", "default", "mc1"), id="a core kind"
        ),
        pytest.param(
            "kubernetes:apps/v1:Deployment", "web/mc1", ("apps", "Deployment", "web", "mc1"), id="a group"
        ),
        pytest.param("kubernetes:core/v1:Namespace", "web", ("", "Namespace", "", "web"), id="no namespace"),
        pytest.param(
            "kubernetes:example.com/v1:ClusterIssuer",
            "ca",
            ("example.com", "ClusterIssuer", "default", "ca"),
            id="a kind of unknown scope, as the manifest has it",
        ),
    ],
)
def test_object_of_the_state_has_the_key_of_its_manifest(
    token: str, object_id: str, expected: tuple[str, str, str, str]
) -> None:
    assert object_key(token, object_id) == expected
