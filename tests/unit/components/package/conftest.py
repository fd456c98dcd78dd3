"""The package host, started once for the tests of a module."""

from collections.abc import Generator

import pytest

from tests.unit.components.package.engine import Host, host


@pytest.fixture(scope="module")
def package() -> Generator[Host]:
    with host() as started:
        yield started
