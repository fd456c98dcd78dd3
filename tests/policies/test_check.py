"""The checker, as people and pipelines use it: arguments, formats, exit codes."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from pod_wiring.checker.command import main
from pod_wiring.registry import RULES
from tests.policies.programs import CORPUS

GOOD = CORPUS / "mount-names-no-volume" / "success.classic-pod.yaml"
BAD = CORPUS / "mount-names-no-volume" / "failure.typo-in-a-container.yaml"
UNUSED = CORPUS / "volume-nobody-mounts" / "failure.forgotten-mount.yaml"
PATCH = CORPUS / "partial-object" / "failure.container-without-image.yaml"
HOSTILE = Path(__file__).parent / "hostile" / "duplicate-key.yaml"
TYPO = (
    'error: Pod mc1, container 2nd: mounts volume "htlm", which the Pod does not declare '
    '(it declares "html"). Did you mean "html"? [mount-names-no-volume]'
)


def check(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """Run the checker."""
    return CliRunner().invoke(main, ["check", *map(str, arguments)], input=stdin)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param([GOOD], 0, id="clean"),
        pytest.param([BAD], 1, id="an-error"),
        pytest.param([UNUSED], 1, id="a-warning"),
        pytest.param([PATCH], 0, id="only-a-remark"),
        pytest.param([GOOD, "--strict"], 1, id="clean-but-not-of-this-project"),
        pytest.param([HOSTILE], 2, id="bad-input"),
        pytest.param([BAD, HOSTILE], 2, id="bad-input-among-findings"),
        pytest.param(["/nowhere.yaml"], 2, id="no-such-file"),
        pytest.param([], 2, id="no-argument"),
        pytest.param([GOOD, "--format", "xml"], 2, id="no-such-format"),
        pytest.param(["--list"], 0, id="list"),
        pytest.param(["--explain", "image-latest"], 0, id="explain"),
        pytest.param(["--explain", "image-newest"], 2, id="explain-what-is-no-rule"),
        pytest.param(["--help"], 0, id="help"),
    ],
)
def test_exit_code_is_0_if_clean_1_with_findings_2_for_bad_input(
    arguments: list[str | Path], code: int
) -> None:
    assert check(*arguments).exit_code == code


def test_a_finding_is_one_line_with_place_object_container_fix_and_rule() -> None:
    assert check(BAD).stdout == f"{BAD}:16:8: {TYPO}\n"


def test_the_summary_goes_to_stderr() -> None:
    assert check(BAD).stderr == "1 error, 0 warnings in 1 object of 1 file\n"
    assert check(GOOD, UNUSED).stderr == "0 errors, 1 warning in 2 objects of 2 files\n"


def test_bad_input_is_one_line_on_stderr_and_the_other_files_are_judged() -> None:
    result = check(HOSTILE, BAD)
    assert result.stdout == f"{BAD}:16:8: {TYPO}\n"
    assert (
        result.stderr.splitlines()[0] == f'{HOSTILE}:10:5: the key "volumeMounts" occurs twice in one mapping'
    )


def test_a_dash_is_standard_input() -> None:
    assert check("-", stdin=BAD.read_text()).stdout == f"<stdin>:16:8: {TYPO}\n"


def test_folder_is_searched_for_yaml_and_json_except_hidden_folders_and_node_modules(tmp_path: Path) -> None:
    bad = BAD.read_text()
    for name in ("a.yaml", "b/c.yml", "b/d.json", "notes.txt", ".git/x.yaml", "node_modules/y.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(bad)
    found = [line.partition(":")[0] for line in check(tmp_path).stdout.splitlines()]
    assert found == [f"{tmp_path}/a.yaml", f"{tmp_path}/b/c.yml", f"{tmp_path}/b/d.json"]


def test_folder_that_cannot_be_read_is_an_error_beside_the_other_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.yaml").write_text(BAD.read_text())
    closed = tmp_path / "closed"
    closed.mkdir()
    scandir = os.scandir

    def refuse(folder: str) -> object:
        if folder == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    result = check(tmp_path)
    assert result.stdout == f"{tmp_path}/bad.yaml:16:8: {TYPO}\n"
    assert result.stderr.startswith(f"{closed}: cannot be read: Permission denied\n")
    assert result.exit_code == 2


def test_templates_of_a_helm_chart_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "pod.yaml").write_text("{{ if .Values.x }}\n")
    assert check(tmp_path).exit_code == 2
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: x\n")
    assert check(tmp_path).exit_code == 0


def test_json_with_comments_is_skipped_unless_it_has_a_kind(tmp_path: Path) -> None:
    (tmp_path / "tsconfig.json").write_text('{\n  // no JSON\n  "compilerOptions": {},\n}\n')
    assert check(tmp_path).exit_code == 0
    (tmp_path / "pod.json").write_text('{\n  // no JSON\n  "kind": "Pod",\n}\n')
    assert check(tmp_path).exit_code == 2


def test_a_file_named_twice_is_read_once() -> None:
    assert check(BAD, BAD).stdout.count("\n") == 1


def test_a_name_cannot_move_the_cursor_of_the_terminal() -> None:
    text = BAD.read_text().replace("name: mc1", 'name: "a\\e[2Jb\\nc"')
    assert "Pod a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}c," in check("-", stdin=text).stdout


def test_json_is_a_list_of_objects() -> None:
    (found,) = json.loads(check(BAD, "--format", "json").stdout)
    assert found == {
        "rule": "mount-names-no-volume",
        "severity": "error",
        "file": str(BAD),
        "line": 16,
        "column": 8,
        "kind": "Pod",
        "namespace": None,
        "name": "mc1",
        "container": "2nd",
        "volume": "htlm",
        "pointer": "/spec/containers/1/volumeMounts/0/name",
        "message": 'mounts volume "htlm", which the Pod does not declare (it declares "html")',
        "fix": 'Did you mean "html"?',
        "nearest": "html",
    }


def test_json_without_findings_is_an_empty_list_even_for_bad_input() -> None:
    assert check(GOOD, "--format", "json").stdout == "[]\n"
    assert check(HOSTILE, "--format", "json").stdout == "[]\n"


def test_json_states_the_severity() -> None:
    found = json.loads(check(BAD, UNUSED, PATCH, "--format", "json").stdout)
    assert [each["severity"] for each in found] == ["error", "warning", "info"]


def test_sarif_has_every_rule_and_a_result_with_its_place() -> None:
    log = json.loads(check(BAD, HOSTILE, "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == list(RULES)
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("mount-names-no-volume", "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": str(BAD)}, "region": {"startLine": 16, "startColumn": 8}}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "occurs twice" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_github_gets_workflow_commands() -> None:
    lines = check(BAD, UNUSED, PATCH, HOSTILE, "--format", "github").stdout.splitlines()
    assert lines[0] == f"::error file={BAD},line=16,col=8,title=mount-names-no-volume::{TYPO[7:]}"
    assert [line.split(" ")[0].split("::")[1] for line in lines] == ["error", "warning", "notice", "error"]
    assert lines[-1].startswith(f"::error file={HOSTILE},line=")


def test_github_commands_are_escaped() -> None:
    text = BAD.read_text().replace("htlm", '"100%::error::x"')
    (line,) = check("-", "--format", "github", stdin=text).stdout.splitlines()
    assert '"100%25::error::x"' in line


def test_junit_has_a_case_for_each_file() -> None:
    root = ET.fromstring(check(GOOD, BAD, PATCH, HOSTILE, "--format", "junit").stdout)  # noqa: S314 - ours
    suite = root[0]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
    }
    assert [[each.tag for each in case] for case in suite] == [[], ["failure"], [], ["error"]]


def test_junit_is_valid_xml_with_any_characters_in_a_name() -> None:
    text = BAD.read_text().replace("name: mc1", 'name: "a\\e<&\\uFFFF"')
    ET.fromstring(check("-", "--format", "junit", stdin=text).stdout)  # noqa: S314 - ours


def test_list_names_every_rule_and_its_tier() -> None:
    lines = check("--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    assert {line.split()[1] for line in lines} == {"error", "warning", "strict", "info"}


@pytest.mark.parametrize("rule", RULES)
def test_explain_prints_the_reason_and_a_bad_and_a_good_manifest(rule: str) -> None:
    text = check("--explain", rule).stdout
    for part in ("Why: ", "Source: ", "\nBad:\n\napiVersion: ", "\nGood:\n\napiVersion: "):
        assert part in text


def test_explain_offers_the_nearest_rule() -> None:
    assert 'Did you mean "image-latest"?' in check("--explain", "image-newest-latest").stderr


def test_the_installed_command_checks() -> None:
    command = [Path(sys.executable).parent / "pod-wiring", "check", BAD]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, f"{BAD}:16:8: {TYPO}\n")


def test_checker_does_not_import_pulumi_or_the_shell_parser_at_its_start() -> None:
    code = (
        "import sys, pod_wiring.checker.command; "
        "print({'pulumi', 'pulumi_policy', 'tree_sitter', 'tree_sitter_bash', 'rich'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == "set()\n"
