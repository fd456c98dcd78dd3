"""The proofs of commands, by their program: each fails if its program would not take the command."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import click
import pytest
from click.testing import CliRunner

from local_cluster.__main__ import main as local_cluster
from pod_deploy.__main__ import deploy
from pod_wiring.checker.command import main as pod_wiring
from sidecar_pods.adopt.command import main as sidecar_pods
from tests.foreign import JsonObject
from tests.unit.packaging.places import MEMBERS, PROGRAMS, ROOT

MANIFEST = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: mc1}\nspec: {containers: [{name: 1st, image: nginx}]}\n"
)
PLACEHOLDER = re.compile(r"[A-Z_]{2,}(/[A-Z_]+)*|.*….*")
"""A word that a reader replaces: NAME, or one with an ellipsis."""
STAND_INS = {
    "COMMAND": "up",
    "FILE": "app.yaml",
    "FILE…": "app.yaml",
    "RULE": "image-latest",
    "STACK": "dev",
}
"""What a reader may write for a placeholder of a command of ours."""
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = {
    target for names in re.findall(r"^([\w./ -]+):(?!=)", MAKEFILE, re.MULTILINE) for target in names.split()
}

Proof = Callable[[Sequence[str], Path], None]
"""A proof gets the words behind the program's name, and an empty folder to run in."""


def make(words: Sequence[str], _: Path) -> None:
    """The targets exist, and the Makefile reads the variables. Tests of the targets run most of them."""
    for word in words:
        name, is_variable, _value = word.partition("=")
        if is_variable:
            assert re.search(rf"\$\({name}\)", MAKEFILE), f"make reads no variable {name}"
        else:
            assert word in TARGETS or PLACEHOLDER.fullmatch(word), f"make has no target {word}"


def pod_wiring_runs(words: Sequence[str], folder: Path) -> None:
    """It runs, with a good manifest in place of each file and on its input."""
    stand_in(words, folder)
    done = CliRunner().invoke(pod_wiring, [*words], input=MANIFEST)
    assert done.exit_code in (0, 1), done.output  # with --strict, the good manifest has findings


def sidecar_pods_runs(words: Sequence[str], folder: Path) -> None:
    """It runs, with a good manifest in place of each file."""
    stand_in([word for word in words if word != "adopt"], folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MANIFEST.encode())))
        try:
            code = sidecar_pods(words)
        except SystemExit as end:  # after --help
            code = end.code
        assert code == 0


def pod_deploy_takes(words: Sequence[str], folder: Path) -> None:
    """`graph` runs; the other commands need a stack or a cluster, so their real parser reads the words."""
    stand_in(words, folder)
    if len(words) == 1:
        assert words[0] in deploy.commands
    elif words[0] == "graph" and "--stack" not in words:
        done = CliRunner().invoke(deploy, [*words], input=MANIFEST)
        assert done.exit_code == 0, done.output
    else:
        with contextlib.chdir(ROOT):
            parsed(deploy, words)


def local_cluster_takes(words: Sequence[str], _: Path) -> None:
    """The real parser reads the words."""
    parsed(local_cluster, words)


def parsed(command: click.Command, words: Sequence[str]) -> None:
    """Read words with the parser of a command and of its subcommands."""
    if "--help" in words:
        assert CliRunner().invoke(command, [*words]).exit_code == 0
        return
    context = command.make_context("command", [*words])
    if isinstance(command, click.Group):
        # As click itself runs subcommands.
        rest = [*context._protected_args, *context.args]  # pyright: ignore[reportPrivateUsage]
        _, inner, rest = command.resolve_command(context, rest)
        assert inner
        inner.make_context("subcommand", rest, parent=context)


def python(words: Sequence[str], folder: Path) -> None:
    """The module exists, and takes the words if it is a command of ours; pytest's files exist."""
    flag, module, *rest = words
    assert flag == "-m"
    assert find_spec(module)
    if module in OURS:
        OURS[module](rest, folder)
    elif module == "pytest":
        pytest_takes(rest, folder)


def pytest_takes(words: Sequence[str], _: Path) -> None:
    """The files and folders exist."""
    for word in words:
        assert not word.startswith("tests/") or (ROOT / word).exists(), word


def pip(words: Sequence[str], _: Path) -> None:
    """The distribution is here, with the extra. tests/installed installs each of them."""
    assert words[0] == "install"
    (source,) = words[1:]
    distribution(source)


def uvx(words: Sequence[str], folder: Path) -> None:
    """The distribution is here, and its command takes the words."""
    flag, source, program, *rest = words
    assert flag == "--from"
    scripts = cast("dict[str, str]", distribution(source)["project"]["scripts"])
    assert program in scripts
    PROOFS[program](rest, folder)


def distribution(source: str) -> JsonObject:
    """Return the project of a distribution of ours that an address or a path names."""
    found = re.fullmatch(
        r"(?:\./|git\+https://github\.com/OWNER/REPOSITORY#subdirectory=)(\w+)(\[\w+\])?", source
    )
    assert found
    assert found[1] in MEMBERS, source
    project = tomllib.loads((ROOT / found[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert not found[2] or found[2].strip("[]") in project["project"]["optional-dependencies"]
    return project


def pulumi(words: Sequence[str], _: Path) -> None:
    """The command is one that the CLI has. With a CLI on PATH, test_commands.py asks it about the options."""
    assert pulumi_command(words) in PULUMI, words


def pulumi_command(words: Sequence[str]) -> str:
    """Return the command of the CLI that words name: `stack init`."""
    return next((name for name in sorted(PULUMI, reverse=True) if " ".join(words).startswith(name)), "")


def stand_in(words: Sequence[str], folder: Path) -> None:
    """Write a good manifest to each file that words name, and into each folder."""
    for word in words:
        if re.fullmatch(r"[\w-]+\.(ya?ml|json)", word):
            (folder / word).write_text(MANIFEST)
        elif re.fullmatch(r"[a-z]+/?", word) and word.endswith("/"):
            (folder / word).mkdir(exist_ok=True)
            (folder / word / "pod.yaml").write_text(MANIFEST)


PULUMI = {
    "cancel": (),
    "config set": ("--secret",),
    "destroy": (),
    "install": (),
    "login": (),
    "new": (),
    "package add": (),
    "preview": ("--diff", "--stack", "--policy-pack", "--refresh"),
    "stack init": ("--secrets-provider",),
    "state move": (),
    "up": ("--stack",),
}
"""The commands of the Pulumi CLI in the documents, with their options. A test compares them with a CLI."""

OURS: dict[str, Proof] = {
    "local_cluster": local_cluster_takes,
    "pod_deploy": pod_deploy_takes,
    "pod_wiring": pod_wiring_runs,
    "sidecar_pods": sidecar_pods_runs,
}
PROOFS: dict[str, Proof] = {
    "make": make,
    "pip": pip,
    "pod-deploy": pod_deploy_takes,
    "pod-wiring": pod_wiring_runs,
    "pulumi": pulumi,
    "pytest": pytest_takes,
    "python": python,
    "sidecar-pods": sidecar_pods_runs,
    "uvx": uvx,
}
OF_OTHERS = {
    "az": "a cloud",
    "aws": "a cloud",
    "gcloud": "a cloud",
    "kubelogin": "a cloud",
    "git clone": "the repository's address is not known here",
    "go clean": "it empties the caches of the machine",
    "go mod": "the Go toolchain; `make lint` reads what it writes",
    "helm": "it is no dependency; docs/comparison.md was made with it",
    "jq": "it reads the JSON document, which tests/unit/deploy/shown/test_document.py proves",
    "kubectl": "tests/e2e runs the commands of the README on a cluster",
    "kustomize": "part of kubectl",
    "pip --version": "Pulumi runs it",
    "pip list": "Pulumi runs it",
    "npm install": "it is no dependency",
    "uv lock": "tests/unit/packaging/test_requirements.py reads what it writes",
}
"""Commands of programs that are not ours, and the reason that no test here runs them."""
NAMES = {"pod-wiring", "sidecar-pods"}
"""Programs whose commands the prose names without their words: `sidecar-pods adopt`."""
BUILT_IN = {"cd", "eval", "export"}


def prove(words: Sequence[str], folder: Path) -> None:
    """Prove a command, or fail."""
    program = words[0].removeprefix(".venv/bin/")
    if program != words[0]:
        assert (PROGRAMS / program).exists(), words[0]
    if program in BUILT_IN or {program, " ".join([program, *words[1:2]])} & OF_OTHERS.keys():
        return
    if program.startswith("tools/"):
        assert (ROOT / program).exists(), program
        return
    assert program in PROOFS, f"{program} has no proof"
    words = [STAND_INS.get(word, word) for word in words[1:]]
    PROOFS[program]([*words, "--help"] if program in NAMES and len(words) == 1 else words, folder)
