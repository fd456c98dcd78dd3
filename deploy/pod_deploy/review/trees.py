"""Check out both sides of a review in git work trees of their own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import click

from pod_deploy.refusal import BadInput, Refusal, nearest


class Trees(NamedTuple):
    """The project on both sides."""

    base: Path
    """The project's folder in the base's work tree; it may be missing there."""
    head: Path
    """The project's folder in the head's work tree."""
    base_commit: str
    """The commit that both sides have in common, else the base."""
    head_commit: str
    """The commit of the head."""


@contextlib.contextmanager
def checked_out(folder: Path, base: str, head: str) -> Generator[Trees]:
    """Check out both sides in a temporary folder, and remove it at the end, also after an interrupt.

    The base is where the head's branch began, as in the list of changed files of a pull request. Commits that
    the base branch has got since then are no change of the head.

    Args:
        folder: The project's folder in the user's checkout.
        base: A commit, branch or tag.
        head: The same.

    Raises:
        BadInput: One of them is not known to git.
        Refusal: There is no git, or it refuses.
    """
    commits = [_commit(folder, base, "BASE"), _commit(folder, head, "--head")]
    common = _attempt(folder, "merge-base", *commits).stdout.strip()
    commits[0] = common or commits[0]
    place = _git(folder, "rev-parse", "--show-prefix").removesuffix("\n")
    name = Path(_git(folder, "rev-parse", "--show-toplevel").removesuffix("\n")).name
    with tempfile.TemporaryDirectory(prefix="pod-deploy-review-") as temporary:
        # A program may use the name of its folder, so both have the name of the user's.
        trees = [Path(temporary, side, name).resolve() for side in ("base", "head")]
        try:
            for tree, commit in zip(trees, commits, strict=True):
                # A hook of the user's checkout is not meant for these trees.
                _git(folder, "-c", f"core.hooksPath={os.devnull}", *_ADD, str(tree), commit)
            if any((tree / ".gitmodules").is_file() for tree in trees):
                click.echo(
                    "A review checks out no submodules: a program that reads their files fails in it.",
                    err=True,
                )
            yield Trees(trees[0] / place, trees[1] / place, *commits)
        finally:
            for tree in trees:
                _attempt(folder, "worktree", "remove", "--force", str(tree))


_ADD = ("worktree", "add", "--quiet", "--detach")


def uncommitted(folder: Path) -> bool:
    """Return whether the checkout has changes that no commit has."""
    return bool(_attempt(folder, "status", "--porcelain", "--untracked-files=no", "--", ".").stdout.strip())


def _commit(folder: Path, ref: str, argument: str) -> str:
    done = _attempt(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if done.returncode:
        listed = _attempt(folder, "for-each-ref", "--format=%(refname:short)").stdout.split()
        if not listed and (found := _attempt(folder, "rev-parse", "--is-shallow-repository")).returncode:
            if "not a git repository" not in found.stderr:  # such as a folder that another user owns
                raise Refusal(f"git: {' '.join(found.stderr.split())}")
            raise BadInput(f"{folder} is in no git repository, so there is no {argument} to compare with.")
        is_shallow = _attempt(folder, "rev-parse", "--is-shallow-repository").stdout.strip() == "true"
        hint = nearest(ref, listed) or (" This clone is shallow: fetch it first." if is_shallow else "")
        raise BadInput(f'{argument}: "{ref}" is no commit, branch or tag of this repository.{hint}')
    return done.stdout.strip()


def _git(folder: Path, *arguments: str) -> str:
    done = _attempt(folder, *arguments)
    if done.returncode:
        raise Refusal(f"git {arguments[0]}: {' '.join(done.stderr.split())}")
    return done.stdout


def _attempt(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Refusal("git is not on PATH: install it, https://git-scm.com/downloads") from None
