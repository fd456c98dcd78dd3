"""Render stacks of a work tree, each in a process of its own.

A program may end its process, hang, or write to its output. So it gets one of its own, which hands over the
result in a file. The environment is that of the command, so both sides use the same installed packages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import click

from pod_deploy.review.objects import Side, side_of
from pod_deploy.stack.manifests import Json, within
from pod_deploy.stack.program import line_of
from pod_deploy.stack.project import read_stack
from pod_deploy.stack.render import manifests_of

_SECONDS = 300
"""How long one render may take; the largest programs that we know take some seconds."""


class Job(NamedTuple):
    """A stack of a work tree."""

    tree: Path
    """The project's folder in it."""
    stack: str
    """The stack's name."""


def render_all(jobs: Sequence[Job], scratch: Path) -> dict[Job, Side]:
    """Render stacks side by side; a stack that cannot be rendered has a sentence instead of objects.

    Args:
        jobs: The stacks.
        scratch: A folder for the results.
    """
    running = _Running()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        try:
            files = [scratch / f"{place}.json" for place in range(len(jobs))]
            return dict(zip(jobs, threads.map(running.render, jobs, files), strict=True))
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            running.stop()
            raise


class _Running:
    """The processes that run now, so that an interrupt can end them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stopped = False
        self._processes: set[subprocess.Popen[str]] = set()

    def render(self, job: Job, file: Path) -> Side:
        # -P: a module in the tree's folder must not replace one of ours.
        command = [sys.executable, "-P", "-m", __name__, str(job.tree), job.stack, str(file)]
        with self._lock:
            if self._stopped:
                return Side(error="Interrupted.")
            process = subprocess.Popen(
                command,
                cwd=file.parent,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
            self._processes.add(process)
        try:
            _, stderr = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Side(error=f"The program did not end within {_SECONDS} s.")
        finally:
            with self._lock:
                self._processes.discard(process)
        return _result(job.tree, file, process.returncode, stderr)

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            for process in self._processes:
                process.kill()


def _result(tree: Path, file: Path, code: int, stderr: str) -> Side:
    """Return a side from the file of a process; the program may have written anything into it."""
    # A program may put the path of its folder into an object. Each work tree has another one.
    own_path = json.dumps(str(tree))[1:-1]
    try:
        return side_of(json.loads(file.read_text(encoding="utf-8").replace(own_path, ".")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        lines = stderr.replace(str(tree), ".").splitlines()
        last = next((line for line in reversed(lines) if line.strip()), "no message")
        return Side(error=f"The program ended its process with exit code {code}: {last.strip()}")


def rendered(tree: Path, stack: str) -> dict[str, Json]:
    """Return a stack's objects, or the sentence that says why there are none, as plain data."""
    try:
        config = read_stack(stack, tree)
        namespace = config.get("kubernetes:namespace")
        objects = manifests_of(config.with_placeholders())
        return {
            "manifests": [within(manifest, namespace) for manifest in objects],
            "context": config.get("kubernetes:context"),
            "secure": {value.key: value.stated for value in config.secure},
        }
    except click.ClickException as error:
        return {"error": error.message}
    except Exception as error:  # noqa: BLE001 - a program under review may raise anything
        return {"error": f"{line_of(error, tree)}{type(error).__name__}: {' '.join(str(error).split())}"}


def _main(tree: str, stack: str, file: str) -> None:
    result = json.dumps(rendered(Path(tree), stack))
    Path(file).write_text(result, encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
