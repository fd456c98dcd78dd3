"""The volume that the loaders fill."""

from pathlib import Path

import pytest


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    """Make an empty folder, and return it as the volume."""
    (tmp_path / "volume").mkdir()
    return tmp_path / "volume"
