"""Stand-ins for a Pulumi CLI, kubectl and a cluster, as a folder on PATH."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.foreign import JsonObject
from tests.rehearsal.programs import kubectl
from tests.unit.deploy.with_cli import fake_pulumi
from tests.unit.packaging.places import ROOT

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: local-cluster
clusters: [{name: local-cluster, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: local-cluster, user: {}}]
contexts: [{name: local-cluster, context: {cluster: local-cluster, user: local-cluster}}]
"""

LOGIN = 'cp "$REHEARSAL_KUBECONFIG" "$KUBECONFIG"'
"""The command that a repository would keep in the variable `CLUSTER_LOGIN`."""


@dataclass(frozen=True)
class StandIns:
    """A folder with the programs, their notes, and a kubeconfig."""

    folder: Path
    """The folder."""

    def __post_init__(self) -> None:
        """Write the programs."""
        programs, notes = self.folder / "programs", self.folder / "notes"
        programs.mkdir(parents=True)
        notes.mkdir()
        (notes / "stack").touch()
        (self.folder / "kubeconfig").write_text(KUBECONFIG, encoding="utf-8")
        for name, module in (("pulumi", fake_pulumi), ("kubectl", kubectl)):
            file = programs / name
            line = f'PYTHONPATH={ROOT} exec {sys.executable} -S {module.__file__} "$@"'
            file.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
            file.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that tell the steps of a workflow where the stand-ins are."""
        return {
            "FAKE_PULUMI": str(self.folder / "notes"),
            "REHEARSAL_PROGRAMS": str(self.folder / "programs"),
            "REHEARSAL_KUBECONFIG": str(self.folder / "kubeconfig"),
        }

    def preview_of(self, stack: str, *events: JsonObject) -> None:
        """Let the preview of a stack send some events."""
        lines = (json.dumps({"sequence": 1, "timestamp": 1, **event}) for event in events)
        (self.folder / "notes" / f"events-{stack}").write_text("\n".join(lines), encoding="utf-8")

    def break_preview_of(self, stack: str, *, broken: bool = True) -> None:
        """Let every operation on a stack fail, or succeed again."""
        file = self.folder / "notes" / f"broken-{stack}"
        if broken:
            file.touch()
        else:
            file.unlink()

    def operations(self) -> Iterable[str]:
        """Return the operations of the CLI since the last question, as `up staging`."""
        file = self.folder / "notes" / "calls"
        words = [json.loads(line)["words"] for line in file.read_text(encoding="utf-8").splitlines()]
        file.unlink()
        return [
            f"{each[0]} {each[each.index('--stack') + 1]}"
            for each in words
            if each[0] in ("preview", "up", "destroy")
        ]


def edited(token: str, object_id: str) -> list[JsonObject]:
    """Return the events of an object that somebody has changed by hand."""
    old, new = {"spec": {"a": "stated"}}, {"spec": {"a": "by hand"}}
    return [
        _step("resOutputsEvent", "refresh", token, object_id, old, new),
        changed(token, object_id),
    ]


def changed(token: str, object_id: str) -> JsonObject:
    """Return the event of an object that a deployment would change."""
    return _step("resourcePreEvent", "update", token, object_id, {}, {})


def _step(event: str, op: str, token: str, object_id: str, old: JsonObject, new: JsonObject) -> JsonObject:
    """Return an event of one step, as the real CLI 3.260 sends it."""
    urn = f"urn:pulumi:stack::project::{token}::{object_id}"
    fields = {"type": token, "urn": urn, "id": object_id, "parent": "", "provider": "", "custom": True}
    states = {"old": {**fields, "inputs": old}, "new": {**fields, "inputs": new}}
    return {event: {"metadata": {"op": op, "urn": urn, "type": token, "provider": "", **states}}}
