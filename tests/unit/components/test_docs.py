"""The examples of docs/components.md run, and its sentences are real refusals."""

import re
from pathlib import Path

import pytest

from tests.unit.components.test_refusals import REFUSALS
from tests.unit.pulumi_mocks import run

PAGE = (Path(__file__).parents[3] / "docs" / "components.md").read_text()
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SENTENCES = re.findall(r"^mc1: .*", PAGE, re.MULTILINE)


@pytest.mark.parametrize(
    ("example", "kinds"),
    [
        (0, ["Pod", "Service"]),
        (1, ["Deployment", "Pod"]),
        (2, ["Service", "StatefulSet"]),
        (3, ["Deployment", "Service"]),
        (4, ["Deployment"]),
    ],
    ids=[
        "a Pod and its Service",
        "a Pod and a Deployment of one template",
        "a StatefulSet with a claim",
        "a Deployment that exists",
        "the object inside a component",
    ],
)
def test_an_example_makes_what_it_says(example: int, kinds: list[str]) -> None:
    made = run(lambda: exec(EXAMPLES[example], {}))  # noqa: S102 (the page is ours)
    assert sorted(kind.rpartition(":")[2] for kind in made.kinds if kind.startswith("kubernetes:")) == kinds


def test_every_example_is_run() -> None:
    # package/test_standard_host.py runs the last one.
    assert len(EXAMPLES) == 6


def test_the_pages_sentences_are_real_refusals() -> None:
    assert len(SENTENCES) == 3
    assert set(SENTENCES) <= {sentence for _, sentence in REFUSALS.values()}
