"""The API server accepts and refuses the changes that our table of immutability says it does."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

import pytest

from pod_deploy.review.changes import compare
from pod_deploy.review.immutability import Outcome, outcome
from pod_deploy.stack.manifests import CLUSTER_SCOPED, key_of
from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl, wait_for
from tests.foreign import JsonObject
from tests.unit.deploy.review.rule_examples import EXAMPLES, IN_PLACE, VOLUME, Example

_APPLY = ("apply", "--server-side", "--force-conflicts", "--field-manager=rules", "--filename=-")

_ALL = [
    *(
        (f"{kind} {field} {place}", example)
        for (kind, field), examples in EXAMPLES.items()
        for place, example in enumerate(examples)
    ),
    *((f"in place {place}: {example.before['kind']}", example) for place, example in enumerate(IN_PLACE)),
]

_STORAGE: list[JsonObject] = [
    {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "rule-storage"},
        "provisioner": "kubernetes.io/no-provisioner",
        "allowVolumeExpansion": True,
    },
    {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "rule-bound"}, "spec": VOLUME},
]
"""A claim can only change while it is bound, and only grow if its class allows that."""


@pytest.fixture(scope="module")
def created(cluster: Cluster, apart: Kubectl) -> Iterator[Kubectl]:
    """Create every object of the examples as it is before its change."""
    if not cluster.local:
        pytest.skip("needs the local cluster: the table is of its version of Kubernetes")
    names = _names()
    unique = {json.dumps(each): each for each in (_named(e, e.before, names) for _, e in _ALL)}
    objects = [*_STORAGE, *unique.values()]
    wide = [each for each in objects if each["kind"] in CLUSTER_SCOPED]
    try:
        apart(*_APPLY, stdin=_list(objects))
        claims = [each for each in objects if each["kind"] == "PersistentVolumeClaim"]
        for claim in claims:
            name = claim["metadata"]["name"]
            wait_for(
                lambda name=name: apart.json("pvc", name)["status"]["phase"] == "Bound",
                f"claim {name} to bind",
            )
        apart("wait", "--for=condition=Established", "crd/rules.rule.example.com", "--timeout=30s")
        yield apart
    finally:
        apart("delete", "--ignore-not-found", "--wait=false", "--filename=-", stdin=_list(wide))


def _list(objects: list[JsonObject]) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})


def _names() -> dict[str, str]:
    """Return a name for each object before its change; equal objects share one."""
    texts = dict.fromkeys(json.dumps(example.before, sort_keys=True) for _, example in _ALL)
    return {text: f"rule-{number}" for number, text in enumerate(texts)}


def _named(example: Example, side: JsonObject, names: dict[str, str]) -> JsonObject:
    """Return one side of an example with a name of its own; a definition's name follows from its spec."""
    if example.before["kind"] == "CustomResourceDefinition":
        return side
    other = copy.deepcopy(side)
    other["metadata"]["name"] = names[json.dumps(example.before, sort_keys=True)]
    return other


@pytest.mark.parametrize("example", [each for _, each in _ALL], ids=[name for name, _ in _ALL])
def test_api_server_refuses_exactly_the_changes_that_the_table_forbids(
    created: Kubectl, example: Example
) -> None:
    changed = _named(example, example.after, _names())
    done = created.attempt(*_APPLY, "--dry-run=server", stdin=json.dumps(changed))
    if _outcome(example) is Outcome.FORBIDDEN:
        assert done.returncode, "the API server accepts this change"
        assert "is invalid" in done.stderr
    else:
        assert done.returncode == 0, done.stderr


def _outcome(example: Example) -> Outcome:
    key = key_of(example.before)
    (change,) = compare({key: example.before}, {key: example.after})
    return max(
        outcome(key.group, key.kind, field.path, example.before, example.after) for field in change.fields
    )
