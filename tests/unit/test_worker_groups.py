"""pytest-xdist runs a group of tests on one worker: the tests on clusters deploy each stack only once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

GROUPING = """
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.xdist_group("one"))
"""
TESTS = """
import os
import pathlib
import pytest

@pytest.mark.parametrize("number", range(6))
def test_worker(number):
    pathlib.Path(__file__).with_name(os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


@pytest.mark.process
def test_one_worker_runs_all_tests_of_a_group(tmp_path: Path) -> None:
    # Some versions ignore groups: https://github.com/pytest-dev/pytest-xdist/issues/1386
    (tmp_path / "conftest.py").write_text(GROUPING)
    (tmp_path / "test_group.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", str(tmp_path)]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert len(list(tmp_path.glob("gw*"))) == 1
