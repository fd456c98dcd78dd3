"""Finds a Pulumi CLI: on PATH, else from its official source."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from pulumi import automation
from rich.console import Console

from deploy.lock import in_turn
from deploy.pulumi_command import InterruptibleCommand

CONNECT_SECONDS = 3.0
"""How long the official source may take to answer."""

KNOWN_SECONDS = 300.0
"""How long it is not asked again after a failure: on some networks each try takes all of its time."""

_FAILURES = (OSError, subprocess.CalledProcessError, automation.InvalidVersionError)


class NoCliError(Exception):
    """There is no Pulumi CLI that we could use; the text says why, without a full stop."""


def find_cli(console: Console, *, insist: bool = False) -> InterruptibleCommand:
    """Return the CLI on PATH, else one of the SDK's own version, installed outside the checkout.

    Args:
        console: Where to say that it is fetched.
        insist: Whether to ask the official source though it could not be reached a moment ago.

    Raises:
        NoCliError: There is none, and none can be fetched; or the one on PATH does not go with the SDK.
    """
    if shutil.which("pulumi"):
        try:
            return InterruptibleCommand()
        except _FAILURES as error:
            raise NoCliError(f"the one on PATH does not serve: {_in_short(error)}") from error
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "multi-container-pods" / "pulumi"
    root = folder / version("pulumi")  # the CLI of the same version goes with the SDK
    try:
        with in_turn(folder / "lock"):
            return _kept(root) or _fetched(root, folder / "failure", console, insist=insist)
    except _FAILURES as error:
        raise NoCliError(f"not on PATH, and it cannot be fetched: {_in_short(error)}") from error


def _kept(root: Path) -> InterruptibleCommand | None:
    """Return the CLI that was fetched before; None if there is none, or only a part of one."""
    with suppress(*_FAILURES):
        return InterruptibleCommand(root=str(root))
    return None


def _fetched(root: Path, failure: Path, console: Console, *, insist: bool) -> InterruptibleCommand:
    """Fetch the CLI with the SDK's own installer; the file `failure` keeps why that failed the last time."""
    if not insist and failure.exists() and time.time() - failure.stat().st_mtime < KNOWN_SECONDS:
        reason = failure.read_text(encoding="utf-8")
        raise NoCliError(f"not on PATH, and a moment ago it could not be fetched: {reason}")
    console.print(f"No Pulumi CLI on PATH: fetching {root.name} from https://get.pulumi.com into {root}")
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(CONNECT_SECONDS)
    try:
        automation.PulumiCommand.install(root=str(root))
        return InterruptibleCommand(root=str(root))
    except _FAILURES as error:
        failure.write_text(_in_short(error), encoding="utf-8")
        raise
    finally:
        socket.setdefaulttimeout(before)


def _in_short(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "output", None) or error
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return " ".join(text.split())[:200].rstrip(".")
