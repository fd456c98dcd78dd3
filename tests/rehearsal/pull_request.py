"""A throw-away clone with a branch that changes an image, adds a stack, deletes one, and breaks one."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

BRANCH = "patch-1"
NUMBER = 7
IMAGE = f"nginxinc/nginx-unprivileged:1.29.4@sha256:{'4' * 64}"
HOSTILE = "@octocat </details> ```` ::error::hijacked ##[error]hijacked [a](https://evil.example)"
"""A text of the pull request that would break out of a careless comment, or order GitHub's runner about."""

_TYPO = "  replicsa: 3\n"
_EDGE = """\
# A stack that does not say why it breaks the rules, but tries to break the comment.
config:
  name: mc1-edge
  replicas: 1
  requireContext: false
  podSecurity: baseline
  podDisruptionBudget: false
  networkPolicy: false
  serverImage: nginx:1.29.3
  serverPort: 80
  policyExceptions: "HOSTILE\\n```\\n</details>\\n# Fake heading\\n::error::hijacked"
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, and return its output."""
    who = ("-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@example.com")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@dataclass(frozen=True)
class PullRequest:
    """A pull request."""

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

    def merge(self) -> None:
        """Merge the branch into main, and check that out.

        main has no policy pack from here on: the preview has rehearsed it, and making its environment takes
        longer than all the rest.
        """
        git(self.clone, "checkout", "--quiet", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "--no-edit", BRANCH)
        (self.clone / "policies" / "PulumiPolicy.yaml").unlink()
        self.push("Remove the policy pack")


def from_a_fork(repository: Path, folder: Path) -> PullRequest:
    """Return a pull request that changes an image, adds a stack, deletes another, and breaks a third."""
    made = from_a_branch(repository, folder)
    # Where a token can write, nothing of the pull request may run.
    steps = made.clone / "deploy" / "pod_deploy_github" / "__init__.py"
    steps.write_text('raise SystemExit("the pull request\'s code ran beside a token")\n', encoding="utf-8")
    stacks = made.clone / "stacks"
    (stacks / "Pulumi.edge.yaml").write_text(_EDGE.replace("HOSTILE", HOSTILE), encoding="utf-8")
    (stacks / "Pulumi.dev.yaml").unlink()
    staging = stacks / "Pulumi.staging.yaml"
    staging.write_text(f"{staging.read_text(encoding='utf-8')}{_TYPO}", encoding="utf-8")
    made.push("Add, delete and break a stack")
    return made


def from_a_branch(repository: Path, folder: Path) -> PullRequest:
    """Return a pull request against the last commit of a repository, which changes the image of prod."""
    folder.mkdir()
    clone = folder / "clone"
    git(folder, "clone", "--quiet", "--no-local", str(repository), str(clone))
    made = PullRequest(clone, git(clone, "rev-parse", "HEAD"))
    git(clone, "checkout", "--quiet", "-B", BRANCH)
    git(clone, "branch", "--force", "main", made.base)  # git moves no branch that is checked out
    prod = clone / "stacks" / "Pulumi.prod.yaml"
    prod.write_text(f"{prod.read_text(encoding='utf-8')}  serverImage: {IMAGE}\n", encoding="utf-8")
    made.push("Change an image")
    return made


def mend(pull_request: PullRequest) -> None:
    """Push a commit, which mends the stack that was broken."""
    staging = pull_request.clone / "stacks" / "Pulumi.staging.yaml"
    staging.write_text(staging.read_text(encoding="utf-8").replace(_TYPO, ""), encoding="utf-8")
    pull_request.push("Mend the stack")
