"""Run a type checker on programs, with the packages of this environment and the SDK's own types."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.unit.packaging.places import PROGRAMS, ROOT


class Complaint(NamedTuple):
    """A mistake that the type checker finds."""

    program: str
    """Name of the file, without its suffix."""
    message: str
    """The type checker's message."""


def complaints(folder: Path, programs: int) -> list[Complaint]:
    """Return what a type checker says about the programs in a folder.

    Args:
        folder: The folder.
        programs: The number of programs that the type checker must have read.
    """
    settings = {
        "include": [str(folder)],
        "extraPaths": [str(ROOT / "components")],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
        "venvPath": str(ROOT),
        "venv": ".venv",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [PROGRAMS / "basedpyright", f"--project={folder}", "--outputjson"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == programs
    return [Complaint(Path(each["file"]).stem, each["message"]) for each in report["generalDiagnostics"]]
