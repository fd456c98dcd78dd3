"""The CronJob component: its schedule, the Job that it creates, the names that leave room for a time."""

from typing import cast

import pytest

from sidecar_pods import SidecarCronJob, WiringError
from sidecar_pods.arguments.workload_args import SidecarCronJobArgs
from tests.foreign import JsonObject
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import CONFIG_MAP, CRON_JOB, Run, run

SELECTOR = {"app.kubernetes.io/name": "backup", "app.kubernetes.io/instance": "shop-test"}
LABELS = {**SELECTOR, "app.kubernetes.io/managed-by": "pulumi"}


def cron(job: JsonObject | None = None, **more: object) -> Run:
    """Run a program that is one CronJob."""
    args = {"schedule": "@daily", "job_template": {"template": classic(), **(job or {})}, **more}
    return run(lambda: SidecarCronJob("backup", cast("SidecarCronJobArgs", args)))


def test_its_jobs_have_the_fields_of_a_job() -> None:
    spec = cron({"backoff_limit": 0, "restart_policy": "Never"}).resource(CRON_JOB).inputs["spec"]
    job = spec["jobTemplate"]["spec"]
    assert set(spec) == {"schedule", "jobTemplate"}
    assert set(job) == {"backoffLimit", "template"}
    assert job["template"]["spec"]["restartPolicy"] == "Never"


def test_its_jobs_have_labels_and_annotations_of_their_own() -> None:
    made = cron({"labels": {"kind": "backup"}, "annotations": {"note": "job"}}, labels={"team": "data"})
    inputs = made.resource(CRON_JOB).inputs
    assert inputs["metadata"] == {"name": "backup", "labels": {**LABELS, "team": "data"}}
    assert inputs["spec"]["jobTemplate"]["metadata"] == {
        "labels": {**LABELS, "kind": "backup"},
        "annotations": {"note": "job"},
    }


def test_an_existing_job_template_stays_as_it_is() -> None:
    made = cron({"template": classic(standard_labels=False, labels={"app": "backup"})})
    inputs = made.resource(CRON_JOB).inputs
    assert inputs["metadata"] == {"name": "backup"}
    assert set(inputs["spec"]["jobTemplate"]) == {"spec"}
    assert inputs["spec"]["jobTemplate"]["spec"]["template"]["metadata"] == {"labels": {"app": "backup"}}


def test_its_files_are_a_config_map() -> None:
    container = {
        "name": "1st",
        "image": "debian",
        "volumes": [{"name": "script", "mount_path": "/script", "files": {"run": "true"}}],
    }
    made = cron({"template": {"containers": [container]}})
    assert made.resource(CONFIG_MAP).urn in made.resource(CRON_JOB).request.dependencies


def test_its_outputs_are_its_name_and_namespace() -> None:
    def program() -> dict[str, object]:
        made = SidecarCronJob("backup", {"schedule": "@daily", "job_template": {"template": classic()}})
        return {"name": made.name, "namespace": made.namespace}

    found = run(program)
    assert found.returned == {"name": "backup", "namespace": "default"}
    assert found.outputs[found.registered[0].urn] == [found.returned]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (
            {"job_template": {"template": classic(name="b" * 53)}},
            "backup: job_template.template.name is 53 characters long; "
            "expected at most 52, to leave room for a time",
        ),
        (
            {"job_template": {"template": classic(), "backof_limit": 1}},
            "backup: job_template.backof_limit is not a field that exists; expected a field of SidecarJob; "
            "did you mean backoff_limit?",
        ),
        ({"job_template": {}}, "backup: job_template.template is missing; expected a map"),
        (
            {"concurrency_policy": "Forbit"},
            'backup: concurrency_policy is "Forbit"; expected one of Allow, Forbid, Replace; '
            "did you mean Forbid?",
        ),
    ],
    ids=["a long name", "a typo in the Job", "no template", "a word"],
)
def test_a_wrong_cron_job_is_refused(args: JsonObject, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        cron(**args)
    assert str(refusal.value) == sentence


def test_a_long_name_of_the_component_is_refused() -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarCronJob("b" * 53, {"schedule": "@daily", "job_template": {"template": classic()}}))
    assert str(refusal.value) == (
        f"{'b' * 53}: the component's name is 53 characters long; "
        "expected at most 52, to leave room for a time"
    )
