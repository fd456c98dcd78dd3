"""The diagrams and plots in the documents are those that `make diagrams` writes."""

import runpy
from collections.abc import Callable

import pytest

from tests.unit.packaging.places import ROOT

TOOL = runpy.run_path(str(ROOT / "tools" / "diagrams.py"))
WITH_DIAGRAMS: Callable[[str], str] = TOOL["with_diagrams"]
PAGES = {"README.md": "dev", "docs/production.md": "prod"}
"""The stack whose diagram each page has."""


@pytest.mark.parametrize("name", PAGES)
def test_diagram_in_a_document_is_current(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert f"<!-- diagram of {PAGES[name]} -->\n```mermaid\n" in page
    assert page == WITH_DIAGRAMS(page), "run `make diagrams`"


def test_plots_show_the_figures_of_their_page() -> None:
    page = (ROOT / "docs" / "measurements.md").read_text(encoding="utf-8")
    assert page.count("\nxychart-beta horizontal\n") == page.count("<!-- plot of ") > 0
    assert page == WITH_DIAGRAMS(page), "run `make diagrams`"
    slower = WITH_DIAGRAMS(page.replace("prod takes 4.6 s", "prod takes 5.5 s"))
    assert "bar [4.6, 13.1]" in page
    assert "bar [5.5, 13.1]" in slower


def test_diagram_is_written_between_its_markers_only() -> None:
    page = "# Page\n\n<!-- diagram of dev -->\nold\n<!-- end of the diagram -->\n\ntext\n"
    first, _, rest = WITH_DIAGRAMS(page).partition("```mermaid\n")
    assert first == "# Page\n\n<!-- diagram of dev -->\n"
    assert rest.partition("```\n")[2] == "<!-- end of the diagram -->\n\ntext\n"
