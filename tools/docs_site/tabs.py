"""Sections that stand below each other on GitHub, as tabs on the site."""

import re

_TABS = re.compile(r"^<!-- tabs -->\n(.*?)^<!-- end of the tabs -->$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{2,6} (.+)\n", re.MULTILINE)


def with_tabs(page: str) -> str:
    """Return a page with a tab for each heading between two markers.

    The markers are `<!-- tabs -->` and `<!-- end of the tabs -->`, each alone on a line. All headings between
    them are tabs, so they have no anchors on the site.
    """
    return _TABS.sub(lambda found: _tabs(found[1]), page)


def _tabs(section: str) -> str:
    before, *parts = _HEADING.split(section)
    tabs = [
        f'=== "{title}"\n\n{_indented(body)}' for title, body in zip(parts[::2], parts[1::2], strict=True)
    ]
    return before + "\n".join(tabs)


def _indented(text: str) -> str:
    return "".join(
        f"    {line}" if line.strip() else line for line in text.lstrip("\n").splitlines(keepends=True)
    )
