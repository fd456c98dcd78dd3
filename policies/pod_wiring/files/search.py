"""Find the files to check: those named, those in a folder, or standard input."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pod_wiring.files.source import FileError, Source

STANDARD_INPUT = "-"
_SUFFIXES = (".json", ".yaml", ".yml")
_SKIPPED_FOLDERS = {"__pycache__", "node_modules", "venv"}


def find_files(paths: tuple[str, ...]) -> list[Path | FileError]:
    """Return the files that the paths name, each once; for a folder, all YAML and JSON files in it.

    Hidden folders, node_modules and the templates of Helm charts are left out. The error of a
    folder that cannot be read stands beside the files of the others.

    Raises:
        FileError: A path does not exist.
    """
    found: dict[Path | FileError, None] = {}
    for path in map(Path, paths):
        if str(path) != STANDARD_INPUT and not path.exists():
            raise FileError(str(path), 0, 0, "there is no such file or folder")
        found |= dict.fromkeys(_in_folder(path) if path.is_dir() else [path])
    return list(found)


def read(path: Path | FileError) -> Source | FileError:
    """Return a file or standard input, read; if it cannot be read, return the error."""
    if isinstance(path, FileError):
        return path
    if str(path) == STANDARD_INPUT:
        return Source("<stdin>", sys.stdin.buffer.read())
    try:
        return Source.of_file(path)
    except FileError as error:
        return error


def _in_folder(folder: Path) -> Iterator[Path | FileError]:
    unread: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=unread.append):
        is_chart = "Chart.yaml" in files
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in _SKIPPED_FOLDERS
            and not (is_chart and name == "templates")
        )
        yield from (Path(here, name) for name in sorted(files) if name.endswith(_SUFFIXES))

    for error in unread:
        yield FileError(str(error.filename), 0, 0, f"cannot be read: {error.strerror}")
