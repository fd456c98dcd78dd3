"""Finds what a stack has on a cluster, without any record of our own: by label, and by who applied it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.complaint import denials
from deploy.kubectl import Kubectl, objects_in
from deploy.manifests import Manifest, entries, key_of, section

_MANAGED_BY = "app.kubernetes.io/managed-by=pulumi"
_NEVER_APPLIED = ("events", "events.events.k8s.io", "componentstatuses")


def instance_selector(instance: str) -> str:
    """Return the label selector of every object of a stack, those that controllers made included."""
    return f"app.kubernetes.io/instance={instance}"


def labelled(kubectl: Kubectl, instance: str, namespaces: Callable[[], set[str]]) -> list[Manifest]:
    """Return every object on the cluster that carries the stack's labels, whoever made it.

    All kinds that the server has, CRDs' included. What may not be listed in the whole cluster is looked for
    in `namespaces`; what may not be listed at all is left out.

    Args:
        kubectl: The cluster.
        instance: `<project>-<stack>`.
        namespaces: Gives the namespaces that the program uses now.
    """
    kinds = _kinds(kubectl)
    found, forbidden = _get(kubectl, instance, kinds, "--all-namespaces")
    for namespace in sorted(namespaces()) if forbidden else ():
        found += _get(kubectl, instance, forbidden, f"--namespace={namespace}")[0]
    return list({manifest["metadata"]["uid"]: manifest for manifest in found}.values())


def _kinds(kubectl: Kubectl) -> list[str]:
    """Return the resources that can be listed and deleted, as `deployments.apps`."""
    done = kubectl.attempt("api-resources", "--verbs=list,delete,patch", "-o", "name")
    if not done.stdout:  # an aggregated API that is down is only a complaint beside the answer
        raise kubectl.error(done.stderr)
    return [name for name in done.stdout.split() if name not in _NEVER_APPLIED]


def _get(kubectl: Kubectl, instance: str, kinds: list[str], where: str) -> tuple[list[Manifest], list[str]]:
    """Return the labelled objects of some kinds, and the kinds that may not be listed there."""
    selector = f"--selector={instance_selector(instance)},{_MANAGED_BY}"
    done = kubectl.attempt(
        "get", ",".join(kinds), where, selector, "-o", "json", "--show-managed-fields", "--ignore-not-found"
    )
    forbidden = {denial.resource for denial in denials(done.stderr)}
    if done.returncode and not forbidden:
        raise kubectl.error(done.stderr)
    return objects_in(done.stdout), [kind for kind in kinds if kind in forbidden]


def applied_by(field_manager: str, manifest: Manifest) -> bool:
    """Whether an object was applied under our name; one that only carries our labels was not."""
    return own_fields(field_manager, manifest) is not None


def own_fields(field_manager: str, manifest: Manifest) -> dict[str, Any] | None:
    """Return the fields of an object that we applied, as the server notes them; None if we never did."""
    for entry in entries(manifest, "metadata", "managedFields"):
        if (entry.get("manager"), entry.get("operation")) == (field_manager, "Apply"):
            return section(entry, "fieldsV1")
    return None


def owned(
    kubectl: Kubectl, instance: str, namespaces: Callable[[], set[str]]
) -> tuple[list[Manifest], list[Manifest]]:
    """Return the stack's objects that we applied, and those that another tool applied under its labels.

    Objects that controllers made (a Deployment's Pods) are neither: they have an owner, and go with it.
    """
    ours: list[Manifest] = []
    others: list[Manifest] = []
    for manifest in labelled(kubectl, instance, namespaces):
        if applied_by(kubectl.field_manager, manifest):
            ours.append(manifest)
        elif not manifest["metadata"].get("ownerReferences") and not _is_endpoints(manifest):
            others.append(manifest)
    return ours, others


def _is_endpoints(manifest: Manifest) -> bool:
    """Whether a controller made this of a Service; the old Endpoints name no owner."""
    return key_of(manifest).kind == "Endpoints"
