"""Find the changes that kubectl must make before and after an `up` of the Pulumi CLI.

The CLI compares the program with its own state. So it does not see a field that somebody added by hand. It
patches an object that is not in its state, even if Kubernetes forbids the change. And it does not know an
object that another engine or a killed `up` left behind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pod_deploy.planning.plan import CHANGED_BY_HAND, HAS_ENDED, Change, Plan
from pod_deploy.stack.manifests import ObjectKey


class Mending(NamedTuple):
    """The changes of a plan that the CLI does not make."""

    taken_back: list[Change]
    """Objects to which somebody added fields by hand."""
    replaced: list[Change]
    """Objects to delete so that the CLI creates them: they are in no state, or cannot run again."""
    left: list[Change]
    """Objects that have left the program and are in no state."""

    def __bool__(self) -> bool:
        """Return whether there are any changes."""
        return any(self[:])


def mending(plan: Plan, in_state: Callable[[], set[ObjectKey]]) -> Mending:
    """Return the changes of a plan that kubectl must make.

    Args:
        plan: The differences between the cluster and the program.
        in_state: Returns the objects in the CLI's state; it is called only if they matter.
    """
    taken_back = [change for change in plan.changes if change.why == CHANGED_BY_HAND]
    replaced, gone = plan.of("replace"), plan.of("delete")
    known = in_state() if replaced or gone else set[ObjectKey]()
    return Mending(
        taken_back,
        [change for change in replaced if change.key not in known or change.why.startswith(HAS_ENDED)],
        [change for change in gone if change.key not in known],
    )
