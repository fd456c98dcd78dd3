"""Use the project's local cluster, by its command alone."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

from pod_deploy.refusal import Refusal


class _Status(TypedDict):
    """The fields of `local_cluster status --format json` that are read here."""

    state: str
    """Such as `running` or `stopped`."""
    address: str | None
    """The cluster's own address, with which it keeps its objects while it is stopped; None if it has none."""


def has_local_cluster(folder: Path) -> bool:
    """Return whether a project has a cluster of its own, as the repository of pod-deploy does."""
    return (folder / "local_cluster" / "__main__.py").is_file()


def local_environment(folder: Path, *, start: bool) -> dict[str, str] | None:
    """Return the variables that point kubectl to the local cluster.

    Args:
        folder: The project's folder; its `local_cluster` is the command.
        start: Whether to start or repair the cluster.

    Returns:
        None if there is no cluster and it must not be started.

    Raises:
        Refusal: The project has no local cluster; or it does not start; or it is stopped and must not be
            started.
    """
    if not has_local_cluster(folder):
        raise Refusal(
            "No cluster is named: set KUBECONFIG, or kubernetes:context in the stack's file to a context of "
            "~/.kube/config."
        )
    if start:
        if subprocess.run(_command("up"), cwd=folder, check=False).returncode:
            raise Refusal("The local cluster did not start (see above). Set KUBECONFIG to use another one.")
    elif (status := _status(folder))["state"] == "stopped":
        if status["address"]:  # a cluster with an address keeps its objects while the machine is off
            raise Refusal(
                "The local cluster is stopped, and keeps its objects. "
                "Start it first: python -m local_cluster up"
            )
        return None
    lines = (shlex.split(line) for line in _output(folder, "env").splitlines())
    assignments = (words[1].partition("=") for words in lines if len(words) == 2 and words[0] == "export")
    own_path = os.environ.get("PATH", os.defpath)
    return {name: value.replace("$PATH", own_path) for name, _, value in assignments}


def _status(folder: Path) -> _Status:
    return json.loads(_output(folder, "status", "--format", "json"))


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "local_cluster", *arguments]


def _output(folder: Path, *arguments: str) -> str:
    """Run the local cluster's command and return its output."""
    done = subprocess.run(_command(*arguments), cwd=folder, check=False, capture_output=True, text=True)
    if not done.stdout:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise Refusal(f"The local cluster does not answer (local_cluster {arguments[0]}): {reason[0]}")
    return done.stdout
