"""Names and paths from anywhere stay text in their place, and cannot become a part of the diagram."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pod_deploy.shown.graph.labels import LONGEST, label
from pod_deploy.shown.graph.mermaid import mermaid, mermaid_of_change
from tests.foreign import JsonObject
from tests.unit.deploy.shown.graph.objects import container, network_policy, pod, service, volume
from tests.unit.deploy.shown.graph.reading import read

HOSTILE = [
    'a"]; click x "javascript:alert(1)"',
    "<img src=x onerror=alert(1)>",
    "end\n  subgraph x",
    '%%{init: {"securityLevel": "loose"}}%%',
    "```\n# Heading",
    "#quot; &quot; #34;",
    "@octocat https://evil.example",
    "`**bold**`",
    "\u202egnp.exe",
    "\ud800",
]
texts = st.one_of(st.text(), st.sampled_from(HOSTILE), st.text(alphabet='"<>[]{}()|;#&%`\\\n-=.:~*_ '))


def objects(text: str) -> list[JsonObject]:
    """Return objects with a text wherever a diagram shows one."""
    port = {"containerPort": text, "name": text, "protocol": text}
    app = container(text, port, image=text, v=f"{text}/x", w=text)
    app["volumeMounts"][1] = {"name": text, "mountPath": text, "subPath": text}
    manifest = pod(
        app,
        container("b", v=text),
        kind="Pod",
        name=text,
        volumes=[volume("v"), volume(text, **{text or "x": {"name": text}}), volume("n", nfs={"path": text})],
    )
    manifest["metadata"]["namespace"] = text
    rule = {"from": [{"podSelector": {"matchLabels": {text: text}}}], "ports": [{"port": text}]}
    others = [
        service({"port": text, "targetPort": text}, app=text, type=text),
        network_policy(rule, app=text),
    ]
    for other in others:
        other["metadata"] = {"name": text, "namespace": text}
    return [manifest, *others]


@given(texts)
def test_no_text_leaves_its_quotes(text: str) -> None:
    assert read(mermaid(objects(text))).boxes


@given(texts, texts)
def test_no_text_leaves_its_quotes_in_a_change(before: str, after: str) -> None:
    diagram = mermaid_of_change(objects(before), objects(after))
    assert diagram is None or read(diagram).boxes


@given(texts)
def test_diagram_is_utf_8_without_a_fence(text: str) -> None:
    diagram = mermaid(objects(text))
    assert diagram.encode()
    assert "`" not in diagram


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), min_size=1, max_size=LONGEST))
def test_text_is_shown_as_it_is(text: str) -> None:
    (shown,) = read(f"flowchart TB\n  main1[{label([text])}]").texts()
    assert shown.replace("\u200b", "") == text


def test_long_text_loses_its_middle() -> None:
    shown = re.sub("#8230;", "…", label(["/start" + "x" * 500 + "/end"]))
    assert shown.startswith('"/start')
    assert shown.endswith('/end"')
    assert len(shown) == LONGEST + 2


@pytest.mark.parametrize(
    ("text", "read_by_mermaid"), [(r"C:\new", r"\n"), ("$$x$$", "$$"), ("fa:fa-car", ":fa-")]
)
def test_text_that_mermaid_would_read_in_a_label_is_parted(text: str, read_by_mermaid: str) -> None:
    (shown,) = read(f"flowchart TB\n  main1[{label([text])}]").texts()
    assert read_by_mermaid not in shown
