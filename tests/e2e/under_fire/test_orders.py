"""After any order of ups, kills, manual edits and destroys, the next `up` restores the stack."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence

import pytest

from tests.e2e.cli import why_no_cli
from tests.e2e.cluster import objects_of
from tests.e2e.kubectl import Kubectl, wait_for
from tests.e2e.processes import up_ends_within
from tests.e2e.project import Engine, Project, succeeded
from tests.e2e.stack import EXTRA, objects_of_program, objects_of_stack
from tests.e2e.under_fire.figures import Figures

STACK, NAME = "extra", "mc1-extra"


def every_order(events: Sequence[str]) -> list[str]:
    """Return a sequence in which each event directly follows every event, itself included, exactly once."""
    left = {event: list(events) for event in events}
    walk, stack = list[str](), [events[0]]
    while stack:  # Hierholzer's algorithm for an Eulerian circuit
        after = left[stack[-1]]
        if after:
            stack.append(after.pop())
        else:
            walk.append(stack.pop())
    return walk[::-1]


class History:
    """Applies events to a stack one after the other; changes the program before each."""

    def __init__(self, project: Project, kubectl: Kubectl, chance: random.Random) -> None:
        self._project = project
        self._kubectl = kubectl
        self._chance = chance
        self._engines: list[Engine] = ["kubectl"] if why_no_cli() else ["kubectl", "pulumi"]
        self._objects = objects_of_program(project, STACK)  # no event changes which objects it declares

    def run(self, event: str) -> None:
        """Change the program, then run one event."""
        self._project.set(STACK, writerInterval=self._chance.randint(1, 9))
        if event in ("kubectl", "pulumi"):
            self.deploy_and_check("kubectl" if event == "kubectl" else "pulumi")
        else:
            {"killed": self._killed, "edited": self._edited, "destroyed": self._destroyed}[event]()

    def deploy_and_check(self, engine: Engine) -> None:
        """Deploy the stack, then check that the cluster matches the program."""
        self._project.by(engine).up(STACK)
        assert objects_of_stack(self._kubectl, STACK).keys() == self._objects
        assert not self._project.differs(STACK)

    def _some_engine(self) -> Project:
        return self._project.by(self._chance.choice(self._engines))

    def _killed(self) -> None:
        up_ends_within(self._chance.uniform(1, 6), self._some_engine(), STACK)

    def _edited(self) -> None:
        """Edit objects by hand: add labels, add a variable, change the Service's port."""
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
            self._kubectl.attempt(*call)  # fails if an earlier event left nothing to edit

    def _destroyed(self) -> None:
        succeeded(self._some_engine().deploy("destroy", STACK))
        wait_for(
            lambda: not objects_of(self._kubectl, EXTRA), "controllers to delete their objects", timeout=5
        )


@pytest.mark.timeout(900, func_only=True)
@pytest.mark.parametrize("workload", ["Deployment", "Pod"])
@pytest.mark.parametrize(
    "engines",
    [
        pytest.param(["kubectl"], id="kubectl alone"),
        pytest.param(["kubectl", "pulumi"], id="both engines", marks=pytest.mark.pulumi_cli),
    ],
)
def test_up_converges_after_every_order_of_events(
    engines: list[str], workload: str, extra: Project, kubectl: Kubectl, figures: Figures
) -> None:
    seed = secrets.randbits(32)
    print(f"random.Random({seed})")
    extra.set(STACK, workload=workload, drainSeconds=0, probes=False)
    history = History(extra, kubectl, random.Random(seed))  # noqa: S311 - not a secret
    walk = every_order([*engines, "killed", "edited", "destroyed"])
    for event in walk:
        print(event)
        history.run(event)
    history.deploy_and_check("kubectl")
    events = ", ".join(sorted(set(walk)))
    figures.add(
        f"{len(walk)} events on a {workload}, in every order of two: {events} (seed {seed})",
        "each `up` made the cluster what the program says, each `destroy` left nothing",
    )
