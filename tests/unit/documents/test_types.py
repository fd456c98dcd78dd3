"""The programs of the documents pass a type checker, which reads the SDK's own types."""

from pathlib import Path

import pytest

from tests.unit.documents.pages import BLOCKS
from tests.unit.type_checker import complaints


@pytest.mark.process
def test_programs_of_the_pages_pass_the_type_checker(tmp_path: Path) -> None:
    programs = {
        f"program_{number}": block for number, block in enumerate(BLOCKS) if block.language == "python"
    }
    for name, block in programs.items():
        (tmp_path / f"{name}.py").write_text(block.text, encoding="utf-8")
    found = complaints(tmp_path, len(programs))
    assert [f"{programs[each.program]}: {each.message}" for each in found] == []
