"""The command `pod-deploy review`, from two commits to a review of each stack."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from pod_deploy.refusal import BadInput, nearest
from pod_deploy.review.objects import Side
from pod_deploy.review.policies import NOT_INSTALLED, Verdict, check, compared, find_checker
from pod_deploy.review.rendering import Job, render_all
from pod_deploy.review.reviewed import Review, StackReview, review_stack
from pod_deploy.review.trees import Trees, checked_out, uncommitted
from pod_deploy.stack.project import stack_names


def review(
    folder: Path, base: str, head: str = "HEAD", stacks: Sequence[str] = (), *, strict: bool = False
) -> Review:
    """Review what a merge of the head changes.

    Args:
        folder: The project's folder.
        base: The commit, branch or tag to merge into.
        head: The commit, branch or tag to merge.
        stacks: The stacks to review; all if empty.
        strict: Whether the policies include the rules of this project.

    Raises:
        BadInput: A commit or a stack does not exist.
    """
    if head == "HEAD" and uncommitted(folder):
        click.echo("Changes that are not committed are no part of the review.", err=True)
    with checked_out(folder, base, head) as trees, tempfile.TemporaryDirectory() as scratch:
        names, errors = _stacks(trees, stacks)
        jobs = [Job(tree, stack) for tree, own in names.items() for stack in own]
        sides = {**render_all(jobs, Path(scratch)), **errors}
        reviewed = [
            _reviewed(
                stack, sides.get(Job(trees.base, stack)), sides.get(Job(trees.head, stack)), strict=strict
            )
            for stack in sorted({job.stack for job in sides})
        ]
        return Review(trees.base_commit, trees.head_commit, tuple(reviewed))


def _stacks(trees: Trees, wanted: Sequence[str]) -> tuple[dict[Path, list[str]], dict[Job, Side]]:
    """Return the stacks of each tree; if a tree's cannot be listed, each stack has the error on that side."""
    names: dict[Path, list[str]] = {}
    broken: dict[Path, str] = {}
    for tree in (trees.base, trees.head):
        try:
            names[tree] = stack_names(tree) if (tree / "Pulumi.yaml").exists() else []
        except BadInput as error:
            names[tree], broken[tree] = [], error.message
    known = sorted({stack for own in names.values() for stack in own})
    for stack in wanted:
        if stack not in known:
            raise BadInput(
                f'No stack "{stack}".{nearest(stack, known)} Stacks: {", ".join(known) or "none"}.'
            )
    if not known:
        raise BadInput(" ".join(broken.values()) or "Neither side has a stack, which is a Pulumi.NAME.yaml.")
    chosen = [stack for stack in known if not wanted or stack in wanted]
    errors = {Job(tree, stack): Side(error=error) for tree, error in broken.items() for stack in chosen}
    return {tree: [stack for stack in own if stack in chosen] for tree, own in names.items()}, errors


def _reviewed(stack: str, base: Side | None, head: Side | None, *, strict: bool) -> StackReview:
    command = f"pod-deploy destroy --stack {stack}"
    return review_stack(stack, base, head, _verdict(base, head, strict=strict), command)


def _verdict(base: Side | None, head: Side | None, *, strict: bool) -> Verdict:
    checker = find_checker()
    if checker is None:
        return NOT_INSTALLED
    if head is None or head.error:
        return Verdict()
    found = check(checker, head.objects.values(), strict=strict)
    if base is None:
        return compared(Verdict(), found)
    if base.error or base.objects == head.objects:
        return found
    return compared(check(checker, base.objects.values(), strict=strict), found)
