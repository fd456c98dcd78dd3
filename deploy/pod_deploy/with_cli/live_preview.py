"""Preview a stack once with a Pulumi CLI, and return the result as data, also if the preview fails."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pulumi import automation
from rich.console import Console

from pod_deploy.refusal import Refusal
from pod_deploy.review.reviewed import Drift, LivePreview
from pod_deploy.with_cli.engine import PulumiEngine

_MOST_OF_LOG = 30_000
"""Characters of the log to keep: its end has the errors."""

_WITHOUT_CHANGE = {"same", "refresh", "read"}


def live_preview(engine: PulumiEngine) -> LivePreview:
    """Return what an `up` would do to a stack, and what was changed by hand since the last one."""
    events: list[automation.EngineEvent] = []
    log = io.StringIO()
    quiet = replace(engine, console=Console(file=log, soft_wrap=True, no_color=True))
    error = ""
    try:
        quiet.preview(events.append)
    except Refusal as refusal:
        error = refusal.message
    drift = () if error else tuple(drift_in(events))
    return LivePreview(counts_in(events), drift, error, _end_of(log.getvalue()))


def counts_in(events: Iterable[automation.EngineEvent]) -> dict[str, int]:
    """Return the number of resources by operation; empty if the preview did not come to its end."""
    for event in events:
        if event.summary_event:
            changes = event.summary_event.resource_changes
            return {automation.OpType(name).value: number for name, number in changes.items()}
    return {}


def drift_in(events: list[automation.EngineEvent]) -> Iterator[Drift]:
    """Yield each object that the refresh found changed, and that the program would bring back.

    A change that the program leaves alone is no drift: an autoscaler may own a field.
    """
    planned = {step.urn for step in _steps(events) if step.op.value not in _WITHOUT_CHANGE}
    for event in events:
        step = event.res_outputs_event.metadata if event.res_outputs_event else None
        if step and step.op.value == "refresh" and step.urn in planned and _differs(step):
            kind, name = step.type.rpartition(":")[2], step.urn.rpartition("::")[2]
            yield Drift(kind, name, is_gone=step.new is None)


def _steps(events: Iterable[automation.EngineEvent]) -> Iterator[automation.StepEventMetadata]:
    for event in events:
        if event.resource_pre_event:
            yield event.resource_pre_event.metadata


def _differs(step: automation.StepEventMetadata) -> bool:
    """Return whether a refresh found another object than the state has.

    The outputs of a Kubernetes object hold its status, which always changes. Its inputs after a refresh are
    the cluster's values of the fields that the program states.
    """
    old, new = step.old, step.new
    if old is None or new is None:
        return old is not None
    if step.type.startswith("kubernetes:"):
        return old.inputs != new.inputs
    return old.outputs != new.outputs


def _end_of(log: str) -> str:
    return log if len(log) <= _MOST_OF_LOG else f"…\n{log[-_MOST_OF_LOG:].partition(chr(10))[2]}"
