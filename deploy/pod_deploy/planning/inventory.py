"""Find the objects of a stack on a cluster by its label and its field manager, without a state file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from pod_deploy.cluster.complaint import denials
from pod_deploy.cluster.kubectl import Kubectl, objects_in
from pod_deploy.stack.manifests import Manifest, entries, key_of, section

FIELD_MANAGER = "pulumi.com/patchFieldManager"
"""The annotation that tells Pulumi's provider the field manager of an object: the one that we use."""

STACK = "pod-deploy/stack"
"""The label of all the program's objects; it also finds those that have left the program."""

Fields: TypeAlias = "dict[str, Fields]"
"""Fields in the server's notation (`fieldsV1`): `f:name`, `k:{"name":"2nd"}`, `v:"value"`, and `.`."""

_LONGEST_LABEL = 63
_DIGEST = 8
_NEVER_APPLIED = ("events", "events.events.k8s.io", "componentstatuses")


class Found(NamedTuple):
    """A stack's objects on a cluster.

    Objects that controllers made (a Deployment's Pods) are in none of the lists: they are deleted with their
    owner.
    """

    ours: list[Manifest]
    """The objects that were applied under the stack's field manager."""
    kept: list[Manifest]
    """Objects of ours that the program retains."""
    foreign: list[Manifest]
    """Objects of the program, or with the stack's label, that belong to another stack or manager."""


def is_marked(manifest: Manifest, instance: str) -> bool:
    """Return whether the program marks an object, so that both engines apply it as the same manager."""
    return section(manifest, "metadata", "annotations").get(FIELD_MANAGER) == instance


def is_retained(manifest: Manifest, instance: str) -> bool:
    """Return whether the program retains an object: it has our annotation, but not our label."""
    return is_marked(manifest, instance) and STACK not in section(manifest, "metadata", "labels")


def stack_label(instance: str) -> str:
    """Return the value of the label of a stack's objects; a long name ends in a digest of it.

    Args:
        instance: `<project>-<stack>`.
    """
    if len(instance) <= _LONGEST_LABEL:
        return instance
    digest = hashlib.sha256(instance.encode()).hexdigest()[:_DIGEST]
    return f"{instance[: _LONGEST_LABEL - _DIGEST - 1]}-{digest}"


def find(kubectl: Kubectl, instance: str, stated: list[Manifest], declared: Iterable[Manifest] = ()) -> Found:
    """Return a stack's objects on the cluster, of every kind that the server has.

    Args:
        kubectl: The cluster.
        instance: `<project>-<stack>`.
        stated: The program's objects.
        declared: Those of them that exist, as they are; they are found whatever their labels.
    """
    namespaces = {key_of(each).namespace for each in stated} | {kubectl.cluster.namespace}
    retained = {key_of(each) for each in stated if is_retained(each, instance)}
    declared_keys = {key_of(each) for each in declared}
    labelled_ones = labelled(kubectl, instance, namespaces - {""})
    found = Found([], [], [])
    for live in {each["metadata"]["uid"]: each for each in (*declared, *labelled_ones)}.values():
        managers = _managers(live)
        ours = kubectl.field_manager in managers
        # Pulumi makes up a manager for objects without a mark.
        # https://github.com/pulumi/pulumi-kubernetes/pull/2271
        if key_of(live) in declared_keys and not ours:
            ours = any(_RANDOM.fullmatch(manager) for manager in managers)
        if section(live, "metadata", "labels").get(STACK) not in (None, stack_label(instance)):
            ours = False  # another stack has applied it since
        if ours:
            (found.kept if key_of(live) in retained else found.ours).append(live)
        elif not live["metadata"].get("ownerReferences") and not _is_endpoints(live):
            found.foreign.append(live)
    return found


_RANDOM = re.compile(r"pulumi-kubernetes-[0-9a-f]+")
"""The field managers that Pulumi's provider makes up."""


def _managers(live: Manifest) -> set[str]:
    """Return the field managers that applied an object."""
    managed = entries(live, "metadata", "managedFields")
    return {str(entry.get("manager")) for entry in managed if entry.get("operation") == "Apply"}


def labelled(kubectl: Kubectl, instance: str, namespaces: set[str]) -> list[Manifest]:
    """Return every object on the cluster with the stack's label, whichever manager applied it.

    Kinds that we may not list in the whole cluster are searched for in `namespaces`. Kinds that we may not
    list there either are left out.
    """
    kinds = _kinds(kubectl)
    found, forbidden = _get(kubectl, instance, kinds, "--all-namespaces")
    for namespace in sorted(namespaces) if forbidden else ():
        found += _get(kubectl, instance, forbidden, f"--namespace={namespace}")[0]
    return found


def _kinds(kubectl: Kubectl) -> list[str]:
    """Return the kinds that can be listed and deleted, such as `deployments.apps`."""
    done = kubectl.attempt("api-resources", "--verbs=list,delete,patch", "-o", "name")
    # If an aggregated API is down, kubectl fails but prints the rest.
    # https://github.com/kubernetes/kubectl/blob/master/pkg/cmd/apiresources/apiresources.go
    if not done.stdout:
        raise kubectl.error(done.stderr)
    return [name for name in done.stdout.split() if name not in _NEVER_APPLIED]


def _get(kubectl: Kubectl, instance: str, kinds: list[str], where: str) -> tuple[list[Manifest], list[str]]:
    """Return the labelled objects of some kinds, and the kinds that we may not list there."""
    selector = f"--selector={STACK}={stack_label(instance)}"
    done = kubectl.attempt(
        "get", ",".join(kinds), where, selector, "-o", "json", "--show-managed-fields", "--ignore-not-found"
    )
    forbidden = {denial.resource for denial in denials(done.stderr)}
    if done.returncode and not forbidden:
        raise kubectl.error(done.stderr)
    return objects_in(done.stdout), [kind for kind in kinds if kind in forbidden]


def applied_by(field_manager: str, manifest: Manifest) -> bool:
    """Return whether an object was applied under a field manager; the label does not prove it."""
    return own_fields(field_manager, manifest) is not None


def own_fields(field_manager: str, manifest: Manifest) -> Fields | None:
    """Return the fields that a field manager applied to an object; None if it never did."""
    for entry in entries(manifest, "metadata", "managedFields"):
        if (entry.get("manager"), entry.get("operation")) == (field_manager, "Apply"):
            return section(entry, "fieldsV1")
    return None


def _is_endpoints(manifest: Manifest) -> bool:
    """Return whether this is an Endpoints object: it copies its Service's labels and names no owner."""
    return key_of(manifest).kind == "Endpoints"


def claims_of(kubectl: Kubectl, going: Iterable[Manifest]) -> list[Manifest]:
    """Return the claims that StatefulSets made for their Pods; they outlive the StatefulSets."""
    claims: list[Manifest] = []
    for manifest in going:
        key = key_of(manifest)
        labels = section(manifest, "spec", "selector", "matchLabels")
        if key.kind != "StatefulSet" or not section(manifest, "spec").get("volumeClaimTemplates"):
            continue
        selector = ",".join(f"{name}={value}" for name, value in labels.items())
        claims += kubectl.objects(
            "get", "persistentvolumeclaims", f"--namespace={key.namespace}", f"--selector={selector}"
        )
    return claims
