"""Run the jobs of a workflow on this machine with nektos/act, as GitHub's runner would.

Actions that cannot be had without GitHub are stand-ins of their inputs and outputs, in the folder `actions`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.foreign import JsonObject
from tests.unit.deploy.github.server import REPOSITORY, TOKEN
from tests.unit.packaging.places import ROOT

ACTIONS = Path(__file__).with_name("actions")
STAND_INS = {
    "actions/checkout": "checkout",
    "actions/setup-python": "setup-python",
    "actions/upload-artifact": "upload-artifact",
    "actions/download-artifact": "download-artifact",
    "marocchino/sticky-pull-request-comment": "sticky-comment",
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

    def run(self, workflow: str, event_name: str, event: JsonObject) -> subprocess.CompletedProcess[str]:
        """Run a workflow for an event; the exit code is not 0 if a job is red."""
        file = self.artifacts / f"{event_name}.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        act = ["go", "-C", str(ROOT / ".github" / "act"), "tool", "act", event_name]
        options = ["-C", str(self.clone), "-W", f".github/workflows/{workflow}", "-e", str(file)]
        platform = ["-P", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--no-skip-checkout"]
        variables = {
            "GITHUB_API_URL": self.api,
            "GITHUB_REPOSITORY": REPOSITORY,
            "REHEARSAL_CLONE": str(self.clone),
            "REHEARSAL_ARTIFACTS": str(self.artifacts),
        }
        given = [part for name, value in variables.items() for part in ("--env", f"{name}={value}")]
        command = [*act, *options, *platform, *given, "-s", f"GITHUB_TOKEN={TOKEN}", *self._stand_ins()]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))

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
