"""The engine without a Pulumi CLI: the SDK renders the program, kubectl applies it."""

import shutil
from dataclasses import dataclass

from rich.console import Console
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from pod_deploy.cluster.choice import Cluster
from pod_deploy.cluster.kubectl import Kubectl, KubectlError, skew_warning, versions
from pod_deploy.planning.hand_made import reclaim
from pod_deploy.planning.inventory import claims_of, find, is_marked
from pod_deploy.planning.plan import Action, Deployed, Plan, live_objects, make_plan, placed
from pod_deploy.refusal import Refusal
from pod_deploy.shown.plan_view import show_plan, summary_line
from pod_deploy.shown.summary import known_from, show_outputs, show_stack
from pod_deploy.stack.manifests import Manifest, in_apply_order, key_of
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.render import exports_of, manifests_of
from pod_deploy.without_cli.apply import apply_changes, delete
from pod_deploy.without_cli.diagnosis import diagnosis
from pod_deploy.without_cli.wait import NotReady, wait_until_ready

NO_KUBECTL = "kubectl is not on PATH: install it, https://kubernetes.io/docs/tasks/tools/"
"""The sentence for a machine without kubectl."""


def connect(cluster: Cluster, config: StackConfig, console: Console) -> Kubectl:
    """Return kubectl after checking that the cluster answers; warn if their versions are too far apart.

    Raises:
        Refusal: There is no kubectl, or the cluster does not answer or rejects our credentials.
    """
    kubectl = Kubectl(cluster, field_manager=config.instance)
    if not shutil.which("kubectl", path=kubectl.environment.get("PATH")):
        raise Refusal(NO_KUBECTL)
    warning = skew_warning(*versions(kubectl))
    if warning:
        console.print(f"Warning: {warning}", style="yellow")
    return kubectl


@dataclass(frozen=True)
class KubectlEngine:
    """Deploys one stack to one cluster with kubectl."""

    config: StackConfig
    """The stack."""
    kubectl: Kubectl
    """The cluster."""
    console: Console
    """The console to report to."""

    def plan(self, manifests: list[Manifest]) -> Plan:
        """Return the plan for the program's manifests."""
        return make_plan(self.kubectl, self.config, manifests)

    def preview(self, manifests: list[Manifest]) -> Plan:
        """Show what an `up` would do, and change nothing; return the plan."""
        plan = self.plan(manifests)
        show_plan(self.console, plan, self.kubectl.field_manager)
        self.console.print(summary_line(plan))
        return plan

    def up(self, manifests: list[Manifest], timeout: float) -> Deployed:
        """Deploy the program's objects, wait until they are ready, and show them.

        Args:
            manifests: The program's manifests.
            timeout: Seconds that the objects may take to become ready.

        Raises:
            NotReady: They did not become ready; events and logs have been shown.
        """
        plan = first = self.plan(manifests)
        if plan.of("create", "update", "replace", "delete"):
            show_plan(self.console, plan, self.kubectl.field_manager)
        if plan.changed_by_hand:
            self.reclaim(plan.changed_by_hand)
            plan = self.plan(manifests)
        apply_changes(self.kubectl, plan, timeout)
        live = self.wait(plan.wanted, timeout)
        delete(self.kubectl, [change.manifest for change in plan.of("delete")], timeout)
        self.console.print(_done(plan))
        self.warn_of_unmarked(plan)
        outputs = exports_of(self.config, known_from(live, self.kubectl.cluster.namespace))
        show_outputs(self.console, outputs)
        show_stack(self.console, self.kubectl, self.config, plan.wanted)
        return Deployed(first, outputs)

    def warn_of_unmarked(self, plan: Plan) -> None:
        """Warn about objects that we cannot find again once they have left the program."""
        unmarked = [key_of(each) for each in plan.wanted if not is_marked(each, self.config.instance)]
        if unmarked:
            self.console.print(
                f"Warning: the program does not mark {', '.join(map(str, unmarked))} (own_every_object), "
                "so an object stays on the cluster when it leaves the program.",
                style="yellow",
            )

    def reclaim(self, changed: list[Manifest]) -> None:
        """Take ownership of fields that were set by hand, so that the next apply removes them.

        Args:
            changed: The objects, as they were read; a controller may have changed their status since.
        """
        for seen in changed:
            for attempt in Retrying(
                retry=retry_if_exception_type(KubectlError), stop=stop_after_attempt(5), reraise=True
            ):
                with attempt:
                    for live in live_objects(self.kubectl, [seen]):
                        reclaim(self.kubectl, live)

    def wait(self, wanted: list[Manifest], timeout: float) -> list[Manifest]:
        """Wait until some objects are ready, and return them; if they do not become ready, explain why."""
        try:
            return wait_until_ready(self.kubectl, wanted, timeout)
        except NotReady as failure:
            self.explain(failure)
            raise

    def explain(self, failure: NotReady) -> None:
        """Show the events and the last log lines of objects that did not become ready."""
        for line in diagnosis(self.kubectl, failure):
            self.console.print(line)

    def destroy(self, timeout: float, claims: list[Manifest] | None = None) -> bool:
        """Delete the stack's objects in the reverse order, and return whether there were any.

        Objects that the program retains, claims of StatefulSets, and objects of other tools stay; their names
        are printed.

        Args:
            timeout: Seconds that the objects may take to terminate.
            claims: Claims of StatefulSets that are already gone.

        Raises:
            Refusal: Objects still exist after `timeout` seconds.
        """
        stated = self.stated()
        found = find(self.kubectl, self.config.instance, stated, live_objects(self.kubectl, stated))
        going = in_apply_order(found.ours)[::-1]
        claims = [*(claims or ()), *claims_of(self.kubectl, going)]
        for live in going:
            self.console.print(f"  -  delete    {key_of(live)}", style="red")
        delete(self.kubectl, going, timeout)
        if going:
            self.console.print(f"Destroyed: {len(going)} object{'' if len(going) == 1 else 's'}.")
        for live in live_objects(self.kubectl, found.kept):
            self.console.print(f"Kept: {key_of(live)}, which the program retains.")
        for live in live_objects(self.kubectl, claims):
            self.console.print(f"Kept: {key_of(live)}, which holds the data of a StatefulSet.")
        for live in live_objects(self.kubectl, found.foreign):
            self.console.print(f"Left alone: {key_of(live)}, which another stack or tool applied.")
        return bool(going)

    def stated(self) -> list[Manifest]:
        """Return the program's objects; none if it cannot be rendered, as the label finds them too."""
        try:
            return placed(self.kubectl, manifests_of(self.config))
        except KubectlError:
            raise
        except Refusal as refusal:
            self.console.print(f"The program cannot be rendered, so only its label finds objects: {refusal}")
            return []


def _done(plan: Plan) -> str:
    """Return the result of an `up` in one line."""
    past: dict[Action, str] = {
        "create": "created",
        "update": "updated",
        "replace": "replaced",
        "delete": "deleted",
    }
    parts = [f"{len(plan.of(action))} {word}" for action, word in past.items() if plan.of(action)]
    return (
        f"Done: {', '.join(parts)}, {len(plan.of('unchanged'))} unchanged." if parts else summary_line(plan)
    )
