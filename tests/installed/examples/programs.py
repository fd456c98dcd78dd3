"""Builds and runs the examples in each language, with no Pulumi CLI and no cluster."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pod_deploy.refusal import BadInput
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.run_program import run_program
from tests.foreign import JsonObject
from tests.installed.examples.engine import program_engine
from tests.unit.components.package.engine import HOST
from tests.unit.packaging.places import PROGRAMS, ROOT
from tests.unit.pulumi_mocks import PROJECT, STACK

EXAMPLES = ROOT / "examples"
SCHEMA = HOST / "schema.json"
GENERATOR = Path(__file__).parent / "sdks"
GO_SDK = """\
module github.com/sidecar-pods/pulumi-sidecar/sdk/go

go 1.25

require github.com/pulumi/pulumi/sdk/v3 v3.256.0
"""
"""The file that `pulumi package add` writes beside an SDK for Go."""


@dataclass
class Made:
    """The result of a program."""

    objects: Mapping[tuple[str, str], JsonObject]
    """The inputs of its objects, by kind and name."""
    exports: JsonObject
    refusals: list[str]
    """The sentences that refuse it."""


class Language(NamedTuple):
    """A language that an example is written in."""

    tools: tuple[str, ...]
    """The commands that it needs."""
    program: str
    """The file of the program."""
    build: Callable[[Path], None]
    """Prepares the program in a folder."""
    run: Callable[[Path], Made]
    """Runs the program in a folder."""


def missing_tool(language: str) -> str:
    """Return the first command of a language that this machine lacks; empty if there is none."""
    return next((tool for tool in LANGUAGES[language].tools if not _find(tool)), "")


def _build_nothing(_: Path) -> None:
    """Python and YAML need no SDK."""


def _run_here(folder: Path) -> Made:
    try:
        run = run_program(StackConfig(folder, PROJECT, STACK, Path("Pulumi.test.yaml"), {}))
    except BadInput as refusal:
        return Made({}, {}, [refusal.message])
    return Made(_by_identity(each.inputs for each in run.resources), run.exports, [])


def _build_typescript(folder: Path) -> None:
    write_sdk("nodejs", folder / "sdks" / "sidecar-pods-sidecar")
    _run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", folder=folder)


def _run_typescript(folder: Path) -> Made:
    # Pulumi's runner checks the types, too.
    program = folder / "node_modules" / "@pulumi" / "pulumi" / "cmd" / "run"
    options = ["--project", PROJECT, "--stack", STACK, "--pwd", folder]
    return _run_with_engine(
        folder, lambda at: ["node", program, *options, "--monitor", at, "--engine", at, "."]
    )


def _build_go(folder: Path) -> None:
    sdk = folder / "sdks" / "sidecar-pods-sidecar"
    write_sdk("go", sdk)
    (sdk / "go.mod").write_text(GO_SDK)


def _run_go(folder: Path) -> Made:
    _run(_find("go") or "go", "build", "-ldflags=-s -w", "-o", "site", ".", folder=folder)
    return _run_with_engine(folder, lambda _: [folder / "site"])


def write_sdk(language: str, folder: Path) -> None:
    """Write the SDK of the package, as the Pulumi CLI does for `pulumi package add`."""
    go = _find("go") or "go"
    _run(go, "run", ".", SCHEMA, language, folder, folder=GENERATOR)


def _run_with_engine(folder: Path, command: Callable[[str], Iterable[str | Path]]) -> Made:
    """Run a program beside an engine, whose address the command gets."""
    with program_engine() as engine:
        at = engine.address
        told = {"PROJECT": PROJECT, "STACK": STACK, "MONITOR": at, "ENGINE": at, "DRY_RUN": "false"}
        environment = {**os.environ, **{f"PULUMI_{name}": value for name, value in told.items()}}
        done = subprocess.run(
            list(command(at)),
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0 or engine.refusals, f"{done.stdout}\n{done.stderr}"
        return Made(_by_identity(engine.objects), engine.exports, engine.refusals)


def _by_identity(objects: Iterable[JsonObject]) -> dict[tuple[str, str], JsonObject]:
    return {(each["kind"], each["metadata"]["name"]): each for each in objects}


def _find(tool: str) -> str | None:
    return shutil.which(tool) or shutil.which(tool, path=str(PROGRAMS))


def _run(*command: str | Path, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


LANGUAGES = {
    "python": Language((), "__main__.py", _build_nothing, _run_here),
    "yaml": Language((), "Pulumi.yaml", _build_nothing, _run_here),
    "typescript": Language(("go", "node", "npm"), "index.ts", _build_typescript, _run_typescript),
    "go": Language(("go",), "main.go", _build_go, _run_go),
}
