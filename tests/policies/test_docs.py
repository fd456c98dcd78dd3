"""The documentation is made from the rules' docstrings, and its examples are true."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pod_wiring.checker.inspection import inspect
from pod_wiring.docs.page import page
from pod_wiring.files.source import Source
from pod_wiring.findings.rule_doc import rule_doc
from pod_wiring.judge import STRICT
from pod_wiring.registry import RULES

ROOT = Path(__file__).parents[2]


def found(example: str) -> list[str]:
    """Return the rules of all tiers that report an example."""
    report = inspect([Source("example.yaml", example.encode())], STRICT)
    assert report.bad == ()
    return [each.finding.rule for each in report.findings]


@pytest.mark.parametrize("rule", RULES)
def test_rule_reports_its_bad_example(rule: str) -> None:
    assert rule in found(rule_doc(RULES[rule]).bad)


@pytest.mark.parametrize("rule", RULES)
def test_rule_is_silent_about_its_good_example(rule: str) -> None:
    assert rule not in found(rule_doc(RULES[rule]).good)


@pytest.mark.parametrize("rule", RULES)
def test_documentation_of_a_rule_has_every_part(rule: str) -> None:
    doc = rule_doc(RULES[rule])
    assert doc.summary.endswith(".")
    assert len(doc.summary) < 100
    assert doc.why.endswith(".")
    assert doc.source


def test_every_rule_is_in_the_registry() -> None:
    files = {
        file.stem.replace("_", "-") for file in (ROOT / "policies" / "pod_wiring" / "rules").glob("[a-z]*.py")
    }
    assert files == set(RULES)


def test_page_is_up_to_date() -> None:
    run = subprocess.run([sys.executable, "-m", "pod_wiring.docs"], cwd=ROOT, capture_output=True, check=True)
    message = "run: .venv/bin/python -m pod_wiring.docs > docs/policies.md"
    assert (ROOT / "docs" / "policies.md").read_bytes() == run.stdout, message


@pytest.mark.parametrize("rule", RULES)
def test_page_lists_and_explains_every_rule(rule: str) -> None:
    assert f"| [{rule}](#{rule}) |" in page()
    assert f"\n### {rule}\n" in page()


def test_pre_commit_hook_runs_no_code_of_the_checked_repository(tmp_path: Path) -> None:
    for package in ("policies", "pod_wiring"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('not ours')\n")
    (tmp_path / "pod.yaml").write_text(rule_doc(RULES["mount-names-no-volume"]).bad)
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    program, *arguments = hook["entry"].split()
    command = [Path(sys.executable).parent / program, *arguments, *hook["args"]]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.count("[mount-names-no-volume]")) == (1, 1), run.stderr


def test_pre_commit_hook_checks_the_whole_repository() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["args"], hook["pass_filenames"]) == (["."], False)
