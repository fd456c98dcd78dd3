"""Manifests of the world survive the way through `adopt`: the API server sees no change in any of them.

Nothing of the corpus runs a container: policies of admission keep its Pods from being made or bound.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from sidecar_pods.adopt import adopt
from tests.adopt_corpus import Object, key, manifests, name_of, objects
from tests.adopt_corpus.rendering import rendered
from tests.e2e.adopted_project import MINUTES, adopted_project
from tests.e2e.answers import Answers, ask, changes, template
from tests.e2e.kubectl import Kubectl

TEXTS: Final = {name_of(path): path.read_text(encoding="utf-8") for path in manifests()}
STATED: Final = {name: objects(text) for name, text in TEXTS.items()}
WORKLOADS: Final = ("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet")
WITH_PULUMI: Final = (
    "apps/ambassador-and-adapter",
    "batch/etl-cronjob",
    "databases/redis-sentinel",
    "forms/several-services-of-one-workload",
    "identity/cloud-sql-proxy-job",
    "mesh/linkerd-destination",
    "nodes/calico-node",
    "storage/csi-node-daemonset",
    "wiring/order-of-no-rule",
)
"""The manifests that the Pulumi CLI takes over: every kind of workload, and Services."""
AS_PULUMI: Final = (
    "apply",
    "--server-side",
    "--dry-run=server",
    "--force-conflicts",
    "--field-manager=pulumi",
)
"""The request of Pulumi's provider for an object that exists, as a dry run."""


@dataclass(frozen=True)
class Proof:
    """The answers of the API server about the objects of all manifests."""

    stated: Answers
    """The objects as they are stated, after Kubernetes' defaulting."""
    made: Answers
    """The objects that the printed programs make, after Kubernetes' defaulting."""
    live: Answers
    """The objects as they are on the cluster."""
    applied: Answers
    """The objects as they would be after the printed programs have run."""
    applied_again: Answers
    """The same, of programs that were made from the output of `kubectl get`."""


@pytest.fixture(scope="module")
def proof(kubectl_of_the_corpus: Kubectl) -> Proof:
    """Ask the API server about all objects, then create them, and ask again."""
    kubectl = kubectl_of_the_corpus
    stated = [each for stated in STATED.values() for each in stated]
    made = _made(TEXTS)
    dry = "--dry-run=server"
    defaulted = ask(kubectl, "create", dry, of=stated), ask(kubectl, "create", dry, of=made)
    live = ask(kubectl, "create", of=stated)
    printed = ask(kubectl, "get", of=stated).objects
    as_printed = {name: _yaml([printed[key(each)] for each in stated]) for name, stated in STATED.items()}
    return Proof(
        *defaulted, live, ask(kubectl, *AS_PULUMI, of=made), ask(kubectl, *AS_PULUMI, of=_made(as_printed))
    )


def _made(texts: Mapping[str, str]) -> list[Object]:
    """Return the objects that the printed programs of manifests make."""
    programs = {name: adopt({f"{name}.yaml": text}).program for name, text in texts.items()}
    return [each for name, program in programs.items() for each in rendered(program, name)]


def _yaml(items: list[Object]) -> str:
    """Return the output of `kubectl get`; JSON is YAML."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items})


@pytest.mark.parametrize("name", TEXTS)
def test_program_makes_the_same_objects(proof: Proof, name: str) -> None:
    for stated in STATED[name]:
        if "uid" in stated["metadata"] and stated["kind"] == "Pod":
            continue  # adopt leaves out what the API server has added to the spec
        found = key(stated)
        assert found in proof.stated.objects, proof.stated.complaint_about(stated["metadata"]["name"])
        assert found in proof.made.objects, proof.made.complaint_about(stated["metadata"]["name"])
        assert changes(proof.stated.objects[found], proof.made.objects[found]) == []


@pytest.mark.parametrize("name", TEXTS)
def test_program_changes_nothing_on_a_cluster_that_has_the_objects(proof: Proof, name: str) -> None:
    _assert_unchanged(proof.live, proof.applied, name)


@pytest.mark.parametrize("name", TEXTS)
def test_program_from_the_output_of_kubectl_get_changes_nothing(proof: Proof, name: str) -> None:
    _assert_unchanged(proof.live, proof.applied_again, name)


@pytest.mark.pulumi_cli
@pytest.mark.timeout(3 * MINUTES)
def test_pulumi_takes_the_objects_over_and_changes_nothing(
    proof: Proof, kubectl_of_the_corpus: Kubectl, tmp_path: Path
) -> None:
    kubectl = kubectl_of_the_corpus
    program = adopt({f"{name}.yaml": TEXTS[name] for name in WITH_PULUMI}).program
    project = adopted_project(tmp_path, program, kubectl.environment)
    project.pulumi("up", "--yes", "--skip-preview")
    stated = [each for name in WITH_PULUMI for each in STATED[name]]
    found = ask(kubectl, "get", of=stated).objects
    for name in map(key, stated):
        assert changes(proof.live.objects[name], found[name]) == []
        assert found[name]["metadata"]["uid"] == proof.live.objects[name]["metadata"]["uid"]
    project.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")


def _assert_unchanged(live: Answers, applied: Answers, name: str) -> None:
    for stated in STATED[name]:
        found = key(stated)
        assert found in live.objects, live.complaint_about(stated["metadata"]["name"])
        assert found in applied.objects, applied.complaint_about(stated["metadata"]["name"])
        before, after = live.objects[found], applied.objects[found]
        assert changes(before, after) == []
        if stated["kind"] in WORKLOADS:
            assert template(before) == template(after)
            assert before["metadata"].get("generation") == after["metadata"].get("generation")
