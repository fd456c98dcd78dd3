"""The hooks of the site, which mkdocs.yml names.

https://www.mkdocs.org/user-guide/configuration/#hooks describes them.
"""

from __future__ import annotations

import re
from html import escape
from importlib.metadata import distribution
from typing import TYPE_CHECKING, cast

from mkdocs.structure.files import File

from tools.docs_site.code import with_code_that_breaks
from tools.docs_site.examples import examples_page
from tools.docs_site.links import PAGES, ROOT, with_links_of_the_site
from tools.docs_site.reference import reference_pages
from tools.docs_site.tabs import with_tabs

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_SOURCES = {page: file for file, page in PAGES.items()}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set the options that are functions, for which YAML would need tags of its own."""
    options = cast("dict[str, dict[str, object]]", config.mdx_configs)
    options["pymdownx.superfences"] = {
        "custom_fences": [{"name": "mermaid", "class": "", "format": _diagram}]
    }
    options["toc"] = {"permalink": True, "slugify": _anchor}
    return config


def _diagram(source: str, *_: object, **__: object) -> str:
    """Return a block of Mermaid as the script of the theme finds it."""
    return f'<pre class="diagram">{escape(source)}</pre>'


def _anchor(heading: str, separator: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", separator)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are no files of docs/, and Mermaid's script."""
    for file, page in PAGES.items():
        text = examples_page() if page == "examples.md" else (ROOT / file).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    for name, text in reference_pages().items():
        files.append(File.generated(config, f"reference/{name}", content=text))
    script = distribution("mermaidx").locate_file("mermaidx/assets/mermaid.js")
    files.append(File.generated(config, "assets/mermaid.js", abs_src_path=str(script)))
    return files


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return a page's HTML as the site shows it."""
    del page, config, files
    return with_code_that_breaks(html)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return a page as the site shows it."""
    del config, files
    name = page.file.src_uri
    if name.startswith("reference/"):
        return markdown
    source = _SOURCES.get(name, f"docs/{name}")
    return with_tabs(with_links_of_the_site(markdown, source, name))
