"""Code between words breaks where a reader expects it."""

import pytest

from tools.docs_site.code import with_code_that_breaks


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("maxReplicas", "max<wbr>Replicas"),
        ("volume_order", "volume_<wbr>order"),
        ("core.v1.ProbeArgs", "core.v1.Probe<wbr>Args"),
        ("python/__main__.py", "python/<wbr>__main__.py"),
        ("pip install ./deploy", "pip install ./deploy"),
        ("pod-deploy up --dry-run", 'pod-deploy up <span class="option">--dry-run</span>'),
    ],
)
def test_name_breaks_between_its_words_and_an_option_nowhere(code: str, expected: str) -> None:
    assert with_code_that_breaks(f"<li>a <code>{code}</code></li>") == f"<li>a <code>{expected}</code></li>"


def test_pipe_in_a_table_needs_no_escape() -> None:
    assert with_code_that_breaks("<td><code>a \\| b</code></td>") == "<td><code>a | b</code></td>"


@pytest.mark.parametrize(
    "html",
    ["<pre><code><span>max_replicas</span></code></pre>", '<a href="a.html#max_replicas">maxReplicas</a>'],
)
def test_all_else_stays_as_it_is(html: str) -> None:
    assert with_code_that_breaks(html) == html
