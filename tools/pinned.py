"""Print a package of uv.lock as a requirement with its hashes, for pip: python tools/pinned.py uv."""

import sys
import tomllib
from pathlib import Path

LOCK = Path(__file__).parents[1] / "uv.lock"


def pinned(name: str) -> str:
    """Return the requirement of a package: its version, and the hash of each of its files."""
    locked = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
    (package,) = (each for each in locked if each["name"] == name)
    files = [package["sdist"], *package["wheels"]]
    return " ".join([f"{name}=={package['version']}", *(f"--hash={each['hash']}" for each in files)])


if __name__ == "__main__":
    print(pinned(sys.argv[1]))
