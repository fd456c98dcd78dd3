"""A release: one version everywhere, notes from the changelog, and a checker that runs as an action."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.foreign import JsonObject
from tests.unit.packaging.places import MEMBERS, ROOT
from tools.pinned import pinned
from tools.release_notes import CHANGELOG, notes

BAD_POD = """\
apiVersion: v1
kind: Pod
metadata: {name: mc1}
spec: {containers: [{name: web, image: nginx, volumeMounts: [{name: html, mountPath: /html}]}]}
"""
SECTIONS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def version_of(folder: Path) -> str:
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"]


def test_everything_has_one_version() -> None:
    versions = {version_of(folder) for folder in (ROOT, *(ROOT / member for member in MEMBERS))}
    pack: JsonObject = yaml.safe_load((ROOT / "policies" / "PulumiPolicy.yaml").read_text())
    schema: JsonObject = yaml.safe_load((ROOT / "components" / "schema.json").read_text())
    assert {*versions, pack["version"], schema["version"]} == {version_of(ROOT)}


def test_local_cluster_says_its_version() -> None:
    command = [sys.executable, "-m", "local_cluster", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.fullmatch(rf"local_cluster {version_of(ROOT)}, Kubernetes v1\.\d+\.\d+\n", done.stdout)


def test_changelog_has_the_sections_of_keep_a_changelog() -> None:
    text = CHANGELOG.read_text()
    assert text.startswith("# Changelog\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each) for each in headings[1:])
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= set(SECTIONS)


def test_notes_of_a_release_are_its_section() -> None:
    changelog = "# Changelog\n\n## [Unreleased]\n\n## [1.10.0] - 2026-01-02\n\n- new\n\n## [1.1.0]\n\n- old\n"
    assert notes(changelog, "1.10.0") == "- new"
    assert notes(changelog, "1.1.0") == "- old"


@pytest.mark.parametrize("changelog", ["## [1.0.0]\n\n## [0.9.0]\n\n- old\n", "## [1x0.0]\n\n- other\n"])
def test_release_without_notes_is_refused(changelog: str) -> None:
    with pytest.raises(ValueError, match=r"^CHANGELOG\.md has no section \[1\.0\.0\]; expected one"):
        notes(changelog, "1.0.0")


def test_tag_that_is_not_the_version_is_refused(tmp_path: Path) -> None:
    command = [ROOT / "tools" / "release.sh", "v99", tmp_path, "https://git.example/pods"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    version = version_of(ROOT)
    sentence = f"components/pyproject.toml states version {version}; expected the tag v{version}, not v99\n"
    assert (done.returncode, done.stderr) == (1, sentence)


def test_release_without_an_address_is_refused(tmp_path: Path) -> None:
    command = [ROOT / "tools" / "release.sh", "v99", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "Usage: tools/release.sh vVERSION FOLDER ADDRESS\n")


@pytest.mark.parametrize("file", ["action.yml", ".github/workflows/release.yml"])
def test_every_action_is_pinned_by_its_commit(file: str) -> None:
    used = re.findall(r"uses: (.*)", (ROOT / file).read_text())
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", each) for each in used)


def test_release_holds_no_secret() -> None:
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text()


def test_version_is_copied_from_the_root_to_everything_else(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "one-version.sh", tmp_path / "tools")
    files = [f"{member}/pyproject.toml" for member in MEMBERS]
    for file in ("pyproject.toml", *files, "policies/PulumiPolicy.yaml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    stated = f'version = "{version_of(ROOT)}"'
    root = tmp_path / "pyproject.toml"
    root.write_text(root.read_text().replace(stated, 'version = "7.8.9"'))
    subprocess.run([tmp_path / "tools" / "one-version.sh"], check=True)
    for file in files:
        expected = (ROOT / file).read_text().replace(stated, 'version = "7.8.9"')
        assert (tmp_path / file).read_text() == expected
    pack: JsonObject = yaml.safe_load((tmp_path / "policies" / "PulumiPolicy.yaml").read_text())
    assert pack["version"] == "7.8.9"


def jobs_of_the_release() -> JsonObject:
    return yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())["jobs"]


def test_only_the_jobs_that_publish_have_more_than_the_right_to_read() -> None:
    rights = {name: set(job["permissions"].items()) for name, job in jobs_of_the_release().items()}
    assert rights["check"] == rights["build"] == {("contents", "read")}
    assert rights["pypi"] == {("contents", "read"), ("id-token", "write")}


def test_job_that_may_publish_on_pypi_installs_uv_alone() -> None:
    runs = [step["run"] for step in jobs_of_the_release()["pypi"]["steps"] if "run" in step]
    assert len(runs) == 2
    assert "--no-deps --require-hashes" in runs[0]
    assert runs[1].startswith("uv publish ")


def test_nothing_is_built_beside_the_tests_or_of_a_commit_that_is_not_on_main() -> None:
    jobs = jobs_of_the_release()
    commands = {name: [step.get("run", "") for step in job["steps"]] for name, job in jobs.items()}
    assert commands["check"] == ["", "git merge-base --is-ancestor HEAD origin/main", "", "make check"]
    assert not [each for each in commands["build"] if "check" in each.split()]
    assert [jobs[name]["needs"] for name in ("build", "pypi", "github")] == ["check", "build", "pypi"]


def test_pinned_package_is_a_requirement_with_hashes() -> None:
    name, *hashes = pinned("uv").split(" ")
    assert re.fullmatch(r"uv==\d+\.\d+\.\d+", name)
    assert hashes
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes)


@pytest.mark.process
@pytest.mark.parametrize(("content", "code"), [(BAD_POD, "1"), ("kind: List\n", "0"), ("a: b: c\n", "2")])
def test_action_reports_the_findings_and_the_exit_code(content: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "a pod.yaml").write_text(content)
    told = {"GITHUB_OUTPUT": str(tmp_path / "output"), "RUNNER_TEMP": str(tmp_path)}
    wanted = {"CHECKED_PATHS": "a pod.yaml\n\n", "STRICT": "false"}
    command = [ROOT / "tools" / "check-action.sh"]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, **told, **wanted}, check=True)
    output = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    assert output["code"] == code
    sarif: JsonObject = yaml.safe_load(Path(output["sarif"]).read_text())
    found = [each["ruleId"] for each in sarif["runs"][0]["results"]]
    assert found == (["mount-names-no-volume"] if code == "1" else [])
