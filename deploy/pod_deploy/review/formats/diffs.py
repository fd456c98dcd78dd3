"""Write the full diff of a review, object by object."""

from __future__ import annotations

import difflib

from pod_deploy.review.changes import ObjectChange
from pod_deploy.review.reviewed import Review
from pod_deploy.stack.manifests import Manifest, to_yaml

_MOST_LINES = 20_000
"""With more lines the search for equal ones would take minutes."""


def unified(change: ObjectChange) -> str:
    """Return the lines of an object that differ, with some around them."""
    before, after = _lines(change.before), _lines(change.after)
    if len(before) + len(after) > _MOST_LINES:
        return "\n".join([*(f"-{line}" for line in before), *(f"+{line}" for line in after)]) + "\n"
    found = list(difflib.unified_diff(before, after, lineterm=""))
    return "\n".join(found[2:]) + "\n"


def full_diff(review: Review) -> str:
    """Return the diffs of all objects of all stacks, without any limit."""
    return "".join(
        f"diff {stack.name}: {effect.change.key}\n{unified(effect.change)}"
        for stack in review.stacks
        for effect in stack.changed
    )


def _lines(manifest: Manifest | None) -> list[str]:
    return to_yaml([manifest]).rstrip("\n").split("\n")[1:] if manifest else []
