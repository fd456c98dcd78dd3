"""A CronJob runs by its schedule: twice, a minute apart, so this takes two minutes."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from sidecar_pods import SidecarCronJob, data_loader, with_sidecars
from sidecar_pods.arguments.workload_args import SidecarJobArgs
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.program import manifests
from tests.foreign import JsonObject

DEBIAN = "debian:12.12-slim"
MINUTES = 3


@pytest.fixture
def scheduled(apart: Kubectl) -> Generator[Kubectl]:
    """Create a CronJob that runs each minute; return kubectl in its namespace."""
    template = with_sidecars(
        {"containers": [{"name": "sum", "image": DEBIAN, "command": ["cat", "/data/input/numbers"]}]},
        data_loader("load", DEBIAN, "echo 55 > numbers", reader="sum", read_at="/data/input"),
    )
    job: SidecarJobArgs = {"template": template, "backoff_limit": 0}
    apart.apply(manifests(lambda: SidecarCronJob("tick", {"schedule": "* * * * *", "job_template": job})))
    yield apart
    apart("delete", "cronjob", "tick", "--wait=false")


@pytest.mark.timeout((MINUTES + 1) * 60, func_only=True)
def test_cron_job_runs_twice(scheduled: Kubectl) -> None:
    def succeeded() -> list[JsonObject]:
        jobs = scheduled.json("jobs", "--selector=app.kubernetes.io/name=tick")["items"]
        done = [each for each in jobs if each.get("status", {}).get("succeeded")]
        return done if len(done) >= 2 else []

    jobs = wait_for(succeeded, "two Jobs to succeed", MINUTES * 60)
    assert {each["metadata"]["ownerReferences"][0]["name"] for each in jobs} == {"tick"}
    for each in jobs:
        assert scheduled("logs", f"job/{each['metadata']['name']}", "--container=sum") == "55\n"
