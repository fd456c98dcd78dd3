"""A live preview as data: counts, drift apart from changes, and a failure that stays readable."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi.automation import EngineEvent
from rich.console import Console

from pod_deploy.refusal import Refusal
from pod_deploy.review.reviewed import Drift, LivePreview
from pod_deploy.stack.manifests import ObjectKey
from pod_deploy.stack.project import read_stack
from pod_deploy.with_cli.backend import PulumiBackend
from pod_deploy.with_cli.engine import CliError, PulumiEngine
from pod_deploy.with_cli.live_preview import counts_in, drift_in, live_preview, replaced_in
from tests.foreign import JsonObject
from tests.unit.deploy.projects import write_project
from tests.unit.deploy.recorded import CLUSTER

DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def event_of(fields: JsonObject) -> EngineEvent:
    event = {"sequence": 1, "timestamp": 1, **fields}
    return EngineEvent.from_json(event)  # pyright: ignore[reportUnknownMemberType] - the SDK says only `dict`


def step(
    event: str,
    op: str,
    name: str,
    old: JsonObject | None,
    new: JsonObject | None,
    token: str = DEPLOYMENT,
    *,
    custom: bool = True,
) -> EngineEvent:
    """Return an event as the real CLI 3.260 sends it; a state is given by its inputs and outputs."""
    urn = f"urn:pulumi:prod::shop::{token}::{name.rpartition('/')[2]}"

    def state(values: JsonObject | None) -> JsonObject | None:
        fields = {"type": token, "urn": urn, "id": name, "parent": "", "provider": "", "custom": custom}
        return {**fields, **values} if values is not None else None

    metadata = {
        "op": op,
        "urn": urn,
        "type": token,
        "provider": "",
        "old": state(old),
        "new": state(new),
    }
    return event_of({event: {"metadata": metadata}})


def refreshed(name: str, old: JsonObject, new: JsonObject | None) -> EngineEvent:
    return step("resOutputsEvent", "refresh", name, old, new)


def planned(name: str, op: str) -> EngineEvent:
    return step("resourcePreEvent", op, name, {}, {})


def state(replicas: int, ready: int = 1) -> JsonObject:
    spec = {"spec": {"replicas": replicas}}
    return {"inputs": spec, "outputs": {**spec, "status": {"readyReplicas": ready}}}


def test_object_that_was_changed_or_deleted_by_hand_is_drift() -> None:
    events = [
        refreshed("scaled", state(1), state(5)),
        refreshed("gone", state(1), None),
        planned("scaled", "update"),
        planned("gone", "create"),
    ]
    assert list(drift_in(events)) == [
        Drift("Deployment", "scaled", is_gone=False),
        Drift("Deployment", "gone", is_gone=True),
    ]


def test_change_of_the_pull_request_is_no_drift() -> None:
    events = [refreshed("mc1", state(1), state(1)), planned("mc1", "update")]
    assert list(drift_in(events)) == []


def test_status_is_no_drift() -> None:
    events = [refreshed("mc1", state(1, ready=0), state(1, ready=1)), planned("mc1", "update")]
    assert list(drift_in(events)) == []


def test_change_that_the_program_leaves_alone_is_no_drift() -> None:
    events = [refreshed("mc1", state(1), state(5)), planned("mc1", "same")]
    assert list(drift_in(events)) == []


def test_counts_are_those_of_objects() -> None:
    """The CLI's own summary also counts the stack, components and providers."""
    stack = step("resourcePreEvent", "create", "shop-prod", None, {}, "pulumi:pulumi:Stack")
    component = step("resourcePreEvent", "create", "mc1", None, {}, "sidecar:index:Pod", custom=False)
    events = [stack, component, planned("mc1", "update"), planned("page", "same"), planned("old", "replace")]
    refresh = step("resourcePreEvent", "refresh", "mc1", {}, {})
    assert counts_in([refresh, *events]) == {"update": 1, "replace": 1}


def test_replaced_objects_are_known_by_the_names_that_the_cluster_has() -> None:
    parts = [planned("web/mc1", op) for op in ("delete-replaced", "replace", "create-replacement")]
    other = step("resourcePreEvent", "replace", "bucket", {}, {}, "aws:s3/bucket:Bucket")
    assert replaced_in([*parts, other, planned("page", "update")]) == {
        ObjectKey("apps", "Deployment", "web", "mc1")
    }


@pytest.fixture
def engine(tmp_path: Path) -> PulumiEngine:
    config = read_stack("dev", write_project(tmp_path, dev="config: {}\n"))
    # No CLI is called: each test puts a preview of its own in its place.
    backend: PulumiBackend = PulumiBackend(config, command=None, is_ours=True)  # pyright: ignore[reportArgumentType]
    return PulumiEngine(config, backend, CLUSTER, Console(file=io.StringIO()))


def previewing(
    monkeypatch: pytest.MonkeyPatch, lines: str, failure: Refusal | None = None
) -> list[PulumiEngine]:
    calls: list[PulumiEngine] = []

    def preview(engine: PulumiEngine, on_event: Callable[[EngineEvent], object] | None = None) -> None:
        assert on_event
        calls.append(engine)
        engine.console.out(lines)
        if failure:
            raise failure

    monkeypatch.setattr(PulumiEngine, "preview", preview)
    return calls


def test_failed_preview_has_its_first_error_and_its_log_and_runs_once(
    engine: PulumiEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = previewing(
        monkeypatch, "  error: size: too big", CliError("The Pulumi CLI failed: size: too big")
    )
    found = live_preview(engine)
    assert found == LivePreview(error="The Pulumi CLI failed: size: too big", log="  error: size: too big\n")
    assert len(calls) == 1


def test_log_keeps_its_end_where_the_errors_are(
    engine: PulumiEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    previewing(monkeypatch, "\n".join(f"line {number}" for number in range(10_000)))
    log = live_preview(engine).log
    assert len(log) < 31_000
    assert log.startswith("…\nline ")
    assert log.endswith("line 9999\n")
