"""No page is published with a placeholder for a figure."""

from pathlib import Path

import pytest

from tests.unit.packaging.places import ROOT
from tests.unit.test_links import PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_has_no_placeholder(page: Path) -> None:
    lines = enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
    assert [f"{page.name}:{number}: {line}" for number, line in lines if "{{" in line] == []
