"""The result of a command as one JSON document, for programs."""

import json
import os
import sys
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import Literal, NamedTuple

from pod_deploy.planning.compare import Difference, comparable, differences
from pod_deploy.planning.plan import Action, Change, Plan
from pod_deploy.stack.manifests import Json, Manifest, ObjectKey, key_of
from pod_deploy.stack.project import StackConfig

FORMAT = 1
"""The version of the document's shape; a change that breaks a reader raises it."""

_ACTIONS: tuple[Action, ...] = ("create", "update", "replace", "delete", "unchanged")
_SECRET = "[secret]"  # noqa: S105 - Pulumi's own mask


class Outcome(NamedTuple):
    """The result of a command."""

    command: Literal["diff", "preview", "up"]
    """The command."""
    config: StackConfig
    """The stack."""
    engine: Literal["kubectl", "pulumi"]
    """The engine."""
    cluster: str | None
    """The cluster's name in messages; None if there is no local cluster yet."""
    plan: Plan
    """The differences between the program and the cluster before the command."""
    secrets: Collection[str] = ()
    """Texts that the program marks as secret."""
    outputs: Mapping[str, Json] | None = None
    """The stack's outputs after an `up`; secrets are `[secret]`."""


@contextmanager
def json_on_stdout(wanted: bool) -> Generator[Callable[[Outcome], None]]:
    """Yield a function that prints an outcome as JSON; everything else goes to standard error meanwhile.

    This includes the output of subprocesses. Nothing is printed if the command fails.

    Args:
        wanted: Whether JSON is wanted. If not, the function does nothing, and all output stays as it is.
    """
    if not wanted:
        yield lambda _: None
        return
    outcomes: list[Outcome] = []
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield outcomes.append
    finally:
        os.dup2(own, 1)
        os.close(own)
    for outcome in outcomes:
        print(json.dumps(document(outcome), indent=2, ensure_ascii=False))


def document(outcome: Outcome) -> Json:
    """Return an outcome as JSON holds it; docs/deploy.md describes its fields."""
    plan = outcome.plan
    shown: dict[str, Json] = {
        "format": FORMAT,
        "command": outcome.command,
        "project": outcome.config.project,
        "stack": outcome.config.stack,
        "engine": outcome.engine,
        "cluster": outcome.cluster,
        "counts": {action: len(plan.of(action)) for action in _ACTIONS},
        "changes": [_change(change, outcome.secrets) for change in plan.changes],
        "leftAlone": [_identity(key_of(manifest), manifest) for manifest in plan.foreign],
    }
    return shown if outcome.outputs is None else {**shown, "outputs": dict(sorted(outcome.outputs.items()))}


def _change(change: Change, secrets: Collection[str]) -> Json:
    fields: list[Difference] = []
    if change.action in ("update", "replace") and change.before and change.after:
        fields = list(differences(comparable(change.before), comparable(change.after)))
    return {
        "action": change.action,
        **_identity(change.key, change.manifest),
        "why": change.why,
        "fields": [_field(each, secrets, is_hidden=change.key.kind == "Secret") for each in fields],
    }


def _identity(key: ObjectKey, manifest: Manifest) -> dict[str, Json]:
    return {
        "apiVersion": manifest["apiVersion"],
        "kind": key.kind,
        "namespace": key.namespace,
        "name": key.name,
    }


def _field(difference: Difference, secrets: Collection[str], *, is_hidden: bool) -> Json:
    before, after = _masked(difference.before, secrets), _masked(difference.after, secrets)
    # The program does not know the value that a secret had before.
    if is_hidden or after != difference.after:
        before, after = (None if value is None else _SECRET for value in (difference.before, after))
    return {"path": difference.path, "before": before, "after": after}


def _masked(value: Json, secrets: Collection[str]) -> Json:
    """Return a value in which each text that contains a secret is masked."""
    match value:
        case str():
            return _SECRET if any(secret in value for secret in secrets) else value
        case dict():
            return {key: _masked(item, secrets) for key, item in value.items()}
        case list():
            return [_masked(item, secrets) for item in value]
        case _:
            return value
