"""One local cluster of the tests' own, beside the user's."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.local_cluster.running import Local


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name what these tests need, and skip them where it is not there."""
    possible = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.local_cluster)
            if not possible:
                item.add_marker(pytest.mark.skip(reason="a local cluster needs root on Debian or Ubuntu"))


@pytest.fixture(scope="session")
def local() -> Iterator[Local]:
    """A cluster that runs the classic Pod."""
    cluster = Local(f"test-{os.getpid()}")
    try:
        cluster.run("up")
        cluster.deploy()
        yield cluster
    finally:
        cluster.run("down")
