"""Write the diagrams of stacks into the documents, between their markers. `make diagrams` runs this."""

from __future__ import annotations

import re
from pathlib import Path

from pod_deploy.graph.mermaid import mermaid
from pod_deploy.stack.render import render

ROOT = Path(__file__).parents[1]
PAGES = {"dev": "README.md", "prod": "docs/production.md"}
"""The page with the diagram of each stack."""


def with_diagram(page: str, stack: str, diagram: str) -> str:
    """Return a page's text with the diagram between the markers of its stack.

    Raises:
        ValueError: The page has no such markers.
    """
    first, last = f"<!-- diagram of {stack}, by make diagrams -->\n", "<!-- end of the diagram -->\n"
    new = f"{first}```mermaid\n{diagram}```\n{last}"
    replaced, count = re.subn(f"{re.escape(first)}.*?{re.escape(last)}", lambda _: new, page, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"the markers of {stack} occur {count} times; expected once")
    return replaced


def main() -> None:
    """Write the diagrams."""
    for stack, page in PAGES.items():
        path = ROOT / page
        text = path.read_text(encoding="utf-8")
        path.write_text(with_diagram(text, stack, mermaid(render(stack, ROOT))), encoding="utf-8")


if __name__ == "__main__":
    main()
