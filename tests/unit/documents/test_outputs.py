"""The outputs that pages show are those of the programs."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pod_deploy.review.formats.text import as_text
from pod_wiring.checker.command import main
from tests.policies.test_check import BAD
from tests.unit.components.test_refusals import REFUSALS
from tests.unit.deploy.review.reviews import REVIEWS
from tests.unit.documents.pages import BLOCKS

IN_PYTHON = {"sharedVolumes": "shared_volumes", "readBy": "read_by"}
OF_A_SERVICE = "mc1: workload is the component itself; expected its endpoints"


def lines(start: str) -> dict[str, list[str]]:
    """Return the lines of output with a start, by their page."""
    found: dict[str, list[str]] = {}
    for block in BLOCKS:
        if block.language in ("text", "console"):
            these = [line for line in block.text.splitlines() if line.startswith(start)]
            found.setdefault(block.page, []).extend(these)
    return {page: these for page, these in found.items() if these}


def test_findings_of_a_page_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pod.yaml").write_text(BAD.read_text())
    finding, summary = CliRunner().invoke(main, ["check", "pod.yaml"]).output.splitlines()
    of_the_checker = {"docs/policies.md", "policies/README.md"}
    assert lines("pod.yaml:") == {page: [finding] for page in (*of_the_checker, "docs/start.md")}
    assert lines("1 error") == {page: [summary] for page in of_the_checker}


def test_refusals_of_a_page_are_real() -> None:
    sentences = {sentence for _, sentence in REFUSALS.values()} | {OF_A_SERVICE}
    found = lines("mc1: ")
    shown = {*found["docs/components.md"], *found["docs/start.md"]}
    for line in lines("error: sidecar:")["docs/components.md"]:
        _, _, sentence = line.partition(" has a problem: ")
        shown.add(re.sub("|".join(IN_PYTHON), lambda name: IN_PYTHON[name[0]], sentence))
    assert len(shown) > 3
    assert shown <= sentences


def test_review_of_a_page_is_real() -> None:
    (block,) = [each for each in BLOCKS if each.text.startswith("Stack prod: ")]
    review = [line.text for line in as_text(REVIEWS["rollout"]())][1:4]
    assert block.text.splitlines() == [review[0].replace("1 unchanged", "5 unchanged"), *review[1:]]
