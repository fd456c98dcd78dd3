"""Deploy with a Pulumi CLI, through the SDK's Automation API, and stream its output."""

import os
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypedDict, TypeVar

from pulumi import automation
from rich.console import Console

from pod_deploy.cluster.choice import Cluster
from pod_deploy.cluster.complaint import denials, explain
from pod_deploy.refusal import Refusal
from pod_deploy.stack.manifests import CLUSTER_SCOPED, Json, ObjectKey
from pod_deploy.stack.project import StackConfig
from pod_deploy.with_cli.backend import PulumiBackend
from pod_deploy.with_cli.output import CliOutput, complaint

_LOCK_HOLDER = re.compile(r"created by \S+@(?P<host>\S+) \(pid (?P<pid>\d+)\)")
_KUBERNETES = "kubernetes:"

_Result = TypeVar("_Result")


class _Options(TypedDict, total=False):
    """The SDK's options for every operation."""

    on_output: Callable[[str], None]
    """Called with each line of the CLI's output."""
    on_error: Callable[[str], None]
    """Called with each line of its error output."""
    color: str
    """`always` or `never`."""
    config_file: str | None
    """The config file; None for the stack's own file."""


class CliError(Refusal):
    """An operation of the CLI failed; its output has been shown."""


@dataclass(frozen=True)
class PulumiEngine:
    """Deploys one stack to one cluster with a Pulumi CLI."""

    config: StackConfig
    """The stack."""
    backend: PulumiBackend
    """The stack's state."""
    cluster: Cluster
    """The cluster."""
    console: Console
    """The console for the CLI's output."""
    policy_packs: tuple[Path, ...] = ()
    """Folders of the policy packs that check previews and updates."""

    def preview(self, on_event: Callable[[automation.EngineEvent], object] | None = None) -> None:
        """Show what an `up` would do; raise CliError if the preview fails or a policy forbids the program.

        Args:
            on_event: Called with each event of the engine.
        """
        packs = [str(folder) for folder in self.policy_packs]
        result = self._run(
            lambda stack, options: stack.preview(
                policy_packs=packs, refresh=True, on_event=on_event, **options
            )
        )
        # The provider only prints denials: it then computes the preview by itself, which succeeds.
        # https://github.com/pulumi/pulumi-kubernetes/pull/2419
        if denials(result.stdout):
            raise CliError(explain(result.stdout, self.cluster))

    def up(self) -> dict[str, Json]:
        """Run `pulumi up` and return the outputs, secrets as `[secret]`; raise CliError if it fails."""
        packs = [str(folder) for folder in self.policy_packs]
        self._run(
            lambda stack, options: stack.up(
                policy_packs=packs, refresh=True, show_secrets=False, suppress_outputs=True, **options
            )
        )
        return self._telling(lambda: self.backend.masked_outputs(self._stack))

    def destroy(self) -> None:
        """Run `pulumi destroy`, which leaves an empty stack; raise CliError if it fails."""
        self._run(lambda stack, options: stack.destroy(show_secrets=False, **options))

    def interrupt(self) -> bool:
        """Interrupt the running operation, so that it raises CliError; return whether one was running."""
        return self.backend.command.interrupt()

    def in_state(self) -> set[ObjectKey]:
        """Return the Kubernetes objects in the stack's state; the CLI knows no others."""
        return {key for key, _ in self._resources()}

    def ignores_changes(self, key: ObjectKey) -> bool:
        """Return whether the program ignores changes of an object (`ignore_changes`)."""
        return (key, True) in self._resources()

    def _resources(self) -> Iterator[tuple[ObjectKey, bool]]:
        """Yield each Kubernetes object of the state, and whether the program ignores changes of it."""
        state = self._telling(self._export).deployment or {}
        for resource in state.get("resources") or ():
            if resource["type"].startswith(_KUBERNETES) and resource.get("id"):
                yield object_key(resource["type"], resource["id"]), bool(resource.get("ignoreChanges"))

    def _export(self) -> automation.Deployment:
        return self._stack.export_stack()

    @cached_property
    def _stack(self) -> automation.Stack:
        return self.backend.stack(self.cluster.environment)

    def _run(self, operation: Callable[[automation.Stack, _Options], _Result]) -> _Result:
        """Run an operation on the stack; first free a lock that a killed process of this machine left."""
        output, errors = CliOutput(self.console), CliOutput(self.console)  # each is read by a thread
        options = _Options(
            on_output=output.show,
            on_error=errors.show,
            color="always" if self.console.is_terminal else "never",
        )

        def run() -> _Result:
            stack = self._stack
            options["config_file"] = self.backend.config_file()
            try:
                return operation(stack, options)
            except automation.ConcurrentUpdateError as error:
                if not self.backend.is_ours or not _holders_have_ended(str(error)):
                    raise
                self.console.print("The last run was killed and left its lock: pulumi cancel", style="yellow")
                stack.cancel()
                return operation(stack, options)

        try:
            return self._telling(run)
        finally:
            output.flush()
            errors.flush()

    def _telling(self, call: Callable[[], _Result]) -> _Result:
        """Call the CLI, and turn its failure into one sentence."""
        try:
            return call()
        except automation.ConcurrentUpdateError as error:
            raise Refusal(
                f"Stack {self.config.stack} is locked{_held_by(str(error))}. "
                "If that run has ended, free it: pulumi cancel"
            ) from error
        except automation.CommandError as error:
            raise CliError(complaint(str(error), self.cluster)) from error


def object_key(token: str, object_id: str) -> ObjectKey:
    """Return the key of an object, from its type (`kubernetes:apps/v1:Deployment`) and id (`default/mc1`)."""
    _, module, kind = token.split(":")
    group = module.partition("/")[0]
    namespace, _, name = object_id.rpartition("/")
    namespace = "" if kind in CLUSTER_SCOPED else namespace or "default"  # as `key_of` has it
    return ObjectKey("" if group == "core" else group, kind, namespace, name)


def _held_by(error: str) -> str:
    holder = _LOCK_HOLDER.search(error)
    return f" by process {holder['pid']} on {holder['host']}" if holder else ""


def _holders_have_ended(error: str) -> bool:
    """Return whether every holder of the lock was a process of this machine, and has ended."""
    holders = list(_LOCK_HOLDER.finditer(error))
    here = socket.gethostname()
    return bool(holders) and all(h["host"] == here and not _is_alive(int(h["pid"])) for h in holders)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
