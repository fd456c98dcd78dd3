"""A CronJob runs by its schedule: twice, a minute apart."""

from __future__ import annotations

import pytest

from tests.e2e.kubectl import Kubectl, wait_for
from tests.foreign import JsonObject

MINUTES = 3


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
