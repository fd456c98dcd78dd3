"""Rehearse the workflows on this machine, and print what people read of them (`make rehearse-pr`)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.rehearsal.comments import rehearse_branch, rehearse_fork
from tests.rehearsal.deployments import rehearse_deployment, rehearse_drift
from tests.rehearsal.expectations import expect
from tests.rehearsal.shown import FOLDER, forget_earlier, show_golden
from tests.unit.deploy.github.server import serving


def main() -> int:
    """Rehearse; print every comment, plan and issue, and return 0. End with a sentence if one is wrong."""
    for program in ("git", "jq"):
        expect(bool(shutil.which(program)), f"{program} on PATH, as on GitHub's runner")
    forget_earlier()
    show_golden()
    with tempfile.TemporaryDirectory(prefix="rehearse-pr-") as temporary:
        folder = Path(temporary)
        with serving() as github:
            rehearse_fork(github, folder)
        with serving() as github:
            pull_request = rehearse_branch(github, folder)
            pull_request.merge()
            rehearse_deployment(github, pull_request, folder)
            rehearse_drift(github, pull_request, folder)
    print(f"\nAll of it is as expected. {FOLDER} holds each text with its folded parts.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
