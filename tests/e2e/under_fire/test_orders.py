"""Whatever follows whatever (kubectl, Pulumi, a kill, a hand, a destroy): the next `up` makes it right."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence

import pytest

from tests.e2e.cli import why_no_cli
from tests.e2e.cluster import objects_of
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.processes import ends_before
from tests.e2e.project import Engine, Project, succeeded
from tests.e2e.stack import EXTRA, objects_of_program, objects_of_stack
from tests.e2e.under_fire.figures import Figures

STACK, NAME = "extra", "mc1-extra"


def every_order(events: Sequence[str]) -> list[str]:
    """Return a walk through some events in which each of them follows each other one once, and itself."""
    left = {event: list(events) for event in events}
    walk, stack = list[str](), [events[0]]
    while stack:  # Hierholzer's way round a graph
        after = left[stack[-1]]
        if after:
            stack.append(after.pop())
        else:
            walk.append(stack.pop())
    return walk[::-1]


class History:
    """Does one event after the other to a stack, whose program changes before each."""

    def __init__(self, project: Project, kubectl: Kubectl, chance: random.Random) -> None:
        self._project = project
        self._kubectl = kubectl
        self._chance = chance
        self._engines: list[Engine] = ["kubectl"] if why_no_cli() else ["kubectl", "pulumi"]

    def happens(self, event: str) -> None:
        """Change the program, and have one event happen."""
        self._project.set(STACK, writerInterval=self._chance.randint(1, 9))
        if event in ("kubectl", "pulumi"):
            self.converges("kubectl" if event == "kubectl" else "pulumi")
        else:
            {"killed": self._killed, "edited": self._edited, "destroyed": self._destroyed}[event]()

    def converges(self, engine: Engine) -> None:
        """Deploy the stack, and check that the cluster is as the program says."""
        self._project.by(engine).up(STACK)
        there = objects_of_stack(self._kubectl, STACK).keys()
        assert there == objects_of_program(self._project, STACK)
        assert not self._project.differs(STACK)

    def _some_engine(self) -> Project:
        return self._project.by(self._chance.choice(self._engines))

    def _killed(self) -> None:
        ends_before(self._chance.uniform(1, 6), self._some_engine(), STACK)

    def _edited(self) -> None:
        """Edit what is there: add a label, add a variable, move the Service's port."""
        port = '--patch=[{"op": "replace", "path": "/spec/ports/0/port", "value": 81}]'
        workload = next(
            iter(self._kubectl("get", "deployment,pod", f"--selector={EXTRA}", "-o=name").split()), ""
        )
        for call in (
            ["label", f"service/{NAME}", "by-hand=yes", "--overwrite"],
            ["patch", f"service/{NAME}", "--type=json", port],
            ["label", workload, "by-hand=yes", "--overwrite"],
            ["set", "env", f"deployment/{NAME}", "BY_HAND=yes"],
        ):
            self._kubectl.attempt(*call)  # an event before this one may have left nothing to edit

    def _destroyed(self) -> None:
        succeeded(self._some_engine().deploy("destroy", STACK))
        wait_for(lambda: not objects_of(self._kubectl, EXTRA), "controllers to tidy up", timeout=5)


@pytest.mark.timeout(900, func_only=True)
@pytest.mark.parametrize("workload", ["Deployment", "Pod"])
@pytest.mark.parametrize(
    "engines",
    [
        pytest.param(["kubectl"], id="kubectl alone"),
        pytest.param(["kubectl", "pulumi"], id="both engines", marks=pytest.mark.pulumi_cli),
    ],
)
def test_up_makes_it_right_after_every_order_of_events(
    engines: list[str], workload: str, extra: Project, kubectl: Kubectl, figures: Figures
) -> None:
    seed = secrets.randbits(32)
    print(f"random.Random({seed})")
    extra.set(STACK, workload=workload, drainSeconds=0, probes=False)
    history = History(extra, kubectl, random.Random(seed))  # noqa: S311 - no secret is made of it
    walk = every_order([*engines, "killed", "edited", "destroyed"])
    for event in walk:
        print(event)
        history.happens(event)
    history.converges("kubectl")
    figures.add(
        f"{len(walk)} events on a {workload}, each after each: {', '.join(sorted(set(walk)))} (seed {seed})",
        "each `up` made the cluster what the program says, each `destroy` left nothing",
    )
