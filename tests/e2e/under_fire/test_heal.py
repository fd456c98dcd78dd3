"""After a killed `up` or a manual change, the next `up` restores the state of the program."""

from __future__ import annotations

import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import pytest
import yaml

from tests.e2e.cluster import KILLED, objects_of, remove
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.page import moments
from tests.e2e.processes import up_ends_within
from tests.e2e.project import Project
from tests.e2e.stack import objects_of_program, objects_of_stack, selector, stated_fields
from tests.e2e.under_fire.figures import Figures

KILLS = 10
ONE_OF_EACH = {"Deployment": 1, "ReplicaSet": 1, "Pod": 2, "Service": 1, "EndpointSlice": 1}
"""The objects of such a stack, including those that controllers create."""


# an `up` that is killed


def seconds_of_an_up(project: Project, stack: str) -> float:
    """Return how long the first `up` of a stack takes."""
    begun = time.monotonic()
    project.up(stack)
    return time.monotonic() - begun


@pytest.fixture
def killable(project_copy: Project, kubectl: Kubectl) -> Iterator[Project]:
    """Return a copy of the project with copies of staging, whose `up` the test kills in parallel."""
    staging = yaml.safe_load((project_copy.root / "stacks" / "Pulumi.staging.yaml").read_text())["config"]
    for stack in KILLED:
        project_copy.set(stack, **{**staging, "name": f"mc1-{stack}"})
    yield project_copy
    for stack in KILLED:
        remove(kubectl, selector(stack))


@pytest.mark.timeout(600, func_only=True)
def test_next_up_completes_an_up_killed_at_ten_random_moments(
    killable: Project, kubectl: Kubectl, figures: Figures
) -> None:
    seed = secrets.randbits(32)
    print(f"random.Random({seed})")
    chance = random.Random(seed)  # noqa: S311 - not a secret
    whole = seconds_of_an_up(killable, KILLED[0])
    kills = [whole * (tenth + chance.random()) / KILLS for tenth in range(KILLS)]
    chance.shuffle(kills)

    def kill(number: int) -> None:
        kill_repeatedly(killable, kubectl, KILLED[number], kills[number :: len(KILLED)])

    with ThreadPoolExecutor(len(KILLED)) as side_by_side:
        list(side_by_side.map(kill, range(len(KILLED))))
    figures.add(
        f"`up` killed with -9 at {KILLS} random moments of its {whole:.1f} s (seed {seed})",
        "each time the next one converged to the objects of the program, none twice;"
        " the one after the last: nothing to change",
    )


def kill_repeatedly(project: Project, kubectl: Kubectl, stack: str, moments: list[float]) -> None:
    """Kill a first `up` at each moment; check each time that the next `up` completes the stack."""
    for moment in moments:
        remove(kubectl, selector(stack))
        while up_ends_within(moment, project, stack):
            remove(kubectl, selector(stack))
            moment /= 2  # noqa: PLW2901 - the `up` ended before its kill: try earlier
        project.up(stack)
        assert objects_of_stack(kubectl, stack).keys() == objects_of_program(project, stack)
        wait_for(lambda: pods(kubectl, stack) == 2, "the Pods of earlier runs to be gone")
        assert kinds(kubectl, stack) == ONE_OF_EACH
    before = stated_fields(kubectl, stack)
    project.up(stack)
    assert stated_fields(kubectl, stack) == before
    assert not project.differs(stack)


def pods(kubectl: Kubectl, stack: str) -> int:
    return len(kubectl.objects("pods", "--all-namespaces", f"--selector={selector(stack)}"))


def kinds(kubectl: Kubectl, stack: str) -> Counter[str]:
    """Count a stack's objects by kind, including those that controllers create."""
    counted = Counter(each["kind"] for each in objects_of(kubectl, selector(stack)).values())
    counted.pop("Endpoints", None)  # deprecated, and not on every cluster
    counted["EndpointSlice"] = min(counted["EndpointSlice"], 1)  # one for each IP family
    return counted


# a manual change


class Drift(NamedTuple):
    """A manual change, and how `diff` shows it.

    Args:
        by_hand: Calls of kubectl, in order.
        diff: Expected lines of `diff`, without indentation and list dashes.
        typed: The edit in the editor that kubectl opens, as a sed script.
        stack: The changed stack.
        service: The Service of that stack.
    """

    by_hand: list[str]
    diff: set[str]
    typed: str = ""
    stack: str = "staging"
    service: str = "mc1-staging"


DRIFTS = {
    "the Deployment edited and scaled": Drift(
        ["edit deployment/mc1-staging", "scale deployment/mc1-staging --replicas=3"],
        {"-image: nginx:latest", "+image: nginx:1.29.3", "-replicas: 3", "+replicas: 2"},
        typed="s/image: nginx:1.29.3/image: nginx:latest/",
    ),
    "the Service edited and labelled": Drift(
        ["edit service/mc1-staging", "label service/mc1-staging by-hand=yes"],
        {
            "-by-hand: 'yes'",
            "-app.kubernetes.io/managed-by: me",
            "+app.kubernetes.io/managed-by: pulumi",
            "-app.kubernetes.io/name: nobody",
            "+app.kubernetes.io/name: mc1",
        },
        typed="s/managed-by: pulumi/managed-by: me/; /^  selector:/,$ s/name: mc1$/name: nobody/",
    ),
    "the Service deleted": Drift(["delete service/mc1-staging"], {"+kind: Service", "+name: mc1-staging"}),
    "the Deployment deleted": Drift(
        ["delete deployment/mc1-staging --wait=false"],
        {"+kind: Deployment", "+name: mc1-staging"},
    ),
    "the bare Pod deleted": Drift(
        ["delete pod/mc1 --grace-period=1"],
        {"+kind: Pod", "+name: mc1"},
        stack="dev",
        service="mc1",
    ),
}


@pytest.mark.usefixtures("scheduled", "dev", "staging")  # the CronJob runs beside them
@pytest.mark.parametrize(("what", "drift"), DRIFTS.items(), ids=DRIFTS.keys())
def test_diff_shows_and_up_undoes_manual_changes(
    what: str, drift: Drift, project: Project, kubectl: Kubectl, figures: Figures
) -> None:
    editor = {"KUBE_EDITOR": f"sed --in-place '{drift.typed}'"}
    somebody = replace(kubectl, environment={**kubectl.environment, **editor})
    for call in drift.by_hand:
        somebody(*call.split())

    compared = project.deploy("diff", drift.stack)
    assert compared.returncode == 1, compared.stderr
    shown = {re.sub("^([+-])[ -]*", r"\1", line) for line in compared.stdout.splitlines()}
    assert drift.diff <= shown, compared.stdout

    project.up(drift.stack)
    assert not project.differs(drift.stack)
    assert moments(kubectl.page(f"services/http:{drift.service}:80"))
    figures.add(f"by hand: {what}", "shown by `diff`, repaired by the next `up`; then nothing to change")
