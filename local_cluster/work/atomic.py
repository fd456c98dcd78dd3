"""Files and folders that are either whole or absent, even if their writer is killed."""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished."
"""The prefix of folders that are not whole yet."""


def write_file(path: Path, text: str) -> None:
    """Write `text` to `path`, readable by the owner alone; a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def unfinished_folder(target: Path) -> Generator[Path]:
    """Yield a folder beside `target`; rename it to `target` on success, remove it on failure."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=target.parent))
    try:
        yield folder
        folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_unfinished(parent: Path) -> None:
    """Remove the unfinished folders of killed processes; the caller must hold the lock of `parent`."""
    for folder in parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)
