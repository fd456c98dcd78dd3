"""Run the jobs of a workflow on this machine with nektos/act, as GitHub's runner would.

Actions that cannot be had without GitHub are stand-ins of their inputs and outputs, in the folder `actions`.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.foreign import JsonObject
from tests.unit.deploy.github.server import REPOSITORY, TOKEN
from tests.unit.packaging.places import ROOT

ACTIONS = Path(__file__).with_name("actions")
SECONDS = 600
STAND_INS = {
    "actions/checkout": "checkout",
    "actions/setup-python": "setup-python",
    "actions/upload-artifact": "upload-artifact",
    "actions/download-artifact": "download-artifact",
    "marocchino/sticky-pull-request-comment": "sticky-comment",
    "pulumi/actions": "pulumi",
    **dict.fromkeys(
        (
            "pulumi/auth-actions",
            "aws-actions/configure-aws-credentials",
            "google-github-actions/auth",
            "azure/login",
        ),
        "login",
    ),
}
"""The folder of each stand-in."""


@dataclass(frozen=True)
class Runner:
    """Runs workflows of one clone."""

    clone: Path
    """The clone that stands for the checkout."""
    artifacts: Path
    """The folder of the artifacts that the runs leave."""
    api: str
    """The address of the stand-in of GitHub's API."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Variables of the runner's environment: those of the stand-ins for a CLI and a cluster."""

    def run(
        self, workflow: str, event_name: str, event: JsonObject, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a workflow for an event; the exit code is not 0 if a job is red.

        Args:
            workflow: The workflow's file.
            event_name: The event.
            event: The event as GitHub sends it.
            variables: The variables of the repository.
        """
        file = self.artifacts / f"{event_name}.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        options = ["-C", str(self.clone), "-W", f".github/workflows/{workflow}", "-e", str(file)]
        platform = ["-P", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--no-skip-checkout"]
        environment = {
            **self.environment,
            "GITHUB_API_URL": self.api,
            "GITHUB_REPOSITORY": REPOSITORY,
            "REHEARSAL_CLONE": str(self.clone),
            "REHEARSAL_ARTIFACTS": str(self.artifacts),
        }
        environment["PIP_NO_COMPILE"] = "1"  # what pip installs here runs once
        given = [part for name, value in environment.items() for part in ("--env", f"{name}={value}")]
        given += [part for name, value in variables.items() for part in ("--var", f"{name}={value}")]
        command = [_act(), event_name, *options, *platform, *given, "-s", f"GITHUB_TOKEN={TOKEN}"]
        return subprocess.run(
            [*command, *self._stand_ins()], capture_output=True, text=True, check=False, timeout=SECONDS
        )

    def _stand_ins(self) -> list[str]:
        """Return act's options that replace each action that a workflow names by its stand-in."""
        workflows = (self.clone / ".github" / "workflows").glob("*.yml")
        used = {
            (action, commit)
            for file in workflows
            for action, commit in re.findall(r"uses: (\S+)@([0-9a-f]{40})", file.read_text(encoding="utf-8"))
        }
        return [
            part
            for action, commit in sorted(used)
            if action in STAND_INS
            for part in ("--local-repository", f"{action}@{commit}={ACTIONS / STAND_INS[action]}")
        ]


@functools.cache
def _act() -> str:
    """Return the path of act; build it if Go's cache does not have it."""
    command = ["go", "-C", str(ROOT / ".github" / "act"), "tool", "-n", "act"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
