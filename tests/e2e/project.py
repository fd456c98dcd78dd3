"""A copy of the project in its own folder, used from the command line as users do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import yaml

from tests.foreign import JsonObject

CHECKOUT = Path(__file__).resolve().parents[2]

Engine = Literal["kubectl", "pulumi"]
"""The engine that deploys a stack: the SDK with kubectl, or a Pulumi CLI."""

TEXTBOOK = Path(__file__).parent / "textbook.yaml"
"""An exact copy of the manifest in the textbook."""


@dataclass(frozen=True)
class Project:
    """A folder with the project's files, and the environment of its commands.

    Args:
        root: The folder that contains Pulumi.yaml.
        environment: Environment of each command; its KUBECONFIG names the cluster.
        engine: The engine that deploys the stacks.
    """

    root: Path
    environment: Mapping[str, str]
    engine: Engine = "kubectl"

    @classmethod
    def copied_to(cls, root: Path, environment: Mapping[str, str], engine: Engine) -> Project:
        """Copy the files that git would commit, so that tests do not change the checkout or see its state."""
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
        """Return the same project with another engine."""
        return replace(self, engine=engine)

    def deploy(
        self, command: str, stack: str, *options: str, timeout: float = 240, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `pod-deploy COMMAND --stack STACK`; return the finished process, even if it failed."""
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
        """Return the command line of a pod-deploy command, with the project's engine."""
        engine = [f"--engine={self.engine}"] if command in ("up", "preview", "destroy") else []
        return [sys.executable, "-m", "pod_deploy", command, "--stack", stack, *engine, *options]

    def up(self, stack: str) -> str:
        """Deploy a stack and return its stdout; raise AssertionError if it fails."""
        return succeeded(self.deploy("up", stack)).stdout

    def differs(self, stack: str) -> bool:
        """Return whether the cluster differs from the program."""
        done = self.deploy("diff", stack)
        assert done.returncode in (0, 1), done.stderr
        return bool(done.returncode)

    def set(self, stack: str, **settings: object) -> None:
        """Change settings in a stack's file; create the file if it does not exist."""
        file = self.root / "stacks" / f"Pulumi.{stack}.yaml"
        content: JsonObject = yaml.safe_load(file.read_text()) if file.exists() else {"config": {}}
        file.write_text(yaml.safe_dump({**content, "config": {**content["config"], **settings}}))


def succeeded(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return the finished command; raise AssertionError with its output if it failed."""
    said = f"{' '.join(done.args)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, said
    return done
