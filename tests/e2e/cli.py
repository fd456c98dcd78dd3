"""Find the Pulumi CLI on PATH, and give it an environment without a login."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

_LOGIN = (
    "PULUMI_BACKEND_URL",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
)


@functools.cache
def why_no_cli() -> str:
    """Return why the Pulumi CLI cannot deploy stacks on this machine; empty if it can."""
    if not shutil.which("pulumi"):
        return "needs a Pulumi CLI on PATH"
    if shutil.which("pulumi-resource-kubernetes"):
        return ""
    listed = subprocess.run(["pulumi", "plugin", "ls", "--json"], capture_output=True, text=True, check=True)
    if "kubernetes" in {plugin["name"] for plugin in json.loads(listed.stdout)}:
        return ""
    return "needs Pulumi's Kubernetes provider (pulumi plugin install resource kubernetes)"


def without_login(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the environment without a Pulumi login, so that state stays in the project's folder.

    Args:
        environment: The variables to start from.
        folder: An empty folder for the CLI's credentials.
    """
    kept = {name: value for name, value in environment.items() if name not in _LOGIN}
    return {**kept, "PULUMI_CREDENTIALS_PATH": str(folder), "PULUMI_SKIP_UPDATE_CHECK": "true"}
