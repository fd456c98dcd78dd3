"""The steps around the CLI's own operations, and their order."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from pod_deploy.stack.manifests import Manifest, ObjectKey, key_of
from pod_deploy.stack.project import StackConfig
from pod_deploy.with_cli import operations
from pod_deploy.with_cli.engine import CliError, PulumiEngine
from pod_deploy.without_cli.engine import KubectlEngine
from tests.unit.deploy.recorded import MANAGER, RecordedKubectl, by, live, pod

CONFIG = StackConfig(Path(), "shop", "dev", Path("stacks/Pulumi.dev.yaml"), {})
MARKS = {"pulumi.com/patchFieldManager": "shop-dev"}
OURS = by(MANAGER, "Apply", {"f:spec": {"f:containers": {}}})
BY_HAND = by("kubectl-label", "Update", {"f:metadata": {"f:labels": {"f:by-hand": {}}}})
READY = {"conditions": [{"type": "Ready", "status": "True"}]}


def marked(name: str = "mc1") -> Manifest:
    manifest = pod(name)
    return {**manifest, "metadata": {**manifest["metadata"], "annotations": MARKS}}


@dataclass
class Cli:
    """A fake of the engine with a CLI; records its calls in the same list as kubectl's."""

    asked: list[str]
    refusal: str = ""
    known: set[ObjectKey] = field(default_factory=set[ObjectKey])
    config: StackConfig = CONFIG
    console: Console = field(default_factory=lambda: Console(file=io.StringIO(), soft_wrap=True))

    def preview(self) -> None:
        self.asked.append("pulumi preview")
        if self.refusal:
            raise CliError(self.refusal)

    def up(self) -> dict[str, object]:
        self.asked.append("pulumi up")
        return {}

    def destroy(self) -> None:
        self.asked.append("pulumi destroy")

    def in_state(self) -> set[ObjectKey]:
        return self.known

    def interrupt(self) -> bool:
        return True

    def ignores_changes(self, _: ObjectKey) -> bool:
        return False


def stored(manifests: list[Manifest]) -> list[Manifest]:
    """Answer a dry run as a server that changes nothing."""
    return [live(manifest, OURS, uid="uid-Pod-mc1") for manifest in manifests]


def engines(
    there: list[Manifest], refusal: str = "", labelled: list[Manifest] | None = None
) -> tuple[PulumiEngine, KubectlEngine, Cli]:
    """Return both engines and the record of their calls, on a cluster with these objects."""
    kubectl = RecordedKubectl(
        answers={
            "get --filename": there,
            "api-resources": "pods\n",
            "get pods": labelled or [],
            "apply --server-side --force-conflicts --field-manager=shop-dev --dry-run": stored,
        }
    )
    cli = Cli(kubectl.asked, refusal)
    engine = KubectlEngine(CONFIG, kubectl, cli.console)
    return cast("PulumiEngine", cli), engine, cli


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the summary and all waits by functions that do nothing."""
    for name in ("operations.show_stack", "operations.wait_fixed"):
        monkeypatch.setattr(f"pod_deploy.with_cli.{name}", _nothing)
    monkeypatch.setattr("pod_deploy.without_cli.apply.wait_until_gone", _nothing)


def _nothing(*_: object) -> Callable[[object], int]:
    return lambda _: 0


def steps(cli: Cli) -> list[str]:
    """Return the calls that changed the cluster or used the CLI, in order."""
    telling = [line for line in cli.asked if "--dry-run" not in line]
    words = [line.split() for line in telling]
    return [
        " ".join(each[:2]) if each[0] == "pulumi" else each[0]
        for each in words
        if each[0] in ("pulumi", "patch", "delete", "apply")
    ]


def shown(cli: Cli) -> str:
    assert isinstance(cli.console.file, io.StringIO)
    return cli.console.file.getvalue()


def test_up_without_drift_runs_only_the_cli() -> None:
    pulumi, kubectl, cli = engines([live(marked(), OURS, annotations=MARKS) | {"status": READY}])
    operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["pulumi up"]


def test_policy_refuses_the_program_before_it_is_applied() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "yes"})
    pulumi, kubectl, cli = engines([drifted], refusal="A policy forbids this program.")
    with pytest.raises(CliError, match="A policy forbids"):
        operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["patch", "pulumi preview"]


def test_preview_names_manual_additions_without_their_values() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "hush"})
    pulumi, kubectl, cli = engines([drifted])
    operations.preview(pulumi, kubectl, [marked()])
    assert steps(cli) == ["pulumi preview"]
    assert "Pod mc1 (default)  was changed by hand" in shown(cli)
    assert "hush" not in shown(cli)


def test_preview_refused_by_a_policy_does_not_mention_drift() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "yes"})
    pulumi, kubectl, _ = engines([drifted], refusal="A policy forbids this program.")
    with pytest.raises(CliError, match=r"^A policy forbids this program\.$"):
        operations.preview(pulumi, kubectl, [marked()])


def test_preview_failed_by_drift_names_the_fix() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "yes"})
    pulumi, kubectl, _ = engines([drifted], refusal='Service "mc1" is invalid: Duplicate value: "http"')
    with pytest.raises(Exception, match=r"changed by hand; `up` undoes that first"):
        operations.preview(pulumi, kubectl, [marked()])


def test_up_waits_in_the_namespace_of_the_stack() -> None:
    stated = {**marked(), "metadata": {"name": "mc1", "annotations": MARKS}}
    team = {"name": "mc1", "namespace": "team", "annotations": MARKS}
    there = live({**marked(), "metadata": team}, OURS) | {"status": READY}
    pulumi, kubectl, cli = engines([there])
    cluster = replace(kubectl.kubectl.cluster, namespace="team")
    engine = replace(kubectl, kubectl=replace(cast("RecordedKubectl", kubectl.kubectl), cluster=cluster))
    operations.up(pulumi, engine, [stated], 0.1)
    assert steps(cli) == ["pulumi up"]


def test_up_fails_if_the_cluster_differs_after_the_update() -> None:
    other = live(marked(), OURS, annotations=MARKS)
    other = {**other, "spec": {"containers": [{"name": "1st", "image": "busybox"}]}, "status": READY}
    pulumi, kubectl, _ = engines([other])
    with pytest.raises(Exception, match=r"^Pod mc1 \(default\) is not as the program says after the update"):
        operations.up(pulumi, kubectl, [marked()], 9)


def test_up_deletes_removed_objects_that_are_not_in_the_state() -> None:
    left = live(marked("left"), OURS, labels={"pod-deploy/stack": "shop-dev"})
    there = live(marked(), OURS, annotations=MARKS) | {"status": READY}
    pulumi, kubectl, cli = engines([there], labelled=[left])
    operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["pulumi up", "delete"]
    cli.known = {key_of(left)}
    cli.asked.clear()
    operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["pulumi up"]
