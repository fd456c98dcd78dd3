"""A hostile file gives a sentence with file, line and column, never a crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from yaml.nodes import Node

from pod_wiring.checker.inspection import inspect
from pod_wiring.files.source import Source

HOSTILE = Path(__file__).parent / "hostile"
HINT = "(it looks like a template: render it first, for example with helm template)"
SENTENCES = {
    "alias-bomb": "6:4: its aliases unfold to more than 1,000,000 values",
    "alias-bomb-in-lists": "6:4: its aliases unfold to more than 1,000,000 values",
    "alias-of-itself": "4:7: an alias in this list or mapping refers to itself",
    "anchor-missing": "3:7: not YAML: found undefined alias",
    "binary": "1:1: not text in UTF-8: control characters are not allowed",
    "duplicate-key": '10:5: the key "volumeMounts" occurs twice in one mapping',
    "helm-template": f"6:5: not YAML: did not find expected node content {HINT}",
    "huge-integer": "9:22: the number does not fit 64 bits: 99999999999999999999…",
    "integer-of-65-bits": "5:34: the number does not fit 64 bits: 36893488147419103232…",
    "jinja-template": f"1:2: not YAML: found character that cannot start any token {HINT}",
    "key-is-a-list": "4:5: a key is a list or mapping, expected text",
    "merge-of-text": "3:16: << needs a mapping, or a list of mappings",
    "not-utf-8": "4:12: not text in UTF-8: incomplete UTF-8 octet sequence",
    "nul-byte": "4:11: not text in UTF-8: control characters are not allowed",
    "python-object": "4:1: spec is a list, expected a mapping",
    "tab-as-indent": "4:1: not YAML: found character that cannot start any token",
    "template-as-a-value": f"4:10: a key is a list or mapping, expected text {HINT}",
    "unclosed-quote": "4:1: not YAML: found unexpected end of stream",
    "wrong-tag": "4:18: many is not a value of the tag int",
}


def sentences(data: bytes) -> list[str]:
    """Return the errors of a file that cannot be judged."""
    return [str(each) for each in inspect([Source("pod.yaml", data)]).bad]


def test_every_hostile_file_has_its_sentence() -> None:
    assert {file.stem for file in HOSTILE.glob("*.yaml")} == set(SENTENCES)


@pytest.mark.parametrize("name", SENTENCES)
def test_a_hostile_file_gives_one_sentence(name: str) -> None:
    assert sentences((HOSTILE / f"{name}.yaml").read_bytes()) == [f"pod.yaml:{SENTENCES[name]}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="lists-in-flow-style"),
        pytest.param("{a: " * 100_000, id="mappings-in-flow-style"),
        pytest.param("- " * 100_000 + "x", id="lists-in-block-style"),
        pytest.param("? " * 100_000 + "x", id="keys-of-keys"),
        pytest.param("[" * 150 + "- " * 100_000, id="both"),
        pytest.param("\n".join(" " * depth + "a:" for depth in range(2_500)), id="mappings-in-block-style"),
        pytest.param("{a: " * 300 + "x" + "}" * 300, id="just-too-deep"),
    ],
)
def test_deep_nesting_gives_one_sentence(text: str) -> None:
    (sentence,) = sentences(text.encode())
    assert sentence.startswith("pod.yaml:")
    assert sentence.endswith(
        (
            ": nested more than 200 levels deep",
            "expected node content",
            "block sequence entries are not allowed in this context",
        )
    )


def test_nesting_as_deep_as_in_a_schema_is_read() -> None:
    assert sentences(("{a: " * 150 + "x" + "}" * 150).encode()) == []


def test_a_list_of_a_thousand_aliases_is_no_bomb() -> None:
    objects = "a: &a {kind: ConfigMap, apiVersion: v1, metadata: {name: x}}\n"
    text = f"{objects}kind: List\napiVersion: v1\nitems: [{','.join(['*a'] * 1_000)}]\n"
    report = inspect([Source("pod.yaml", text.encode())])
    assert report.bad == ()
    assert report.objects == 1_000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind: Pod\napiVersion: v1\nspec: x\n", "3:1: spec is text, expected a mapping"),
        ("kind: 7\napiVersion: v1\n", "1:1: kind is a whole number, expected text (quote it)"),
        (
            "kind: Pod\napiVersion: v1\nmetadata: {name: seven, labels: {a: true}}\n",
            "3:34: metadata.labels.a is true or false, expected text (quote it)",
        ),
        (
            "kind: Deployment\napiVersion: apps/v1\nspec:\n  template: [a]\n",
            "4:3: spec.template is a list, expected a mapping",
        ),
        (
            "kind: Service\napiVersion: v1\nspec:\n  ports: [{port: '80'}]\n",
            "4:12: spec.ports.0.port is text, expected a whole number",
        ),
        (
            "kind: Rollout\napiVersion: argoproj.io/v1alpha1\n"
            "spec: {template: {spec: {containers: [{name: a, image: b, volumeMounts: {}}]}}}\n",
            "3:59: spec.template.spec.containers.0.volumeMounts is a mapping, expected a list",
        ),
        (
            "kind: List\napiVersion: v1\nitems:\n- {kind: Pod, apiVersion: v1, spec: {volumes: 3}}\n",
            "4:38: items.0.spec.volumes is a whole number, expected a list",
        ),
    ],
)
def test_a_field_of_the_wrong_type_gives_one_sentence(text: str, sentence: str) -> None:
    assert sentences(text.encode()) == [f"pod.yaml:{sentence}"]


def test_file_is_parsed_once_even_if_many_objects_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("pods.yaml", b"---\nkind: Pod\napiVersion: v1\nspec: x\n" * 50)
    roots, parsed = list(source.nodes()), list[Source]()

    def nodes(self: Source) -> Iterator[Node]:
        parsed.append(self)
        return iter(roots)

    monkeypatch.setattr(Source, "nodes", nodes)
    assert len(inspect([source]).bad) == 50
    assert len(parsed) == 1


def test_other_objects_of_a_file_with_a_mistake_are_judged() -> None:
    good = "kind: Pod\napiVersion: v1\nspec: {containers: [{name: a}]}\n"
    text = f"kind: Pod\napiVersion: v1\nspec: x\n---\n{good}"
    report = inspect([Source("pod.yaml", text.encode())])
    assert len(report.bad) == 1
    assert [each.finding.rule for each in report.findings] == ["partial-object"]


def test_documents_that_are_no_kubernetes_objects_are_skipped() -> None:
    report = inspect([Source("values.yaml", b"- a\n- b\n---\nimage: {tag: 3}\n---\n---\ntext\n")])
    assert (report.objects, report.findings, report.bad) == (0, (), ())
