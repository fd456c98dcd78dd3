"""Runs a sidecar's command on this machine, with folders in the place of the volumes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from sidecar_pods import ContainerArgs
from tests.foreign import Json

T = TypeVar("T")


class Container:
    """A container whose paths are those of this machine.

    Args:
        given: The container's arguments.
        paths: For each path at which it mounts a volume, the folder here.
        environment: Environment variables that win over the container's own.
    """

    def __init__(self, given: ContainerArgs, paths: Mapping[str, Path], **environment: str) -> None:
        self._given: Json = given
        self._paths = paths
        env = {each["name"]: self._here(each["value"]) for each in self._given.get("env", [])}
        self._environment = {"PATH": os.environ["PATH"], **env, **environment}
        self._under: tuple[str, ...] = ()

    def under(self, *command: str) -> Container:
        """Return the same container with its process started by another command."""
        self._under = command
        return self

    def start(self, stdout: IO[str] | int | None = None, stderr: int | None = None) -> subprocess.Popen[str]:
        """Start its process, in a group of its own."""
        command = [self._here(word) for word in (*self._given["command"], *self._given["args"])]
        return subprocess.Popen(
            [*self._under, *command],
            env=self._environment,
            text=True,
            start_new_session=True,
            stdout=stdout,
            stderr=stderr,
        )

    @contextmanager
    def running(
        self, stdout: IO[str] | int | None = None, stderr: int | None = None
    ) -> Generator[subprocess.Popen[str]]:
        """Start its process, and kill the process group at the end."""
        process = self.start(stdout, stderr)
        try:
            yield process
        finally:
            kill(process)

    def answers(self, probe: str) -> bool:
        """Ask one of its probes, as the kubelet does: no answer within half a second is a failure."""
        return self._succeeds(self._given[probe])

    def lets_the_next_start(self) -> bool:
        """Whether its hook `post_start` ends within half a second."""
        return self._succeeds(self._given["lifecycle"]["post_start"])

    def _succeeds(self, handler: Mapping[str, Json]) -> bool:
        command = [self._here(word) for word in handler["exec_"]["command"]]
        try:
            return subprocess.run(command, check=False, timeout=0.5).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def _here(self, text: str) -> str:
        for path, folder in self._paths.items():
            if text == path or text.startswith(f"{path}/"):
                return f"{folder}{text.removeprefix(path)}"
        return text


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a process and all its children, as a container is killed."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def seconds_to_end(process: subprocess.Popen[str]) -> float:
    """Send SIGTERM, and return the seconds until the process has succeeded."""
    started = time.monotonic()
    process.terminate()
    assert process.wait(timeout=10) == 0
    return time.monotonic() - started


def eventually(look: Callable[[], T], what: str, seconds: float = 10) -> T:
    """Return the first true value of a function that is called repeatedly."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.01)
    return seen
