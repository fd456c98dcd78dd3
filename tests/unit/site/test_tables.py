"""Code in a table breaks between the words of a name."""

import pytest

from tools.docs_site.tables import with_code_that_breaks


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("maxReplicas", "max<wbr>Replicas"),
        ("volume_order", "volume_<wbr>order"),
        ("core.v1.ProbeArgs", "core.v1.Probe<wbr>Args"),
        ("python/__main__.py", "python/<wbr>__main__.py"),
        ("pip install ./deploy", "pip install ./deploy"),
        ("FILE \\| DIR", "FILE | DIR"),
    ],
)
def test_name_may_break_between_its_words(code: str, expected: str) -> None:
    assert with_code_that_breaks(f"<td>a <code>{code}</code></td>") == f"<td>a <code>{expected}</code></td>"


def test_text_outside_of_the_code_of_tables_stays_as_it_is() -> None:
    html = '<p><code>max_replicas</code></p><td><a href="a.html#max_replicas">maxReplicas</a></td>'
    assert with_code_that_breaks(html) == html
