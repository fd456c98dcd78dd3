"""What others can import of this repository has a name that is ours alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.packaging.places import MEMBERS, ROOT

FOLDERS = [each.name for each in ROOT.iterdir() if each.is_dir() and each.name.isidentifier()]


def python(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_no_folder_of_the_repository_can_be_imported_outside_it(tmp_path: Path) -> None:
    assert {"policies", "tests"} <= set(FOLDERS)
    code = f"from importlib.util import find_spec; print([each for each in {FOLDERS} if find_spec(each)])"
    assert python(code, tmp_path) == "[]"


@pytest.mark.parametrize("member", MEMBERS)
def test_package_of_a_member_can_be_imported_everywhere(member: str, tmp_path: Path) -> None:
    package = MEMBERS[member]
    expected = str(ROOT / member / package / "__init__.py")
    assert python(f"import {package}; print({package}.__file__)", tmp_path) == expected
