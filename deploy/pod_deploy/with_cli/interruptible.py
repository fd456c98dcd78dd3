"""Run the Pulumi CLI for the SDK's Automation API so that a run can be interrupted."""

import signal
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from os import environ, pathsep
from pathlib import Path
from typing import IO

from pulumi import automation
from pulumi.automation.errors import create_command_error

_SECONDS_TO_END = 60
"""The time that the CLI may take to save its state after an interrupt."""


class InterruptibleCommand(automation.PulumiCommand):
    """A Pulumi CLI whose operation can be interrupted; the SDK's own class does not expose the process."""

    _running: subprocess.Popen[str] | None = None
    """The process of the last operation; None before the first one."""

    def interrupt(self) -> bool:
        """Tell the CLI to end its operation: it saves the state, frees its lock, and exits with an error.

        Returns:
            Whether an operation was running.
        """
        if self._running is None or self._running.poll() is not None:
            return False
        with suppress(ProcessLookupError):
            self._running.send_signal(signal.SIGINT)
        return True

    def _end(self) -> None:
        """Interrupt the CLI, and kill it if it does not end."""
        if self.interrupt() and self._running:
            try:
                self._running.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._running.kill()

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Callable[[str], object] | None = None,
        on_error: Callable[[str], object] | None = None,
    ) -> automation.CommandResult:
        """Run the CLI with some arguments, and return its output; the parameters are the SDK's.

        Raises:
            CommandError: It failed.
        """
        variables = {**environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        beside = Path(self.command).parent  # a CLI that is not on PATH has its language hosts beside it
        if beside.is_absolute():
            variables["PATH"] = f"{beside}{pathsep}{variables['PATH']}"
        with (
            subprocess.Popen(
                [self.command, "--non-interactive", *args],
                cwd=cwd,
                env=variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                # Else a terminal's Ctrl-C would be a second signal, which kills the CLI.
                # https://github.com/pulumi/pulumi/issues/9103
                process_group=0,
            ) as self._running,
            ThreadPoolExecutor(2) as readers,
        ):
            stdout = readers.submit(_read, self._running.stdout, on_output)
            stderr = readers.submit(_read, self._running.stderr, on_error)
            try:
                result = automation.CommandResult(stdout.result(), stderr.result(), self._running.wait())
            except BaseException:
                self._end()
                raise
        if result.code:
            raise create_command_error(result)
        return result


def _read(stream: IO[str] | None, tell: Callable[[str], object] | None) -> str:
    """Return the text of a stream, and pass each line to `tell` as it comes."""
    lines: list[str] = []
    for line in stream or ():
        lines.append(line.rstrip())
        if tell:
            tell(lines[-1])
    return "\n".join(lines)
