"""Links of the repository become links of the site."""

import pytest

from tools.docs_site.links import with_links_of_the_site


@pytest.mark.parametrize(
    ("source", "page", "text", "expected"),
    [
        (
            "README.md",
            "index.md",
            "[Policies](docs/policies.md#exceptions)",
            "[Policies](policies.md#exceptions)",
        ),
        ("docs/measurements.md", "measurements.md", "[R](../README.md#two)", "[R](index.md#two)"),
        ("docs/a.md", "a.md", "[its README](../components/README.md)", "[its README](components.md)"),
        ("docs/a.md", "a.md", "[`schema.json`](../components/schema.json)", "`components/schema.json`"),
        ("CONTRIBUTING.md", "contributing.md", "[one](deploy)", "one (`deploy`)"),
        ("docs/a.md", "a.md", "[below](#here) [there](https://example.org/x)", None),
        ("docs/a.md", "a.md", "[gone](../gone.md)", None),
        ("docs/a.md", "a.md", "```\n[code](../README.md)\n```", None),
    ],
)
def test_link_leads_to_the_page_of_the_site(source: str, page: str, text: str, expected: str | None) -> None:
    assert with_links_of_the_site(text, source, page) == (expected or text)
