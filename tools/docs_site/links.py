"""The links of a page, which lead to files of the repository, as links of the site."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "examples/README.md": "examples.md",
}
"""Files outside of docs/ that are pages of the site, and their names there."""
SAME_TOPIC = {
    "components/README.md": "components.md",
    "deploy/README.md": "deploy.md",
    "policies/README.md": "policies.md",
}
"""Pages of the packages, which are no pages of the site: the page with more about the same."""

_FENCES = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[(?P<text>[^\]\n]*(?:\n[^\]\n]+)?)\]\((?P<target>[^)\s]+)\)")


def with_links_of_the_site(text: str, source: str, page: str) -> str:
    """Return the text of a page with links between pages of the site.

    A file of the repository that is no page becomes its path, because the site does not know an address of
    the repository.

    Args:
        text: The page in Markdown.
        source: The path of its file in the repository.
        page: Its path on the site.
    """

    def rewritten(link: re.Match[str]) -> str:
        return _rewritten(link, source, page)

    parts = _FENCES.split(text)  # every second part is a block of code
    parts[::2] = [_LINK.sub(rewritten, part) for part in parts[::2]]
    return "".join(parts)


def _rewritten(link: re.Match[str], source: str, page: str) -> str:
    path, hash_, anchor = link["target"].partition("#")
    if "://" in link["target"] or not path:
        return link[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if not (ROOT / target).exists():
        return link[0]  # the strict build names it
    there = _page(target)
    if there is None:
        return f"`{target}`" if link["text"].startswith("`") else f"{link['text']} (`{target}`)"
    return f"[{link['text']}]({posixpath.relpath(there, posixpath.dirname(page) or '.')}{hash_}{anchor})"


def _page(target: str) -> str | None:
    if target.startswith("docs/") and target.endswith(".md"):
        return target.removeprefix("docs/")
    return PAGES.get(target) or SAME_TOPIC.get(target)
