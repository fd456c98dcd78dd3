"""The API server admits what our checks of a level allow, and forbids the rest."""

import json
from collections.abc import Iterator
from typing import Final, cast

import pytest

from sidecar_pods import pod_template
from tests.e2e.kubectl import Kubectl, wait_for
from tests.foreign import JsonObject
from tests.unit.components.checks.pods_at_levels import IN_USER_NAMESPACE, LEVELS, POD, PODS, Stated
from tests.unit.components.checks.spelling import manifest

# Outside of a user namespace Kubernetes refuses this one at every level, before it asks for the level.
_INVALID: Final = "the whole /proc"

_TRIED: Final = {
    **{name: pod for name, pod in PODS.items() if name != _INVALID},
    **{f"{name} in a user namespace": pod for name, pod in IN_USER_NAMESPACE.items()},
}


def allowed(pod: Stated, level: str) -> bool:
    """Return whether a level allows a Pod."""
    return LEVELS.index(level) <= LEVELS.index(pod.strictest)


def refusals(kubectl: Kubectl, pods: dict[str, JsonObject]) -> dict[str, str]:
    """Return the message for each Pod that the API server does not admit, by one dry run for all."""
    named = {f"pod-{index}": name for index, name in enumerate(pods)}
    items = [
        {
            **pods[name],
            "metadata": {**pods[name].get("metadata", {}), "name": short, "namespace": kubectl.namespace},
        }
        for short, name in named.items()
    ]
    done = kubectl.attempt(
        "create",
        "--dry-run=server",
        "--output=name",
        "--filename=-",
        stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}),
    )
    created = {line.removeprefix("pod/") for line in done.stdout.splitlines()}
    assert done.returncode in (0, 1), done.stderr
    return {
        name: next((line for line in done.stderr.splitlines() if f'"{short}"' in line), "no message")
        for short, name in named.items()
        if short not in created
    }


@pytest.fixture(scope="module", params=LEVELS)
def at_level(request: pytest.FixtureRequest, kubectl: Kubectl) -> Iterator[tuple[str, Kubectl]]:
    """Create a namespace that enforces a level; return the level, and kubectl in the namespace."""
    level = cast("str", request.param)
    namespace = f"pod-security-{level}"
    kubectl("create", "namespace", namespace)
    kubectl("label", "namespace", namespace, f"pod-security.kubernetes.io/enforce={level}")
    within = kubectl.within(namespace)
    try:
        wait_for(lambda: within("get", "serviceaccount/default"), "the namespace's service account")
        yield level, within
    finally:
        kubectl("delete", "namespace", namespace, "--wait=false")


def test_the_api_server_forbids_what_our_checks_complain_of(at_level: tuple[str, Kubectl]) -> None:
    level, kubectl = at_level
    refused = refusals(kubectl, {name: pod.manifest() for name, pod in _TRIED.items()})
    assert {name: message for name, message in refused.items() if "violates PodSecurity" not in message} == {}
    assert refused.keys() == {name for name, pod in _TRIED.items() if not allowed(pod, level)}


def test_the_api_server_admits_what_a_component_makes_for_its_level(at_level: tuple[str, Kubectl]) -> None:
    level, kubectl = at_level
    pods = {name: _made(pod, level) for name, pod in _TRIED.items() if allowed(pod, level)}
    assert refusals(kubectl, pods) == {}


def _made(pod: Stated, level: str) -> JsonObject:
    """Return the Pod that a component makes of the fields that a user states."""
    template = pod_template("mc1", pod.arguments(level), "shop-test")
    annotations = dict(pod.pod.get("annotations", {}))
    spec = manifest(template.get("spec"), POD)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"annotations": annotations}, "spec": spec}
