"""Carry out a plan on the cluster."""

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from pod_deploy.cluster.complaint import unknown_kinds
from pod_deploy.cluster.kubectl import Kubectl, KubectlError
from pod_deploy.planning.plan import Plan
from pod_deploy.stack.manifests import Manifest, to_json
from pod_deploy.without_cli.wait import wait_until_gone

_NEW_NAMESPACE_SECONDS = 20


def apply_changes(kubectl: Kubectl, plan: Plan, timeout: float) -> None:
    """Create, update and replace objects; `delete` removes those that left the program.

    Args:
        kubectl: The cluster.
        plan: The plan.
        timeout: Seconds that replaced objects may take to terminate.
    """
    replaced = [change.before for change in plan.of("replace") if change.before]
    delete(kubectl, replaced, timeout)
    manifests = [change.manifest for change in plan.of("create", "update", "replace")]
    if manifests:
        _apply(kubectl, manifests)


def _apply(kubectl: Kubectl, manifests: list[Manifest]) -> None:
    """Apply manifests; try again while a new namespace has no service account for its Pods.

    Kubernetes creates that a moment later: https://github.com/kubernetes/kubernetes/issues/66689
    """
    manager = f"--field-manager={kubectl.field_manager}"
    for attempt in Retrying(
        retry=retry_if_exception(_only_comes_too_early),
        stop=stop_after_delay(_NEW_NAMESPACE_SECONDS),
        wait=wait_fixed(0.5),
        reraise=True,
    ):
        with attempt:
            kubectl.run(
                *(
                    "apply",
                    "--server-side",
                    "--force-conflicts",
                    manager,
                    "--validate=strict",
                    "--filename=-",
                ),
                stdin=to_json(manifests),
            )


def _only_comes_too_early(error: BaseException) -> bool:
    """Return whether an apply may succeed in a moment: a namespace or a kind of object is new."""
    return isinstance(error, KubectlError) and bool(
        "error looking up service account" in error.stderr or unknown_kinds(error.stderr)
    )


def delete(kubectl: Kubectl, objects: list[Manifest], timeout: float) -> None:
    """Delete objects and their dependents in the given order, and wait until they are gone."""
    if not objects:
        return
    stdin = to_json(_reference(live) for live in objects)
    options = ("--cascade=foreground", "--wait=false", "--ignore-not-found", "--filename=-")
    kubectl.run("delete", *options, stdin=stdin)
    wait_until_gone(kubectl, objects, timeout)


def _reference(live: Manifest) -> Manifest:
    """Return the fields that name an object."""
    metadata = {name: live["metadata"][name] for name in ("name", "namespace") if name in live["metadata"]}
    return {"apiVersion": live["apiVersion"], "kind": live["kind"], "metadata": metadata}
