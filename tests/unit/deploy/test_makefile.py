"""The targets of `make` that create the virtual environment, on machines that lack some programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.packaging.places import ROOT

REQUIREMENTS = ("pyproject.toml", "uv.lock", "deploy/pyproject.toml", "policies/pyproject.toml")
SCRIPT = "tools/make-venv.sh"

PYTHON = f"""\
#!/bin/sh
# A Python whose virtual environments are empty: pip installs nothing, and uv makes no more than a folder.
case "$*" in
*ensurepip*) exec test -e "$0.venv" ;;
*Path.home*) echo "$HOME_OF_USER" ;;
"-m venv "*)
  mkdir -p "$3/bin"
  printf '#!/bin/sh\\n' > "$3/bin/pip"
  printf '#!/bin/sh\\nmkdir -p .venv\\n' > "$3/bin/uv"
  chmod +x "$3/bin/pip" "$3/bin/uv" ;;
*) exec {sys.executable} "$@" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with only the Makefile, its script and the requirements."""
    folder = tmp_path / "checkout"
    for name in ("Makefile", SCRIPT, *REQUIREMENTS):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder with basic programs and a Python with venv, but without flock and apt-get."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "grep", "install", "mkdir", "chmod", "rm", "touch", "id", "test"):
        (folder / name).symlink_to(str(shutil.which(name)))
    (folder / "python3.venv").touch()
    write_program(folder / "python3", PYTHON)
    return folder


def write_program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def make(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(shutil.which("make")), ".venv/installed", *arguments]
    env = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False)


def age(*files: Path) -> None:
    for file in files:
        os.utime(file, (1, 1))


@pytest.mark.parametrize("edited", [None, *REQUIREMENTS])
def test_environment_is_remade_only_after_an_edit_of_a_requirement(
    checkout: Path, edited: str | None
) -> None:
    stamp = checkout / ".venv" / "installed"
    stamp.parent.mkdir()
    stamp.touch()
    age(*(checkout / name for name in REQUIREMENTS if name != edited))
    if edited:
        os.utime(stamp, (2, 2))
    done = make(checkout, "PYTHON3=false")
    assert (done.returncode, "Python 3.11 or newer is needed" in done.stderr) == (
        (2, True) if edited else (0, False)
    )


def test_environment_is_made_without_flock(checkout: Path, programs: Path, tmp_path: Path) -> None:
    done = make(checkout, PATH=str(programs), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (checkout / ".venv" / "installed").exists()


def test_pip_makes_the_environment_if_uv_cannot(checkout: Path, programs: Path, tmp_path: Path) -> None:
    uv_that_only_exports = PYTHON.replace("mkdir -p .venv", 'test "$1" = export')
    assert uv_that_only_exports != PYTHON
    write_program(programs / "python3", uv_that_only_exports)
    done = make(checkout, PATH=str(programs), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "uv could not; trying pip" in done.stderr
    assert (checkout / ".venv" / "bin" / "pip").exists()
    assert (checkout / ".venv" / "installed").exists()


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME", "HOME_OF_USER"])
def test_uv_is_cached_even_if_the_home_has_a_space_or_is_not_named(
    checkout: Path, programs: Path, tmp_path: Path, variable: str
) -> None:
    home = tmp_path / "my home"
    done = make(checkout, PATH=str(programs), **{"HOME_OF_USER": "/nonexistent", variable: str(home)})
    assert done.returncode == 0, done.stderr
    cache = home if variable == "XDG_CACHE_HOME" else home / ".cache"
    (kept,) = (cache / "multi-container-pods").iterdir()
    assert kept.name.startswith("uv==")
    assert (kept / "bin" / "uv").exists()


def test_python_without_venv_is_one_sentence_if_it_cannot_be_installed(
    checkout: Path, programs: Path, tmp_path: Path
) -> None:
    (programs / "python3.venv").unlink()
    done = make(checkout, PATH=str(programs), HOME=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.splitlines()[:-1] == [
        "python3 has no venv: install it (on Debian and Ubuntu: sudo apt-get install python3-venv)"
    ]


def test_venv_is_installed_for_root_on_debian_without_package_lists(
    checkout: Path, programs: Path, tmp_path: Path
) -> None:
    (programs / "python3.venv").unlink()
    (programs / "id").unlink()
    write_program(programs / "id", "#!/bin/sh\necho 0\n")
    lists = tmp_path / "lists"
    install = f"test -e {lists} && touch {programs}/python3.venv"
    write_program(
        programs / "apt-get", f'#!/bin/sh\ncase "$1" in update) touch {lists} ;; *) {install} ;; esac\n'
    )
    done = make(checkout, PATH=str(programs), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "Installing the Debian package python3-venv\n" in done.stderr


def test_python_keeps_its_bytecode_whatever_the_environment_says(checkout: Path) -> None:
    shown = "--eval=shown: ; @echo DONT=$$PYTHONDONTWRITEBYTECODE"
    command = [str(shutil.which("make")), shown, "shown"]
    env = {"PATH": os.environ["PATH"], "HOME": "/", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "DONT=\n"
