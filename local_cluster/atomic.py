"""Files that are whole or not there, whoever is killed while writing them."""

import os
import tempfile
from pathlib import Path


def write_file(path: Path, text: str) -> None:
    """Write `text` to `path` for the owner's eyes only; a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
