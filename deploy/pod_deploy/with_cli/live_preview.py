"""Preview a stack once with a Pulumi CLI, and return the result as data, also if the preview fails."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pulumi import automation
from rich.console import Console

from pod_deploy.refusal import Refusal
from pod_deploy.review.reviewed import Drift, LivePreview
from pod_deploy.stack.manifests import ObjectKey
from pod_deploy.with_cli.engine import PulumiEngine, object_key

_MOST_OF_LOG = 30_000
"""Characters of the log to keep: its end has the errors."""

_WITHOUT_CHANGE = {"same", "refresh", "read"}

_CHANGES = ("create", "update", "replace", "delete")


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
    if error:
        return LivePreview(error=error, log=_end_of(log.getvalue()))
    drift = tuple(drift_in(events))
    return LivePreview(counts_in(events), drift, log=_end_of(log.getvalue()), replaced=replaced_in(events))


def counts_in(events: Iterable[automation.EngineEvent]) -> dict[str, int]:
    """Return the number of objects by operation; the CLI also counts the stack, components and providers."""
    counts = Counter(step.op.value for step in _steps(events) if _is_object(step))
    return {operation: counts[operation] for operation in _CHANGES if counts[operation]}


def replaced_in(events: Iterable[automation.EngineEvent]) -> frozenset[ObjectKey]:
    """Return the Kubernetes objects that a deployment would delete and make anew."""
    steps = (step for step in _steps(events) if step.op.value == "replace" and step.old)
    keys = (object_key(step.type, step.old.id) for step in steps if step.old and _is_kubernetes(step))
    return frozenset(keys)


def _is_object(step: automation.StepEventMetadata) -> bool:
    state = step.new or step.old
    return bool(state and state.custom) and not step.type.startswith("pulumi:")


def _is_kubernetes(step: automation.StepEventMetadata) -> bool:
    return step.type.startswith("kubernetes:")


def drift_in(events: list[automation.EngineEvent]) -> Iterator[Drift]:
    """Yield each object that the refresh found changed, and that the program would bring back.

    A change that the program leaves alone is no drift: an autoscaler may own a field.
    """
    planned = {step.urn for step in _steps(events) if step.op.value not in _WITHOUT_CHANGE}
    for event in events:
        step = event.res_outputs_event.metadata if event.res_outputs_event else None
        if step and step.op.value == "refresh" and step.urn in planned and _differs(step):
            kind, name = step.type.rpartition(":")[2], step.urn.rpartition("::")[2]
            if step.old and step.old.id and _is_kubernetes(step):
                name = object_key(step.type, step.old.id).name
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
    if _is_kubernetes(step):
        return old.inputs != new.inputs
    return old.outputs != new.outputs


def _end_of(log: str) -> str:
    return log if len(log) <= _MOST_OF_LOG else f"…\n{log[-_MOST_OF_LOG:].partition(chr(10))[2]}"
