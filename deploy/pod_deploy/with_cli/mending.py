"""Find the changes of a plan that kubectl must make before and after an `up` of the Pulumi CLI.

The CLI compares the program with its own state. So it does not see a field that somebody added by hand. It
patches an object that is not in its state, even if Kubernetes forbids the change. And it does not know an
object that another engine or a killed `up` left behind.
"""

from collections.abc import Callable
from typing import NamedTuple

from pod_deploy.planning.inventory import is_marked
from pod_deploy.planning.plan import CHANGED_BY_HAND, Change, Plan
from pod_deploy.stack.manifests import ObjectKey


class Mending(NamedTuple):
    """The changes of a plan that the CLI does not make."""

    taken_back: list[Change]
    """Objects to which somebody added fields by hand."""
    replaced: list[Change]
    """Objects to delete so that the CLI creates them: they are in no state, or have ended."""
    left: list[Change]
    """Objects that have left the program and are in no state."""

    @property
    def changes(self) -> list[Change]:
        """Return all changes."""
        return [*self.taken_back, *self.replaced, *self.left]


def mending(plan: Plan, instance: str, in_state: Callable[[], set[ObjectKey]]) -> Mending:
    """Return the changes of a plan that kubectl must make.

    These are changes of objects that the program marks, and of objects that have left it.

    Args:
        plan: The differences between the cluster and the program.
        instance: `<project>-<stack>`, as the program marks its objects.
        in_state: Returns the objects in the CLI's state; it is called only if they matter.
    """
    marked = [change for change in plan.changes if is_marked(change.manifest, instance)]
    replaced = [change for change in marked if change.action == "replace"]
    gone = plan.of("delete")
    known = in_state() if replaced or gone else set[ObjectKey]()
    return Mending(
        [change for change in marked if change.why == CHANGED_BY_HAND],
        [change for change in replaced if change.must_go or change.key not in known],
        [change for change in gone if change.key not in known],
    )
