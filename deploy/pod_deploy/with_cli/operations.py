"""Run each command with a Pulumi CLI, and make the changes beside it that only kubectl can make."""

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from pod_deploy.planning.compare import comparable, differences
from pod_deploy.planning.inventory import claims_of
from pod_deploy.planning.plan import Deployed, Plan
from pod_deploy.refusal import Refusal
from pod_deploy.shown.plan_view import show_plan
from pod_deploy.shown.summary import show_outputs, show_stack
from pod_deploy.stack.manifests import Json, Manifest
from pod_deploy.with_cli.engine import CliError, PulumiEngine
from pod_deploy.with_cli.mending import Mending, mending
from pod_deploy.with_cli.watch import Watch
from pod_deploy.without_cli.apply import apply_changes, delete
from pod_deploy.without_cli.engine import KubectlEngine


def preview(pulumi: PulumiEngine, kubectl: KubectlEngine | None, manifests: list[Manifest]) -> Plan:
    """Show what an `up` would do, including the changes that the CLI does not see.

    Args:
        pulumi: The CLI, for one stack.
        kubectl: kubectl, for the same stack; None if there is none.
        manifests: The program's objects; empty if only the CLI can run the program.

    Returns:
        The differences between the cluster and the program.

    Raises:
        Refusal: The cluster does not answer or forbids a request, or the CLI's preview fails.
    """
    # The CLI alone would preview a cluster that does not answer.
    # https://github.com/pulumi/pulumi-kubernetes/pull/946
    plan = _plan(kubectl, manifests)
    mended = _mending(pulumi, plan)
    try:
        pulumi.preview()
    except CliError as failure:
        if not mended.taken_back or "is invalid" not in str(failure):
            raise
        names = ", ".join(str(change.key) for change in mended.taken_back)
        raise Refusal(f"{failure} ({names}: changed by hand; `up` undoes that first)") from failure
    _show(pulumi, "The CLI does not see these changes; `up` makes them too:", mended)
    return plan


def up(
    pulumi: PulumiEngine, kubectl: KubectlEngine | None, manifests: list[Manifest], timeout: float
) -> Deployed:
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
        outputs = pulumi.up()
        show_outputs(pulumi.console, outputs)
        return Deployed(Plan([], []), outputs)
    first = kubectl.plan(manifests)
    plan = _mended(pulumi, kubectl, first, manifests, timeout)
    outputs = _watched_up(pulumi, kubectl, plan, timeout)
    kubectl.wait(plan.wanted, timeout)
    _delete_what_is_left(pulumi, kubectl, manifests, timeout)
    _refuse_difference(pulumi, kubectl, manifests)
    kubectl.warn_of_unmarked(plan)
    show_outputs(pulumi.console, outputs)
    show_stack(pulumi.console, kubectl.kubectl, pulumi.config, plan.wanted)
    return Deployed(first, outputs)


def destroy(pulumi: PulumiEngine, kubectl: KubectlEngine | None, timeout: float) -> None:
    """Delete every object of the stack, whether it is in the CLI's state or not."""
    claims = claims_of(kubectl.kubectl, kubectl.stated()) if kubectl else []
    pulumi.destroy()
    if kubectl:
        kubectl.destroy(timeout, claims)


def _plan(kubectl: KubectlEngine | None, manifests: list[Manifest]) -> Plan:
    """Return the differences between the cluster and the program; none if only the CLI can run it."""
    return kubectl.plan(manifests) if kubectl and manifests else Plan([], [])


def _mending(pulumi: PulumiEngine, plan: Plan) -> Mending:
    return mending(plan, pulumi.config.instance, pulumi.in_state)


def _show(pulumi: PulumiEngine, title: str, mended: Mending) -> None:
    """Show what kubectl changes, without values: the program may hold a secret there."""
    if mended.changes:
        pulumi.console.print(f"\n{title}", style="bold")
        show_plan(pulumi.console, Plan(mended.changes, []), pulumi.config.instance, with_values=False)


def _mended(
    pulumi: PulumiEngine, kubectl: KubectlEngine, plan: Plan, manifests: list[Manifest], timeout: float
) -> Plan:
    """Undo changes by hand, and delete the objects that the CLI cannot change in place.

    Returns:
        The plan of the changes that are left for the CLI.
    """
    mended = _mending(pulumi, plan)._replace(left=[])
    if not mended.changes:
        return plan
    _show(pulumi, "Before the CLI's update, kubectl makes the changes that the CLI cannot make:", mended)
    kubectl.reclaim([change.before for change in mended.taken_back if change.before])
    pulumi.preview()  # stops before anything is applied if a policy forbids the program
    plan = kubectl.plan(manifests)  # a change of a field that is now ours may need a replacement
    taken_back = {change.key for change in mended.taken_back}
    updates = [change for change in plan.of("update") if change.key in taken_back]
    apply_changes(kubectl.kubectl, Plan(updates, []), timeout)
    going = [change.before for change in _mending(pulumi, plan).replaced if change.before]
    delete(kubectl.kubectl, going, timeout)
    return kubectl.plan(manifests)


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


def _delete_what_is_left(
    pulumi: PulumiEngine, kubectl: KubectlEngine, manifests: list[Manifest], timeout: float
) -> None:
    """Delete the objects that have left the program and are in no state."""
    left = _mending(pulumi, kubectl.plan(manifests)).left
    _show(pulumi, "Objects that have left the program, and are in no state:", Mending([], [], left))
    delete(kubectl.kubectl, [change.manifest for change in left], timeout)


class _Differs(Refusal):
    """The cluster differs from the program."""


def _refuse_difference(pulumi: PulumiEngine, kubectl: KubectlEngine, manifests: list[Manifest]) -> None:
    """Raise a Refusal if the cluster differs from the program after a successful update of the CLI.

    It compares up to three times: a controller may have changed an object meanwhile.
    """
    tries = Retrying(
        retry=retry_if_exception_type(_Differs), stop=stop_after_attempt(3), wait=wait_fixed(1), reraise=True
    )
    tries(_compare, pulumi, kubectl, manifests)


def _compare(pulumi: PulumiEngine, kubectl: KubectlEngine, manifests: list[Manifest]) -> None:
    for change in kubectl.plan(manifests).of("create", "update", "replace"):
        what = change.why or "is not there"
        if change.before and change.after and change.action == "update":
            found = differences(comparable(change.before), comparable(change.after))
            what = ", ".join(difference.path for difference in found)
        if what and not pulumi.ignores_changes(change.key):
            raise _Differs(
                f"{change.key} is not as the program says after the update ({what}): "
                "`diff` shows it, and another `up` tries again."
            )
