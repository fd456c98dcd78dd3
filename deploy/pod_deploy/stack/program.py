"""Find the program of a project, as the Pulumi CLI does, and the place of a mistake in it."""

from __future__ import annotations

import site
import sysconfig
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.yaml_file import read_mapping

_PROJECT_FILE = "Pulumi.yaml"


class Program(NamedTuple):
    """The program of a project."""

    runtime: Literal["python", "yaml"]
    """Its language."""
    folder: Path
    """The folder in which it runs."""
    file: Path
    """The file to run."""


def program_of(folder: Path) -> Program:
    """Return the program of a project.

    `main` in Pulumi.yaml names the program's folder or file. Without it, the program is beside Pulumi.yaml.

    Raises:
        BadInput: Pulumi.yaml names a program that does not exist.
        Refusal: The program's language needs a Pulumi CLI.
    """
    project = read_mapping(folder / _PROJECT_FILE, _PROJECT_FILE)
    stated = project.get("runtime")
    runtime = (stated.get("name") if isinstance(stated, dict) else stated) or "python"
    if runtime == "yaml":
        return Program("yaml", folder, folder / _PROJECT_FILE)
    if runtime != "python":
        raise Refusal(
            f"{_PROJECT_FILE}: runtime: {runtime} needs a Pulumi CLI; without one, pod-deploy runs only "
            "programs in python and yaml."
        )
    main = project.get("main")
    place = folder / str(main) if main else folder
    file = place / "__main__.py" if place.is_dir() else place
    if not file.is_file():
        hint = "" if main else "; if it is elsewhere, say so with `main`"
        where = f"main: {main}: " if main else ""
        raise BadInput(f"{_PROJECT_FILE}: {where}there is no program {file}{hint}.")
    return Program("python", file.parent, file)


def line_of(error: Exception, folder: Path) -> str:
    """Return the last line below a folder that an error comes from, as `__main__.py, line 3: `."""
    place = ""
    at = error.__traceback__
    while at:
        file = Path(at.tb_frame.f_code.co_filename)
        if file.is_relative_to(folder):
            place = f"{file.relative_to(folder)}, line {at.tb_lineno}: "
        at = at.tb_next
    return place


def part_of_program(error: Exception) -> TracebackType | None:
    """Return the traceback of an error from the program's first line on; None if there is no such line."""
    installed = (sysconfig.get_path("stdlib"), *site.getsitepackages(), site.getusersitepackages())
    not_its_own = [Path(__file__).parents[1], *map(Path, installed)]
    at = error.__traceback__
    while at:
        file = Path(at.tb_frame.f_code.co_filename)
        if file.is_absolute() and not any(file.is_relative_to(folder) for folder in not_its_own):
            return at
        at = at.tb_next
    return None
