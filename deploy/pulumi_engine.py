"""The engine with a Pulumi CLI: the SDK's Automation API, its output streamed as it comes."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pulumi import automation
from rich.console import Console

from deploy.cluster import Cluster
from deploy.project import StackConfig
from deploy.pulumi_backend import PulumiBackend
from deploy.refusal import Refusal

_LOCK_HOLDER = re.compile(r"created by \S+@(?P<host>\S+) \(pid (?P<pid>\d+)\)")

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class PulumiEngine:
    """Brings one stack to one cluster with a Pulumi CLI.

    Args:
        config: The stack.
        backend: Where its state is kept.
        cluster: Where to.
        console: Where the CLI's output goes.
    """

    config: StackConfig
    backend: PulumiBackend
    cluster: Cluster
    console: Console

    def preview(self) -> None:
        """Show what an `up` would do."""
        self._run(lambda stack, options: stack.preview(**options))

    def up(self) -> dict[str, Any]:
        """Run `pulumi up`, and return the stack's outputs; a secret one as `[secret]`."""
        result = self._run(lambda stack, options: stack.up(show_secrets=False, **options))
        return {name: "[secret]" if out.secret else out.value for name, out in result.outputs.items()}

    def destroy(self) -> None:
        """Run `pulumi destroy`; the stack itself stays, empty."""
        self._run(lambda stack, options: stack.destroy(show_secrets=False, **options))

    def _run(self, operation: Callable[[automation.Stack, dict[str, Any]], _Result]) -> _Result:
        """Run an operation on the stack; a lock that a killed process of this machine left is broken, once.

        Raises:
            Refusal: The CLI failed; what it said has been shown.
        """
        options: dict[str, Any] = {
            "on_output": self._show,
            "on_error": self._show,
            "color": "always" if self.console.is_terminal else "never",
        }
        try:
            stack = self.backend.stack(self.cluster.environment)
            options["config_file"] = self.backend.config_file()
            try:
                return operation(stack, options)
            except automation.ConcurrentUpdateError as error:
                if not self.backend.is_ours or not _holders_have_ended(str(error)):
                    raise
                self.console.print("The last run was killed and left its lock: pulumi cancel", style="yellow")
                stack.cancel()
                return operation(stack, options)
        except automation.ConcurrentUpdateError as error:
            raise Refusal(
                f"Stack {self.config.stack} is locked{_held_by(str(error))}. "
                "If that run has ended, free it: pulumi cancel"
            ) from error
        except automation.CommandError as error:
            raise Refusal(f"The Pulumi CLI failed: {_complaint(error)}") from error

    def _show(self, line: str) -> None:
        self.console.out(line, highlight=False)


def _held_by(error: str) -> str:
    holder = _LOCK_HOLDER.search(error)
    return f" by process {holder['pid']} on {holder['host']}" if holder else ""


def _holders_have_ended(error: str) -> bool:
    """Whether every holder of the lock was a process of this machine that is no more."""
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


def _complaint(error: automation.CommandError) -> str:
    """Return the CLI's own `error: …` line, else the first thing that it said on stderr."""
    stdout, _, stderr = str(error).partition("\n stderr: ")
    lines = [line.strip() for line in (stderr.splitlines() + stdout.splitlines()) if line.strip()]
    named = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return next(iter([*named, *lines]), "it does not say why")
