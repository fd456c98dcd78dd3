"""A throw-away clone with a branch that changes an image, adds a stack, deletes one, and breaks one."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

BRANCH = "patch-1"
NUMBER = 7


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, and return its output."""
    who = ("-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@example.com")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@dataclass(frozen=True)
class PullRequest:
    """A pull request from a fork."""

    clone: Path
    """The clone, with the head checked out."""
    base: str
    """The commit to merge into."""

    @property
    def head(self) -> str:
        """Return the commit to merge."""
        return git(self.clone, "rev-parse", "HEAD")

    def push(self, message: str) -> None:
        """Commit everything to the branch."""
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--message", message)


def opened(repository: Path, folder: Path) -> PullRequest:
    """Return a pull request against the last commit of a repository."""
    clone = folder / "clone"
    git(folder, "clone", "--quiet", "--no-local", str(repository), str(clone))
    made = PullRequest(clone, git(clone, "rev-parse", "HEAD"))
    git(clone, "branch", "--force", "main", made.base)
    git(clone, "checkout", "--quiet", "-B", BRANCH)
    # Where a token can write, nothing of the pull request may run.
    steps = clone / "deploy" / "pod_deploy_github" / "__init__.py"
    steps.write_text('raise SystemExit("the pull request\'s code ran beside a token")\n', encoding="utf-8")
    stacks = clone / "stacks"
    staging = stacks / "Pulumi.staging.yaml"
    (stacks / "Pulumi.edge.yaml").write_text(staging.read_text(encoding="utf-8"), encoding="utf-8")
    (stacks / "Pulumi.dev.yaml").unlink()
    prod = stacks / "Pulumi.prod.yaml"
    image = f"nginxinc/nginx-unprivileged:1.29.4@sha256:{'4' * 64}"
    prod.write_text(f"{prod.read_text(encoding='utf-8')}  serverImage: {image}\n", encoding="utf-8")
    staging.write_text(f"{staging.read_text(encoding='utf-8')}  replicsa: 3\n", encoding="utf-8")
    made.push("Change, add, delete and break a stack")
    return made


def mend(pull_request: PullRequest) -> None:
    """Push a second commit, which mends the stack that was broken."""
    staging = pull_request.clone / "stacks" / "Pulumi.staging.yaml"
    staging.write_text(staging.read_text(encoding="utf-8").replace("  replicsa: 3\n", ""), encoding="utf-8")
    pull_request.push("Mend the stack")
