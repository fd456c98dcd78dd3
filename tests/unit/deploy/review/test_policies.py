"""The findings of `pod-wiring`, which is another distribution: it is only run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pod_deploy.review.policies import Finding, Verdict, check, compared, find_checker
from tests.unit.deploy.review.reviews import FINDING, pod

FOUND = """\
[{"rule": "image-latest", "severity": "warning", "kind": "Pod", "namespace": null, "name": "mc1",
  "container": "1st", "message": "m", "fix": "f", "line": 3}]
"""


def checker(folder: Path, stdout: str = "[]", code: int = 0, stderr: str = "") -> str:
    """Write a program that stands in for `pod-wiring`; it also keeps its arguments and its input."""
    program = folder / "pod-wiring"
    (folder / "stdout").write_text(stdout, encoding="utf-8")
    (folder / "stderr").write_text(stderr, encoding="utf-8")
    lines = [
        "#!/bin/sh",
        f"cd {folder}",
        'echo "$@" > arguments',
        "cat > stdin",
        "cat stderr >&2",
        "cat stdout",
    ]
    program.write_text("\n".join([*lines, f"exit {code}"]), encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_checker_reads_the_objects_and_answers_in_json(tmp_path: Path) -> None:
    verdict = check(checker(tmp_path, FOUND, code=1), [pod()], strict=True)
    expected = Finding("image-latest", "warning", "Pod", "", "mc1", "1st", "m", "f")
    assert verdict == Verdict((expected,))
    assert (tmp_path / "arguments").read_text() == "check --format json --strict -\n"
    assert "kind: Pod" in (tmp_path / "stdin").read_text()


@pytest.mark.parametrize("stdout", ["", "oops", "7", "[7]", "{}"])
def test_checker_without_an_answer_is_reported(tmp_path: Path, stdout: str) -> None:
    found = check(checker(tmp_path, stdout, 2, "Usage: …\n\nNo such option.\n"), [pod()], strict=False)
    if stdout == "{}":
        assert found == Verdict(error="Usage: … No such option.")
    else:
        assert found == Verdict(error="pod-wiring could not check: No such option.")


def test_finding_that_the_base_has_too_is_not_new() -> None:
    other = FINDING._replace(container="2nd")
    verdict = compared(Verdict((FINDING,)), Verdict((FINDING, other)))
    assert [(each.container, each.is_new) for each in verdict.findings] == [("2nd", True), ("1st", False)]


def test_second_finding_of_the_same_words_is_new() -> None:
    verdict = compared(Verdict((FINDING,)), Verdict((FINDING, FINDING)))
    assert [each.is_new for each in verdict.findings] == [True, False]


@pytest.mark.parametrize("base", [None, Verdict(error="no answer")])
def test_nothing_is_new_without_a_base_to_compare_with(base: Verdict | None) -> None:
    assert compared(base, Verdict((FINDING,))) == Verdict((FINDING,))


def test_checker_beside_our_interpreter_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path, beside = tmp_path / "path", tmp_path / "bin"
    for folder in (on_path, beside):
        folder.mkdir()
        checker(folder)
    monkeypatch.setenv("PATH", str(on_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert find_checker() == str(on_path / "pod-wiring")
    monkeypatch.setattr(sys, "executable", str(beside / "python"))
    assert find_checker() == str(beside / "pod-wiring")


def test_no_checker_is_found_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert find_checker() is None
