"""The documents build as a site, strictly, and load nothing from a third party."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.unit.documents.pages import PAGES, PARSER
from tests.unit.packaging.places import ROOT
from tools.docs_site.links import PAGES as SITE_PAGES
from tools.docs_site.links import SAME_TOPIC

pytestmark = pytest.mark.process

ON_THE_SITE = [page for page in PAGES if page.relative_to(ROOT).as_posix() not in SAME_TOPIC]
LOADS = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}
"""The attribute of each element that makes a browser load something."""


class Loaded(HTMLParser):
    """Collects the addresses that a page makes a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        value = dict(attrs).get(LOADS.get(tag, ""))
        if value and dict(attrs).get("rel") not in ("prev", "next"):
            self.addresses.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build of the site. A link or an anchor that leads nowhere fails it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


def test_every_document_is_a_page(site: Path) -> None:
    pages = {page.relative_to(site).with_suffix("").as_posix() for page in site.rglob("*.html")}
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} < pages
    assert {"index", "contributing", "changelog", "security", "reference/python", "reference/go"} < pages


@pytest.mark.parametrize("page", ON_THE_SITE, ids=lambda page: page.stem)
def test_page_has_the_lists_tables_and_blocks_that_github_shows(site: Path, page: Path) -> None:
    """The site's parser of Markdown is another one: it takes a list right below a paragraph for text."""
    name = SITE_PAGES.get(page.relative_to(ROOT).as_posix(), page.name)
    text = (site / name).with_suffix(".html").read_text(encoding="utf-8")
    article = text.partition("<article")[2].partition("</article>")[0]
    expected = Counter(token.type for token in PARSER.parse(page.read_text(encoding="utf-8")))
    assert article.count("<li>") == expected["list_item_open"]
    assert article.count("<tr>") == expected["tr_open"]
    assert article.count("<pre") == expected["fence"] + (4 if name == "examples.md" else 0)


def test_page_of_csharp_has_its_whole_title(site: Path) -> None:
    assert re.search(
        r"<h1[^>]*>Reference: C#<", (site / "reference" / "csharp.html").read_text(encoding="utf-8")
    )


def test_page_loads_nothing_from_a_third_party(site: Path) -> None:
    for page in site.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        assert loaded.addresses
        assert not [address for address in loaded.addresses if re.match(r"(\w+:)?//", address)], page
        if page.name != "404.html":
            assert not [each for each in loaded.addresses if not (page.parent / each).resolve().exists()], (
                page
            )
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style


def test_only_pages_with_a_diagram_load_mermaid(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert ("assets/mermaid.js" in text) == ('<pre class="diagram">' in text), page
    assert "mermaid.js" in (site / "production.html").read_text(encoding="utf-8")


def test_mermaid_is_the_release_that_the_architecture_page_names(site: Path) -> None:
    """A newer wheel needs another look: its script must be that release's, byte for byte."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (release,) = re.findall(r"`mermaid\.min\.js` of Mermaid ([\d.]+) on npm", page)
    assert f'version:"{release}"' in (site / "assets" / "mermaid.js").read_text(encoding="utf-8")


def test_markers_of_tabs_become_tabs(site: Path) -> None:
    start = (site / "start.html").read_text(encoding="utf-8")
    assert "<!-- tabs -->" not in start
    assert start.count('<div class="tabbed-block">') == 3
    examples = (site / "examples.html").read_text(encoding="utf-8")
    assert examples.count('<div class="tabbed-block">') == 4
