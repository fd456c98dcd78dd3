"""Every block of code in the documents is proved, by its language.

- python: it runs without an engine, and makes objects or defines something. `test_types.py` checks its types.
- yaml: by what it is: manifests are judged by the rules, a workflow names what is there, and so on.
- sh and console: `test_commands.py` proves each command; lines of console without a prompt are output.
- text: the output of a program. A table names the test that compares it with the program.
- mermaid: a tool writes it, and a test compares it with what the tool writes.
- diff: its lines are lines of a program of the page, which still runs with the new ones.
- typescript: each name is one of the schema, of Kubernetes, or of the language. It is not compiled here.
- no language: a drawing. There is nothing to prove.

A block of another language fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

import pytest
import yaml

from pod_wiring.checker.inspection import inspect
from pod_wiring.files.source import Source
from pod_wiring.findings.rule_doc import rule_doc
from pod_wiring.judge import FOREIGN
from pod_wiring.registry import RULES
from sidecar_pods.package.names import kubernetes_names
from tests.foreign import JsonObject
from tests.unit.documents.pages import BLOCKS, Block, shell_of
from tests.unit.documents.shell import commands
from tests.unit.packaging.places import ROOT
from tests.unit.pulumi_mocks import run
from tests.unit.stacks.project import DEFAULTS

COMPARISON: Final = "docs/comparison.md"
_COMMANDS = "documents/test_commands.py::test_command_of_a_page_is_taken"
_FINDINGS = "documents/test_outputs.py::test_findings_of_a_page_are_real"
_REFUSALS = "documents/test_outputs.py::test_refusals_of_a_page_are_real"
_REVIEW = "documents/test_outputs.py::test_review_of_a_page_is_real"
_SAME_OBJECTS = "../installed/examples/test_examples.py::test_example_makes_the_same_objects_in_each_language"
_SAME_REFUSALS = "../installed/examples/test_examples.py::test_wrong_wiring_is_refused_in_each_language"
OUTPUTS: Final = {
    ("README.md", "$ make up "): "../e2e/local_cluster/test_front_door.py::test_up_ends_with_the_page",
    ("docs/adopt.md", "$ pulumi stack"): _COMMANDS,
    ("docs/adopt.md", "shop.yaml:47: "): "adopt/test_docs.py::test_sentences_of_the_page_are_real_refusals",
    ("docs/components.md", "error: "): _REFUSALS,
    ("docs/components.md", "mc1: "): "components/test_docs.py::test_the_pages_sentences_are_real_refusals",
    ("docs/policies.md", "$ pod-wiring "): _FINDINGS,
    ("docs/previews.md", "Stack prod: "): _REVIEW,
    ("docs/sidecars.md", "mc1: "): "components/sidecars/test_docs.py::test_the_sentence_is_a_real_refusal",
    ("docs/start.md", "mc1: "): _REFUSALS,
    ("docs/start.md", "pod.yaml:"): _FINDINGS,
    ("examples/README.md", "Outputs:"): _SAME_OBJECTS,
    ("examples/README.md", "error: "): _SAME_REFUSALS,
    ("examples/README.md", "web: "): _SAME_REFUSALS,
    ("policies/README.md", "$ pod-wiring "): _FINDINGS,
}
"""Blocks of output by their page and their start, and the test that compares them with the program."""


def defined_by(program: str) -> dict[str, object]:
    """Run a program without an engine; return what it defines, and the objects that it makes."""
    here: dict[str, object] = {"__name__": "page"}
    made = run(lambda: exec(program, here))  # noqa: S102 (the page is ours)
    own = {name: each for name, each in here.items() if getattr(each, "__module__", None) == "page"}
    return {**own, **{each.urn: each for each in made.objects}}


def python(block: Block) -> None:
    assert defined_by(block.text)


def of_yaml(block: Block) -> None:
    if (block.page, "{{" in block.text or "resources:" in block.text) == (
        COMPARISON,
        True,
    ) or block.title in CHART:
        assert block.title  # test_comparison.py renders it
        return
    documents = [each for each in yaml.safe_load_all(block.text) if each]
    keys = {key for each in documents for key in each}
    if {"apiVersion", "kind"} <= keys:
        manifests(block)
    elif "jobs" in keys:
        assert "previews" in block.page  # unit/deploy/github/test_workflows.py compares it with the workflows
    elif keys == {"repos"}:
        hooks(documents[0])
    elif keys == {"metadata", "spec"}:
        assert set(re.findall(r"policies: ignore=([\w-]+) \w", block.text)) <= set(RULES)
    else:
        assert keys <= set(DEFAULTS)


CHART = ("Chart.yaml", "values.yaml")


def manifests(block: Block) -> None:
    """The rules that hold for everybody find no error, or the block is the bad example of a rule."""
    if block.text in {rule_doc(rule).bad for rule in RULES.values()}:
        return  # tests/policies/test_docs.py shows that the rule reports it
    report = inspect([Source("page.yaml", block.text.encode())], FOREIGN)
    assert report.exit_code == 0, report


def hooks(settings: JsonObject) -> None:
    """The hook of pre-commit is here. `test_commands.py` has its command."""
    ours = {each["id"] for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert {hook["id"] for repository in settings["repos"] for hook in repository["hooks"]} <= ours


def shell(block: Block) -> None:
    assert list(commands(shell_of(block)))
    if block.language == "console" and not all(line.startswith("$ ") for line in block.text.splitlines()):
        output(block)


def output(block: Block) -> None:
    tests = {
        test for (page, start), test in OUTPUTS.items() if page == block.page and block.text.startswith(start)
    }
    (test,) = tests
    file, _, name = test.partition("::")
    assert f"\ndef {name}(" in (ROOT / "tests" / "unit" / file).read_text(encoding="utf-8")


def diagram(block: Block) -> None:
    lines = (ROOT / block.page).read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(
        r"<!-- (diagram|plot) of [\w-]+ -->", lines[block.line - 2]
    )  # graph/test_documents.py


def difference(block: Block) -> None:
    pairs = re.findall(r"^- (.*)\n\+ (.*)$", block.text, re.MULTILINE)
    assert pairs
    (program,) = [
        each.text for each in BLOCKS if each.page == block.page and pairs[0][0] in each.text and each != block
    ]
    for before, after in pairs:
        program = program.replace(before, after)
    assert defined_by(program)


def typescript(block: Block) -> None:
    if block.page == COMPARISON:
        return  # it needs cdk8s: the page names the versions with which it was compiled
    schema = (ROOT / "components" / "schema.json").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w\"])(\w+): (?!kubernetes)", block.text))
    assert named
    assert named <= {*re.findall(r'"(\w+)":', schema), *kubernetes_names().values()}
    components = {token.rpartition(":")[2] for token in json.loads(schema)["resources"]}
    assert set(re.findall(r"new sidecar\.(\w+)\(", block.text)) <= components


def drawing(block: Block) -> None:
    assert block.page == "docs/architecture.md"
    assert re.search("[▶→]", block.text)


PROOFS: Final[dict[str, Callable[[Block], None]]] = {
    "": drawing,
    "console": shell,
    "diff": difference,
    "mermaid": diagram,
    "python": python,
    "sh": shell,
    "text": output,
    "typescript": typescript,
    "yaml": of_yaml,
}


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_block_is_proved(block: Block) -> None:
    assert block.language in PROOFS, f"a block of {block.language!r} has no proof"
    PROOFS[block.language](block)


def test_pages_have_blocks() -> None:
    assert len(BLOCKS) > 80
    assert {block.language for block in BLOCKS} == set(PROOFS)


def test_each_output_of_the_table_is_on_its_page() -> None:
    texts = {(block.page, block.text) for block in BLOCKS if block.language in ("text", "console")}
    for page, start in OUTPUTS:
        assert any(text.startswith(start) for where, text in texts if where == page), (page, start)
