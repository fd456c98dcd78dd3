"""A copy of the project in a folder of its own, used from the command line as its users do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]

Engine = Literal["kubectl", "pulumi"]
"""What deploys a stack: the SDK and kubectl, or a Pulumi CLI."""

SEED = Path(__file__).parent / "seed.yaml"
"""The manifest of seed.md, letter by letter."""


@dataclass(frozen=True)
class Project:
    """The project's files in one folder, and the environment in which its commands run.

    Args:
        root: The folder of Pulumi.yaml.
        environment: Environment of each command; its KUBECONFIG names the cluster.
        engine: The engine that deploys it.
    """

    root: Path
    environment: Mapping[str, str]
    engine: Engine = "kubectl"

    @classmethod
    def copied_to(cls, root: Path, environment: Mapping[str, str], engine: Engine) -> Project:
        """Copy what git would commit from the checkout, so that no test dirties it or meets its state."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (CHECKOUT / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(CHECKOUT / name, root / name)
        (root / ".venv").symlink_to(CHECKOUT / ".venv")
        return cls(root, environment, engine)

    def by(self, engine: Engine) -> Project:
        """Return the same folder, deployed by an engine."""
        return replace(self, engine=engine)

    def deploy(
        self, command: str, stack: str, *options: str, timeout: float = 240, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `python -m deploy COMMAND --stack STACK`, and return it finished, whatever its exit code."""
        return subprocess.run(
            self.command(command, stack, *options),
            cwd=self.root,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def command(self, command: str, stack: str, *options: str) -> list[str]:
        """Return a command line, for the project's engine."""
        engine = [f"--engine={self.engine}"] if command in ("up", "preview", "destroy") else []
        return [sys.executable, "-m", "deploy", command, "--stack", stack, *engine, *options]

    def up(self, stack: str) -> str:
        """Deploy a stack, and return what that prints on stdout; AssertionError if it fails."""
        return succeeded(self.deploy("up", stack)).stdout

    def differs(self, stack: str) -> bool:
        """Return whether the cluster is other than the program says."""
        done = self.deploy("diff", stack)
        assert done.returncode in (0, 1), done.stderr
        return bool(done.returncode)

    def set(self, stack: str, **settings: object) -> None:
        """Change settings in a stack's file, which is made if it is not there."""
        file = self.root / "stacks" / f"Pulumi.{stack}.yaml"
        content: dict[str, Any] = yaml.safe_load(file.read_text()) if file.exists() else {"config": {}}
        file.write_text(yaml.safe_dump({**content, "config": {**content["config"], **settings}}))


def succeeded(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return the finished command; AssertionError with all that it said if its exit code is not 0."""
    said = f"{' '.join(done.args)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, said
    return done
