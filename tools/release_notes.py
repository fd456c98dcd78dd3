"""Print the section of CHANGELOG.md for a version: python tools/release_notes.py v0.1.0."""

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def notes(changelog: str, version: str) -> str:
    """Return the section of a version, without its heading.

    Args:
        changelog: The text of CHANGELOG.md.
        version: The version, such as `0.1.0`.

    Raises:
        ValueError: The file has no such section, or it is empty.
    """
    heading = re.compile(rf"^## \[{re.escape(version)}\][^\n]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    found = heading.search(changelog)
    if found is None or not found[1].strip():
        raise ValueError(f"CHANGELOG.md has no section [{version}]; expected one with the release's changes")
    return found[1].strip()


if __name__ == "__main__":
    try:
        print(notes(CHANGELOG.read_text(encoding="utf-8"), sys.argv[1].removeprefix("v")))
    except ValueError as error:
        sys.exit(str(error))
