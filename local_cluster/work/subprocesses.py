"""Run other programs: their output goes to a log, and they end when this process ends."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local_cluster.errors import ClusterError

_END_WITH_US = ("setpriv", "--pdeathsig", "TERM")


def run(*command: str, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Return what a command prints.

    Raises:
        ClusterError: The command failed; the error quotes what it printed.
    """
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise ClusterError(
            f"`{' '.join(command[:4])} …` failed: {done.stderr.strip() or done.stdout.strip()}"
        )
    return done.stdout


def follow(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    on_line: Callable[[str], None] = lambda _: None,
    *,
    outlives_us: bool = False,
) -> int:
    """Run a long command and return its exit code; each line goes to the log, and to `on_line`.

    The command ends when this process ends, unless it `outlives_us`: then not even Ctrl-C interrupts it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            command if outlives_us else (*_END_WITH_US, *command),
            cwd=folder,
            env=environment or os.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=outlives_us,
        )
        with process:
            for line in process.stdout or ():
                output.write(line)
                on_line(line.strip())
        return process.returncode
