"""Write the diagrams of stacks into the documents, between their markers. `make diagrams` runs this."""

from __future__ import annotations

import re
from pathlib import Path

from pod_deploy.shown.graph.mermaid import mermaid
from pod_deploy.stack.render import render

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/*.md")
_DIAGRAM = re.compile(
    r"(?<=^<!-- diagram of )([\w-]+)( -->\n).*?(?=^<!-- end of the diagram -->$)", re.MULTILINE | re.DOTALL
)


def with_diagrams(page: str) -> str:
    """Return a page's text with the diagram of each stack that its markers name."""
    return _DIAGRAM.sub(lambda found: f"{found[1]}{found[2]}```mermaid\n{_diagram(found[1])}```\n", page)


def _diagram(stack: str) -> str:
    return mermaid(render(stack, ROOT))


def main() -> None:
    """Write the diagrams."""
    for path in (path for pattern in PAGES for path in ROOT.glob(pattern)):
        page = path.read_text(encoding="utf-8")
        path.write_text(with_diagrams(page), encoding="utf-8")


if __name__ == "__main__":
    main()
