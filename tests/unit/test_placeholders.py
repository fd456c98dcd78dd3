"""No page is published with a placeholder for a figure."""

import re
from pathlib import Path

import pytest

from tests.unit.test_links import PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_page_has_no_placeholder(page: Path) -> None:
    lines = enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
    # In a diagram, `{{"…"}}` is the shape of a Service. In a template of Helm, `{{ .…` is a value.
    found = [f"{page.name}:{number}: {line}" for number, line in lines if re.search(r'\{\{(?!"| \.)', line)]
    assert found == []
