"""Measure the time from a fresh clone to the served page, with the README's own command: `make up`.

The clones share a home folder made for them, with its own caches and cluster, so the first `make up` builds
everything. Debian packages are an exception: once installed, they stay. This takes about ten minutes, and
needs root, as the local cluster does.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure

ROOT = Path(__file__).parent.parent
OF_THE_CALLER = {"KUBECONFIG", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "XDG_CACHE_HOME", "XDG_STATE_HOME"}
"""Variables that a new shell does not have, or that lead to full caches."""


class Clone:
    """A fresh clone, used with the home folder `home`."""

    def __init__(self, folder: Path, home: Path) -> None:
        subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
        bare = {name: value for name, value in os.environ.items() if name not in OF_THE_CALLER}
        go = {"GOPATH": str(home / "go"), "GOMODCACHE": str(home / "mod"), "GOCACHE": str(home / "build")}
        self._environment = {**bare, **go, "HOME": str(home), "LOCAL_CLUSTER_NAME": "bench"}
        self._folder = folder

    def make(self, target: str) -> float:
        """Run `make TARGET` and return its seconds."""
        begun = time.monotonic()
        command = ["make", "--silent", target]
        subprocess.run(command, cwd=self._folder, env=self._environment, check=True, capture_output=True)
        return time.monotonic() - begun


def measure() -> list[Figure]:
    """Measure `make up` with empty caches, with full caches and a stopped cluster, and once more."""
    if os.geteuid() != 0:
        return []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        home.mkdir()
        first, second = Clone(Path(folder, "first"), home), Clone(Path(folder, "second"), home)
        try:
            cold = first.make("up")
            first.make("cluster-down")
            warm, again = second.make("up"), second.make("up")
        finally:
            second.make("cluster-down")
    return [
        Figure("make up in a fresh clone, all caches empty", cold, "s", 12 * 60),
        Figure("make up in a fresh clone, caches full, cluster stopped", warm, "s", 30),
        Figure("make up again, nothing to change", again, "s"),
    ]
