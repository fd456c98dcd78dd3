"""Run each command with a Pulumi CLI, and make the changes beside it that only kubectl can make."""

from __future__ import annotations

from pod_deploy.planning.compare import comparable, differences
from pod_deploy.planning.inventory import is_marked
from pod_deploy.planning.plan import Plan
from pod_deploy.refusal import Refusal
from pod_deploy.shown.report import show_plan
from pod_deploy.shown.summary import show_outputs, show_stack
from pod_deploy.stack.manifests import Json, Manifest
from pod_deploy.with_cli.engine import CliError, PulumiEngine
from pod_deploy.with_cli.mending import Mending, mending
from pod_deploy.with_cli.watch import Watch
from pod_deploy.without_cli.apply import apply_changes, delete
from pod_deploy.without_cli.engine import KubectlEngine


def preview(pulumi: PulumiEngine, kubectl: KubectlEngine | None, manifests: list[Manifest]) -> None:
    """Show what an `up` would do, including the changes that the CLI does not see.

    Args:
        pulumi: The CLI, for one stack.
        kubectl: kubectl, for the same stack; None if there is none.
        manifests: The program's objects; empty if only the CLI can run the program.

    Raises:
        Refusal: The cluster does not answer or forbids a request, or the CLI's preview fails.
    """
    plan = _plan(kubectl, manifests)  # the CLI alone would preview a cluster that does not answer
    mended = _mending(pulumi, plan)
    try:
        pulumi.preview()
    except CliError as failure:
        if not mended.taken_back:
            raise
        names = ", ".join(str(change.key) for change in mended.taken_back)
        raise Refusal(f"{failure} ({names}: changed by hand; `up` undoes that first)") from failure
    if mended:
        pulumi.console.print("\nThe CLI does not see these changes; `up` makes them too:", style="bold")
        changes = [change for changes in mended for change in changes]
        show_plan(pulumi.console, Plan(changes, []), pulumi.config.instance)


def up(
    pulumi: PulumiEngine, kubectl: KubectlEngine | None, manifests: list[Manifest], timeout: float
) -> None:
    """Deploy the stack, wait until it is ready, and show it.

    Args:
        pulumi: The CLI, for one stack.
        kubectl: kubectl, for the same stack; None if there is none.
        manifests: The program's objects; empty if only the CLI can run the program.
        timeout: Seconds that the objects may take.

    Raises:
        Refusal: The cluster does not answer or forbids a request; or the CLI fails; or the cluster still
            differs from the program after the update.
    """
    if kubectl is None or not manifests:
        show_outputs(pulumi.console, pulumi.up())
        return
    plan = _plan(kubectl, manifests)
    _mend(pulumi, kubectl, plan, timeout)
    outputs = _watched_up(pulumi, kubectl, plan, timeout)
    kubectl.wait(manifests, timeout)
    after = kubectl.plan(manifests)
    if all(is_marked(manifest, pulumi.config.instance) for manifest in manifests):
        left = mending(after, pulumi.in_state).left
        show_plan(pulumi.console, Plan(left, []), pulumi.config.instance)
        delete(kubectl.kubectl, [change.manifest for change in left], timeout)
        _refuse_difference(after)
    show_outputs(pulumi.console, outputs)
    show_stack(pulumi.console, kubectl.kubectl, pulumi.config, manifests)


def destroy(pulumi: PulumiEngine, kubectl: KubectlEngine | None, timeout: float) -> None:
    """Delete every object of the stack, whether it is in the CLI's state or not."""
    pulumi.destroy()
    if kubectl is not None:
        kubectl.destroy(timeout)


def _plan(kubectl: KubectlEngine | None, manifests: list[Manifest]) -> Plan:
    """Return the differences between the cluster and the program; none if only the CLI can tell."""
    return kubectl.plan(manifests) if kubectl and manifests else Plan([], [])


def _mending(pulumi: PulumiEngine, plan: Plan) -> Mending:
    """Return the changes that the CLI does not make; none if the program does not mark its objects."""
    wanted = [change.manifest for change in plan.changes if change.action != "delete"]
    if not all(is_marked(manifest, pulumi.config.instance) for manifest in wanted):
        return Mending([], [], [])
    return mending(plan, pulumi.in_state)


def _mend(pulumi: PulumiEngine, kubectl: KubectlEngine, plan: Plan, timeout: float) -> None:
    """Undo changes by hand, and delete the objects that the CLI cannot change in place."""
    mended = _mending(pulumi, plan)._replace(left=[])
    if not mended:
        return
    if mended.replaced:
        pulumi.preview()  # stops before anything is deleted if a policy forbids the program
    pulumi.console.print(
        "Before the CLI's update, kubectl makes the changes that the CLI cannot make:", style="bold"
    )
    show_plan(pulumi.console, Plan([*mended.taken_back, *mended.replaced], []), pulumi.config.instance)
    if mended.taken_back:
        kubectl.reclaim([change.before for change in mended.taken_back if change.before])
        apply_changes(kubectl.kubectl, Plan(mended.taken_back, []), timeout)
    delete(kubectl.kubectl, [change.before for change in mended.replaced if change.before], timeout)


def _watched_up(pulumi: PulumiEngine, kubectl: KubectlEngine, plan: Plan, timeout: float) -> dict[str, Json]:
    """Run the CLI's update; end it as soon as an object cannot become ready, and show why."""
    watch = Watch(kubectl.kubectl, plan, timeout, pulumi.interrupt)
    try:
        with watch.watching():
            return pulumi.up()
    except CliError:
        if watch.failure is None:
            raise
    kubectl.explain(watch.failure)
    raise watch.failure


def _refuse_difference(plan: Plan) -> None:
    """Raise a Refusal if the cluster differs from the program after a successful update of the CLI."""
    for change in plan.of("create", "update", "replace"):
        before, after = comparable(change.before or {}), comparable(change.after or {})
        fields = ", ".join(difference.path for difference in differences(before, after))
        what = fields or change.why or change.action
        raise Refusal(
            f"{change.key} is not as the program says after the update ({what}): "
            f"`diff` shows it, and another `up` tries again."
        )
