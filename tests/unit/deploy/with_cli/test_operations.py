"""What happens around the CLI's own operations, in which order."""

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
    """Stands in for the engine with a CLI, and notes what it is asked among the calls of kubectl."""

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
    """Answer a dry run as a server that takes everything as it is."""
    return [live(manifest, OURS, uid="uid-Pod-mc1") for manifest in manifests]


def engines(
    there: list[Manifest], refusal: str = "", labelled: list[Manifest] | None = None
) -> tuple[PulumiEngine, KubectlEngine, Cli]:
    """Return both engines on a cluster with some objects of the program and some others, and their notes."""
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
    """Show no stack, and wait for nothing."""
    for name in ("operations.show_stack", "operations.wait_fixed"):
        monkeypatch.setattr(f"pod_deploy.with_cli.{name}", _nothing)
    monkeypatch.setattr("pod_deploy.without_cli.apply.wait_until_gone", _nothing)


def _nothing(*_: object) -> Callable[[object], int]:
    return lambda _: 0


def steps(cli: Cli) -> list[str]:
    """Return what changed something, or asked the CLI, in its order."""
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


def test_up_of_a_cluster_without_drift_is_the_clis_alone() -> None:
    pulumi, kubectl, cli = engines([live(marked(), OURS, annotations=MARKS) | {"status": READY}])
    operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["pulumi up"]


def test_policy_judges_the_program_before_any_of_it_is_applied() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "yes"})
    pulumi, kubectl, cli = engines([drifted], refusal="A policy forbids this program.")
    with pytest.raises(CliError, match="A policy forbids"):
        operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["patch", "pulumi preview"]


def test_preview_names_what_was_added_by_hand_without_its_value() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "hush"})
    pulumi, kubectl, cli = engines([drifted])
    operations.preview(pulumi, kubectl, [marked()])
    assert steps(cli) == ["pulumi preview"]
    assert "Pod mc1 (default)  was changed by hand" in shown(cli)
    assert "hush" not in shown(cli)


def test_preview_that_a_policy_stops_does_not_blame_the_drift() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "yes"})
    pulumi, kubectl, _ = engines([drifted], refusal="A policy forbids this program.")
    with pytest.raises(CliError, match=r"^A policy forbids this program\.$"):
        operations.preview(pulumi, kubectl, [marked()])


def test_preview_that_the_drift_stops_names_the_cure() -> None:
    drifted = live(marked(), OURS, BY_HAND, annotations=MARKS, labels={"by-hand": "yes"})
    pulumi, kubectl, _ = engines([drifted], refusal='Service "mc1" is invalid: Duplicate value: "http"')
    with pytest.raises(Exception, match=r"changed by hand; `up` undoes that first"):
        operations.preview(pulumi, kubectl, [marked()])


def test_up_waits_in_the_stacks_own_namespace() -> None:
    stated = {**marked(), "metadata": {"name": "mc1", "annotations": MARKS}}
    team = {"name": "mc1", "namespace": "team", "annotations": MARKS}
    there = live({**marked(), "metadata": team}, OURS) | {"status": READY}
    pulumi, kubectl, cli = engines([there])
    cluster = replace(kubectl.kubectl.cluster, namespace="team")
    engine = replace(kubectl, kubectl=replace(cast("RecordedKubectl", kubectl.kubectl), cluster=cluster))
    operations.up(pulumi, engine, [stated], 0.1)
    assert steps(cli) == ["pulumi up"]


def test_cluster_that_is_not_as_the_program_says_after_the_update_is_refused() -> None:
    other = live(marked(), OURS, annotations=MARKS)
    other = {**other, "spec": {"containers": [{"name": "1st", "image": "busybox"}]}, "status": READY}
    pulumi, kubectl, _ = engines([other])
    with pytest.raises(Exception, match=r"^Pod mc1 \(default\) is not as the program says after the update"):
        operations.up(pulumi, kubectl, [marked()], 9)


def test_object_that_left_the_program_and_is_in_no_state_is_deleted_after_the_update() -> None:
    left = live(marked("left"), OURS, labels={"pod-deploy/stack": "shop-dev"})
    there = live(marked(), OURS, annotations=MARKS) | {"status": READY}
    pulumi, kubectl, cli = engines([there], labelled=[left])
    operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["pulumi up", "delete"]
    cli.known = {key_of(left)}
    cli.asked.clear()
    operations.up(pulumi, kubectl, [marked()], 9)
    assert steps(cli) == ["pulumi up"]
