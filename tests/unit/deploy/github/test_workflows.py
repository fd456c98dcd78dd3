"""The workflows: rights, switches and pins. `make rehearse-pr` runs their steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pod_deploy.review.formats.comment import ARTIFACT
from tests.foreign import JsonObject
from tests.unit.packaging.places import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FOR_OTHERS = ("review", "comment", "preview", "deploy", "drift")


def workflow(name: str) -> JsonObject:
    found = yaml.safe_load(text_of(name))
    found["on"] = found.pop(True)  # YAML 1.1 reads `on` as a boolean
    return found


def text_of(name: str) -> str:
    return (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")


def steps(name: str) -> Iterator[JsonObject]:
    for job in workflow(name)["jobs"].values():
        yield from job.get("steps", [])


def rights(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for job in workflow(name)["jobs"].values():
        found |= job.get("permissions", {})
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_workflow_has_a_right_or_a_long_lived_secret_by_default(file: Path) -> None:
    assert workflow(file.stem)["permissions"] == {}
    assert "secrets." not in file.read_text(encoding="utf-8")


def test_review_runs_the_code_of_a_fork_so_it_may_only_read() -> None:
    assert rights("review") == {"contents": "read"}
    assert workflow("review")["on"]["pull_request"] is None
    assert "if" not in workflow("review")["jobs"]["review"]


def test_comment_may_write_so_it_checks_out_only_the_default_branch() -> None:
    assert rights("comment") == {"actions": "read", "contents": "read", "pull-requests": "write"}
    refs = [step["with"].get("ref") for step in steps("comment") if "checkout" in step.get("uses", "")]
    assert refs == ["${{ github.event.repository.default_branch }}"]


def test_comment_takes_the_number_only_from_the_step_that_asks_the_api() -> None:
    (number,) = [
        step["with"]["number_force"] for step in steps("comment") if "sticky" in step.get("uses", "")
    ]
    assert number == "${{ steps.find.outputs.number }}"
    scripts = [step["run"] for step in steps("comment") if "run" in step]
    assert not [script for script in scripts if "${{" in script]


@pytest.mark.parametrize(
    ("name", "job", "variable"),
    [
        ("preview", "preview", "PULUMI_PREVIEWS"),
        ("deploy", "plan", "PULUMI_DEPLOYMENTS"),
        ("drift", "drift", "PULUMI_DEPLOYMENTS"),
    ],
)
def test_nobody_sees_red_for_something_never_set_up(name: str, job: str, variable: str) -> None:
    jobs = workflow(name)["jobs"]
    assert jobs[job]["if"].startswith(f"vars.{variable} == 'true'")
    for other in jobs.keys() - {job}:
        assert jobs[other]["needs"], "a job that needs a skipped one is skipped too"


def test_kind_runs_the_tests_with_the_real_cli() -> None:
    """Without the engine or the provider, the tests with the CLI would be skipped, and the job green."""
    ours = workflow("test")["jobs"]["kind"]["steps"]
    (tests,) = [step for step in ours if step.get("run") == "make test-stacks"]
    assert tests["env"] == {"DEPLOY_ENGINE": "pulumi"}
    (install,) = [step["run"] for step in ours if "pulumi install" in step.get("run", "")]
    assert install.splitlines()[-1].startswith("pulumi plugin ls --json | jq --exit-status")


def test_the_remark_of_a_comment_names_an_artifact_that_has_everything() -> None:
    (kept,) = [step["with"] for step in steps("review") if step.get("name") == "Keep the full diff"]
    assert kept == {"name": ARTIFACT, "path": "${{ runner.temp }}/review", "if-no-files-found": "ignore"}
    (live,) = [step["with"] for step in steps("pulumi") if step.get("name") == "Keep the results"]
    assert live["name"] == "${{ inputs.task }}"
    assert workflow("preview")["jobs"]["preview"]["with"]["task"] == ARTIFACT


def test_preview_leaves_out_forks_and_dependabot() -> None:
    condition = workflow("preview")["jobs"]["preview"]["if"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in condition
    assert "github.event.pull_request.user.login != 'dependabot[bot]'" in condition


def test_second_stack_is_deployed_after_the_first_and_both_after_their_plans() -> None:
    jobs = workflow("deploy")["jobs"]
    assert (jobs["first"]["needs"], jobs["second"]["needs"]) == ("plan", "first")
    assert jobs["plan"]["with"]["task"] == "plan"
    assert "[1]" in jobs["second"]["with"]["environment"]


def test_each_deployment_waits_for_the_approval_of_its_own_environment() -> None:
    """GitHub asks the reviewers of the environment that a job names; the plan's job names another one."""
    jobs = workflow("deploy")["jobs"]
    for job, place in (("first", 0), ("second", 1)):
        stated = jobs[job]["with"]
        assert (
            stated["environment"] == f'${{{{ fromJSON(inputs.stacks || \'["staging", "prod"]\')[{place}] }}}}'
        )
        assert f"[{place}]" in stated["stacks"]
    assert jobs["plan"]["with"]["environment"] == "preview"
    assert workflow("pulumi")["jobs"]["pulumi"]["environment"] == "${{ inputs.environment }}"


def test_go_keeps_its_caches_between_runs() -> None:
    job = workflow("test")["jobs"]["test"]
    (cache,) = [step["with"] for step in job["steps"] if "actions/cache@" in step.get("uses", "")]
    folder = job["env"]["XDG_CACHE_HOME"]
    assert {f"{folder}/go-build", job["env"]["GOMODCACHE"]} < set(cache["path"].split("\n"))
    runs = [step["run"] for step in job["steps"] if "make " in step.get("run", "")]
    targets = re.findall(r"make (\S+)", (ROOT / ".ci" / "run").read_text())
    assert [run.rpartition(" ")[2] for run in runs] == targets
    assert all("XDG_CACHE_HOME,GOMODCACHE" in run for run in runs)


def test_deployment_is_never_cancelled() -> None:
    for name in ("deploy", "drift", "comment"):
        assert workflow(name)["concurrency"]["cancel-in-progress"] is False


def test_variables_of_a_workflow_reach_no_script_as_its_text() -> None:
    for file in FILES:
        for step in steps(file.stem):
            assert "${{" not in step.get("run", ""), f"{file.name}: {step}"


@pytest.mark.parametrize("name", FOR_OTHERS)
def test_workflow_can_be_called_from_another_repository(name: str) -> None:
    inputs = workflow(name)["on"]["workflow_call"]["inputs"]
    wanted = {"source"} if name == "comment" else {"folder", "command", "source", "stacks"}
    assert set(inputs) == wanted
    assert inputs["source"]["required"]
    assert all(each["description"] for each in inputs.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_workflow_names_no_repository_of_ours(file: Path) -> None:
    used = [step["uses"] for step in steps(file.stem) if "uses" in step]
    assert not [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each)]
    assert "multi-container-pods@" not in file.read_text(encoding="utf-8")


def test_each_action_is_pinned_to_one_commit() -> None:
    pins: dict[str, set[str]] = {}
    for file in FILES:
        for action, commit in re.findall(r"uses: (\S+)@(\S+ # v\S+)", file.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(commit)
    assert {action: commits for action, commits in pins.items() if len(commits) > 1} == {}


def test_examples_for_other_repositories_fit_the_workflows() -> None:
    page = (ROOT / "docs" / "previews.md").read_text(encoding="utf-8")
    examples = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(name:.*?)```", page, re.DOTALL)]
    assert len(examples) == 2
    for example in examples:
        (job,) = example["jobs"].values()
        name = job["uses"].partition("/workflows/")[2].partition(".yml@")[0]
        assert set(job["with"]) <= set(workflow(name)["on"]["workflow_call"]["inputs"])
        assert job["permissions"] == rights(name)


def test_pages_name_every_variable_and_no_other() -> None:
    # CONTRIBUTING.md has that of docs.yml: other repositories do not call it.
    text = "".join(
        (ROOT / page).read_text(encoding="utf-8") for page in ("docs/previews.md", "CONTRIBUTING.md")
    )
    used = {name for file in FILES for name in re.findall(r"vars\.(\w+)", file.read_text(encoding="utf-8"))}
    assert used == set(re.findall(r"`((?:PULUMI|AWS|GOOGLE|AZURE|CLUSTER|PUBLISH)_[A-Z_]+)", text))
