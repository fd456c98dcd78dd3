"""Finds a Pulumi CLI: on PATH, else from its official source."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from importlib.metadata import version
from pathlib import Path

from pulumi import automation

CONNECT_SECONDS = 3.0
"""How long the official source may take to answer."""


class NoCliError(Exception):
    """There is no Pulumi CLI that we could use; the text says why, without a full stop."""


def find_cli() -> automation.PulumiCommand:
    """Return the CLI on PATH, else one of the SDK's own version, installed outside the checkout.

    Raises:
        NoCliError: There is none, and none can be fetched; or the one on PATH does not go with the SDK.
    """
    if shutil.which("pulumi"):
        try:
            return automation.PulumiCommand()
        except (automation.InvalidVersionError, OSError, subprocess.CalledProcessError) as error:
            raise NoCliError(f"the one on PATH does not serve: {_in_short(error)}") from error
    return _installed()


def _installed() -> automation.PulumiCommand:
    """Return the CLI in the user's cache; fetched once, by the SDK's own installer."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    sdk = version("pulumi")  # the CLI of the same version goes with it
    root = cache / "multi-container-pods" / "pulumi" / sdk
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(CONNECT_SECONDS)
    try:
        return automation.PulumiCommand.install(root=str(root))
    except (OSError, subprocess.CalledProcessError, automation.InvalidVersionError) as error:
        raise NoCliError(f"not on PATH, and it cannot be fetched: {_in_short(error)}") from error
    finally:
        socket.setdefaulttimeout(before)


def _in_short(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "output", None) or error
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return " ".join(text.split())[:200].rstrip(".")
