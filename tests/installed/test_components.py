"""The distribution sidecar-pods works in an environment of its own, also as Pulumi installs its plugin."""

import os
import subprocess
import sys
from pathlib import Path

from tests.unit.packaging.places import ROOT

FOLDER = ROOT / "components"
SCHEMA = FOLDER / "schema.json"
PROGRAM = """\
import sys
from pathlib import Path
from sidecar_pods import COMPONENTS, log_watcher, nginx, pod_template, with_sidecars
from sidecar_pods.package.host import Host
pod = with_sidecars({"containers": [nginx("web", "nginx")]}, log_watcher("log", "debian", server="web"))
print(len(COMPONENTS), len(pod_template("mc1", pod, "shop-test")["spec"]["volumes"]))
assert Host(COMPONENTS, Path(sys.argv[1]).read_text()).version
"""


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_environment(folder: Path, *requirements: str | Path) -> Path:
    """Make an environment that pip fills from the components' folder, and return its Python."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-compile", *requirements, cwd=FOLDER)
    return python


def test_wheel_works_in_an_environment_of_its_own(tmp_path: Path) -> None:
    # As Pulumi does for a plugin, pip builds the folder's wheel and installs it.
    python = new_environment(tmp_path / "empty", FOLDER)
    assert run(python, "-c", PROGRAM, SCHEMA, cwd=tmp_path) == "8 2\n"
