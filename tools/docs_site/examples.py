"""The page of the examples: their README, and the programs, which GitHub shows as files."""

from __future__ import annotations

from tools.docs_site.links import ROOT

FOLDER = ROOT / "examples"
_PROGRAMS = (
    ("Python", "python", "python/__main__.py"),
    ("TypeScript", "typescript", "typescript/index.ts"),
    ("Go", "go", "go/main.go"),
    ("YAML", "yaml", "yaml/Pulumi.yaml"),
)


def examples_page() -> str:
    """Return the text of the page."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    tabs = "\n".join(
        f'### {title}\n\n```{lexer} title="{path}"\n{(FOLDER / path).read_text(encoding="utf-8")}```\n'
        for title, lexer, path in _PROGRAMS
    )
    return f"{readme}\n## The programs\n\n<!-- tabs -->\n{tabs}<!-- end of the tabs -->\n"
