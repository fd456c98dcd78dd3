"""Find the environment of the policy pack, and run Pulumi's host of policy packs in it.

The Pulumi CLI starts the pack as `python3 -u -m pulumi.policy` in this folder. So Python finds this file
before the package `pulumi`. PulumiPolicy.yaml names no virtualenv on purpose: the CLI waits without end for a
pack whose virtualenv is not there, because its proxy for the pack never answers. See `RunPlugin` in
https://github.com/pulumi/pulumi/blob/master/sdk/python/cmd/pulumi-language-python/main.go
"""

import os
import subprocess
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ENVIRONMENTS = (FOLDER / "venv", FOLDER / ".venv", FOLDER.parent / ".venv", FOLDER.parent / "venv")
"""The pack's own, which `pulumi install` makes in this folder, then that of the project around it."""
NEEDED = ("pulumi", "pulumi_policy", "tree_sitter_bash", "yaml")
STARTED_BY_PULUMI = sys.orig_argv[1:4] == ["-u", "-m", "pulumi.policy"]


def python_of_an_environment() -> Path | None:
    """Return the Python of the first environment that has the packages that the pack imports."""
    for environment in ENVIRONMENTS:
        packages = (*environment.glob("lib/python*/site-packages"), environment / "Lib" / "site-packages")
        python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        complete = any(all((each / name).exists() for name in NEEDED) for each in packages)
        if complete and os.access(python, os.X_OK):
            return python
    return None


def run_in(python: Path) -> None:
    """Run the same command with another Python, which does not search this folder first."""
    command = [str(python), "-P", *sys.orig_argv[1:]]
    if os.name == "nt":  # execv would end this process at once, and Pulumi waits for this one
        sys.exit(subprocess.call(command))
    os.execv(python, command)  # noqa: S606 - no shell is meant


def become_the_package() -> None:
    """Put the package `pulumi` of this Python in the place of this file.

    Raises:
        ModuleNotFoundError: This Python has no such package.
    """
    elsewhere = [path for path in sys.path if Path(path).resolve() != FOLDER]
    specs = [PathFinder.find_spec(name, elsewhere) for name in NEEDED]
    if STARTED_BY_PULUMI and not all(specs):
        sys.exit(f"The policy pack {FOLDER} finds no environment; make one with: pulumi -C {FOLDER} install")
    real = specs[0]
    if real is None or real.loader is None:
        raise ModuleNotFoundError("No module named 'pulumi'", name="pulumi")
    package = sys.modules["pulumi"] = module_from_spec(real)
    real.loader.exec_module(package)


if STARTED_BY_PULUMI and (found := python_of_an_environment()):
    run_in(found)
become_the_package()
