"""A local cluster for the tests, beside the user's."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.local_cluster.running import Local

SECONDS_A_TEST = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests with their needs, and skip them on other machines.

    Their time limit excludes the fixtures, because the first one may build all programs, for ten minutes.
    """
    possible = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.local_cluster)
            item.add_marker(pytest.mark.timeout(SECONDS_A_TEST, func_only=True))
            if not possible:
                item.add_marker(pytest.mark.skip(reason="a local cluster needs root on Debian or Ubuntu"))


@pytest.fixture(scope="session")
def local(pytestconfig: pytest.Config) -> Iterator[Local]:
    """Start a cluster that runs the classic Pod, with its progress on the terminal."""
    cluster = Local(f"test-{os.getpid()}")
    # Any: pytest's registry of plugins has no types.
    on_the_terminal: Any = pytestconfig.pluginmanager.getplugin("capturemanager")
    try:
        with on_the_terminal.global_and_fixture_disabled():
            cluster.bring_up()
        cluster.deploy()
        yield cluster
    finally:
        cluster.run("down")
