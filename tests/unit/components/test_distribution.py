"""The distribution sidecar-pods: its contents, and its use in an environment of its own."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "components"
PROGRAM = """\
from pulumi.provider.experimental.component import ComponentProvider
from sidecar_pods import COMPONENTS, log_watcher, nginx, pod_template, with_sidecars
pod = with_sidecars({"containers": [nginx("web", "nginx")]}, log_watcher("log", "debian", server="web"))
print(len(COMPONENTS), len(pod_template("mc1", pod, "shop-test")["spec"]["volumes"]))
assert "sidecar:index:SidecarPod" in ComponentProvider(COMPONENTS, "sidecar").schema
"""

pytestmark = pytest.mark.process


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_environment(folder: Path, *packages: str | Path) -> Path:
    """Make an environment that has only these packages, and return its Python."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-compile", *packages, cwd=folder.parent)
    return python


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and the sdist in a clean environment, and return their folder."""
    folder = tmp_path_factory.mktemp("built")
    python = new_environment(folder / "build", "hatchling")
    run(python, "-m", "hatchling", "build", "--directory", folder, cwd=FOLDER)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


def files(*folders: str) -> set[str]:
    """Return every file of these folders that git would commit."""
    return set(
        run("git", "ls-files", "--cached", "--others", "--exclude-standard", *folders, cwd=FOLDER).split()
    )


def test_the_wheel_holds_the_package_its_scripts_and_the_licence(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    package = {name for name in held if name.startswith("sidecar_pods/")}
    assert package == files("sidecar_pods")
    assert {"sidecar_pods/py.typed", "sidecar_pods/sidecars/scripts/log_watcher.awk"} <= package
    assert [name for name in held - package if name.endswith("/licenses/LICENSE")]


def test_the_sdist_holds_every_file_of_the_folder(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert files() <= held <= files() | {"PKG-INFO", ".gitignore"}


def test_the_wheel_works_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    python = new_environment(tmp_path / "empty", wheel)
    assert run(python, "-c", PROGRAM, cwd=tmp_path) == "6 2\n"


def test_the_sdist_builds_the_same_wheel(built: Path, wheel: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(built / "unpacked", filter="data")
    (unpacked,) = (built / "unpacked").iterdir()
    run(built / "build/bin/python", "-m", "hatchling", "build", "--target", "wheel", cwd=unpacked)
    (again,) = (unpacked / "dist").glob("*.whl")
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def test_the_licence_is_the_projects() -> None:
    assert (FOLDER / "LICENSE").read_text() == (FOLDER.parent / "LICENSE").read_text()


def test_pip_installs_the_plugins_folder_from_its_own_requirements(tmp_path: Path) -> None:
    """Pulumi runs pip in the plugin's folder, and pip reads relative paths from there."""
    python = tmp_path / "plugin" / "bin" / "python"
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "plugin", cwd=tmp_path)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-compile", "-r", "requirements.txt", cwd=FOLDER)
    assert run(python, "-c", PROGRAM, cwd=tmp_path) == "6 2\n"
