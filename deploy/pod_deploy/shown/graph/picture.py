"""Pictures of a diagram, made by Mermaid's own command in a browser without a window."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from pod_deploy.refusal import Refusal

PictureFormat = Literal["svg", "png"]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_MOST_SECONDS = 120


def picture(diagram: str, form: PictureFormat) -> bytes:
    """Return a diagram's picture on white ground.

    Args:
        diagram: The diagram as Mermaid text.
        form: The format of the picture.

    Raises:
        Refusal: Mermaid's command is not installed, or it fails.
    """
    command = shutil.which("mmdc")
    if not command:
        raise Refusal(
            f"--format {form} needs Mermaid's command mmdc on PATH "
            "(npm install --global @mermaid-js/mermaid-cli)."
        )
    with tempfile.TemporaryDirectory() as name:
        target, browser = Path(name, f"diagram.{form}"), Path(name, "browser.json")
        # Chromium's sandbox does not work for root. The page is Mermaid's own, and labels are inert.
        browser.write_text(
            json.dumps({"args": ["--no-sandbox"] if os.geteuid() == 0 else []}), encoding="utf-8"
        )
        options = ["--input", "-", "--output", str(target), "--puppeteerConfigFile", str(browser), "--quiet"]
        if form == "png":
            options += ["--scale", "2"]
        _run([command, *options], diagram)
        return target.read_bytes()


def _run(command: list[str], diagram: str) -> None:
    """Run Mermaid's command with the browser that it brought, or else with one on PATH."""
    done = _attempt(command, diagram, {})
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if done.returncode and browser and "PUPPETEER_EXECUTABLE_PATH" not in os.environ:
        done = _attempt(command, diagram, {"PUPPETEER_EXECUTABLE_PATH": browser})
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise Refusal(f"mmdc cannot draw the diagram: {lines[0] if lines else 'it says no more'}")


def _attempt(command: list[str], diagram: str, more: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            input=diagram,
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal(f"mmdc has not drawn the diagram within {_MOST_SECONDS} seconds.") from error
