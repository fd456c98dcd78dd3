"""Find a Pulumi CLI on PATH, else fetch it from its official source."""

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path
from pulumi import automation
from rich.console import Console

from pod_deploy.stack.lock import in_turn
from pod_deploy.with_cli.interruptible import InterruptibleCommand

CONNECT_SECONDS = 3.0
"""The time that the official source may take to answer."""

KNOWN_SECONDS = 300.0
"""The pause between a failed try and the next one: on some networks each try takes its full time."""

_FAILURES = (OSError, subprocess.CalledProcessError, automation.InvalidVersionError)


class NoCliError(Exception):
    """There is no usable Pulumi CLI; the text says why, without a full stop."""


def find_cli(console: Console, *, insist: bool = False) -> InterruptibleCommand:
    """Return the CLI on PATH, else one of the SDK's version, installed in the user's cache.

    Args:
        console: The console that reports the download.
        insist: Whether to try the official source even if a try has just failed.

    Raises:
        NoCliError: There is no CLI and none can be fetched, or the one on PATH does not work with the SDK.
    """
    if shutil.which("pulumi"):
        try:
            return InterruptibleCommand()
        except _FAILURES as error:
            raise NoCliError(f"the one on PATH does not work: {_in_short(error)}") from error
    folder = user_cache_path("pod-deploy") / "pulumi"
    root = folder / version("pulumi")  # a CLI of the same version works with the SDK
    try:
        with in_turn(folder / "lock"):
            return _kept(root) or _fetched(root, folder / "failure", console, insist=insist)
    except _FAILURES as error:
        raise NoCliError(f"not on PATH, and it cannot be fetched: {_in_short(error)}") from error


def _kept(root: Path) -> InterruptibleCommand | None:
    """Return the CLI that was fetched before; None if there is none, or an incomplete one."""
    with suppress(*_FAILURES):
        return InterruptibleCommand(root=str(root))
    return None


def _fetched(root: Path, failure: Path, console: Console, *, insist: bool) -> InterruptibleCommand:
    """Fetch the CLI with the SDK's installer; the file `failure` holds the reason of the last failure."""
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
