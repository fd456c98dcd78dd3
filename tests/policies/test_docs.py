"""The documentation: made from the rules' docstrings, up to date, and its examples do what they say."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from policies.docs import page
from policies.inspection import inspect
from policies.judge import STRICT
from policies.reading import Source
from policies.registry import RULES
from policies.rule_doc import rule_doc

ROOT = Path(__file__).parents[2]


def found(example: str) -> list[str]:
    """Give the rules that find something in an example, every tier's."""
    report = inspect([Source("example.yaml", example.encode())], STRICT)
    assert report.bad == ()
    return [each.finding.rule for each in report.findings]


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_finds_what_is_wrong_in_its_bad_example(rule: str) -> None:
    assert rule in found(rule_doc(RULES[rule]).bad)


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_finds_nothing_in_its_good_example(rule: str) -> None:
    assert rule not in found(rule_doc(RULES[rule]).good)


@pytest.mark.parametrize("rule", RULES)
def test_every_part_of_a_rules_documentation_is_there(rule: str) -> None:
    doc = rule_doc(RULES[rule])
    assert doc.summary.endswith(".")
    assert len(doc.summary) < 100
    assert doc.why.endswith(".")
    assert doc.source


def test_every_file_of_a_rule_is_in_the_registry() -> None:
    files = {file.stem.replace("_", "-") for file in (ROOT / "policies" / "rules").glob("[a-z]*.py")}
    assert files == set(RULES)


def test_the_page_is_up_to_date() -> None:
    run = subprocess.run([sys.executable, "-m", "policies.docs"], cwd=ROOT, capture_output=True, check=True)
    message = "run: .venv/bin/python -m policies.docs > docs/policies.md"
    assert (ROOT / "docs" / "policies.md").read_bytes() == run.stdout, message


@pytest.mark.parametrize("rule", RULES)
def test_the_page_lists_and_explains_every_rule(rule: str) -> None:
    assert f"| [{rule}](#{rule}) |" in page()
    assert f"\n### {rule}\n" in page()


def test_the_pre_commit_hook_runs_the_checker_and_not_what_the_checked_repository_calls_policies(
    tmp_path: Path,
) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "__init__.py").write_text("raise SystemExit('not ours')\n")
    (tmp_path / "pod.yaml").write_text(rule_doc(RULES["mount-names-no-volume"]).bad)
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    command = [sys.executable, *hook["entry"].split()[1:], *hook["args"]]
    installed = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=tmp_path, env=installed, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.count("[mount-names-no-volume]")) == (1, 1), run.stderr


def test_the_pre_commit_hook_checks_the_whole_repository_whichever_file_changed() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["args"], hook["pass_filenames"]) == (["."], False)


def test_the_checker_is_installed_whole_and_in_the_projects_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    constraints = (ROOT / "constraints.txt").read_text().lower().splitlines()
    needed = {line for line in project["project"]["dependencies"] if line in constraints}
    assert {line.partition("==")[0] for line in needed} == {"bashlex", "click", "pyyaml"}
    installed = project["tool"]["setuptools"]
    packages = {
        ".".join(file.parent.relative_to(ROOT).parts) for file in ROOT.glob("policies/**/__init__.py")
    }
    assert set(installed["packages"]) == packages
    assert installed["package-data"] == {"policies": ["config.yaml"]}
