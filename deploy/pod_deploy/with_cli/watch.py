"""Watch a stack's objects while the Pulumi CLI deploys them, and end a deployment that cannot succeed."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Event, Thread

from pod_deploy.cluster.kubectl import Kubectl, KubectlError
from pod_deploy.planning.plan import Plan, live_objects
from pod_deploy.stack.manifests import Manifest, key_of, section
from pod_deploy.without_cli.readiness import Surroundings, standing_of
from pod_deploy.without_cli.wait import POLL_SECONDS, NotReady, Patience, surroundings


class Watch:
    """Looks at a stack's objects every second, in a thread of its own.

    The CLI alone reports a failed image pull only when the resource's own timeout ends.

    Args:
        kubectl: The cluster.
        plan: The changes that the CLI makes; an object is watched once it is as planned.
        timeout: Seconds that all objects may take.
        give_up: Called when an object cannot become ready or the time is up, until it returns True.
    """

    def __init__(self, kubectl: Kubectl, plan: Plan, timeout: float, give_up: Callable[[], bool]) -> None:
        self.failure: NotReady | None = None
        """The reason why the watch gave up; None if it did not."""
        self._kubectl = kubectl
        self._wanted = plan.wanted
        self._before = {change.key: change.before for change in plan.changes}
        self._timeout = timeout
        self._give_up = give_up
        self._over = Event()

    @contextmanager
    def watching(self) -> Generator[Watch]:
        """Watch until the block ends."""
        thread = Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()

    def _run(self) -> None:
        patience, ends = Patience(), time.monotonic() + self._timeout
        while not self._over.wait(POLL_SECONDS):
            time_is_up = time.monotonic() > ends
            try:
                self._look(patience, time_is_up=time_is_up)
            except NotReady as failure:
                self.failure = failure
            except KubectlError as error:  # the CLI also waits for an API server that does not answer
                if time_is_up:
                    self.failure = NotReady(
                        f"Not ready after {self._timeout:.0f} s: {error}", [], Surroundings()
                    )
            if self.failure and self._give_up():
                return

    def _look(self, patience: Patience, *, time_is_up: bool) -> None:
        """Look once, and raise NotReady if waiting makes no more sense."""
        there = live_objects(self._kubectl, self._wanted)
        new = [live for live in there if self._is_new(live)]
        around = surroundings(self._kubectl, new)
        waiting = [live for live in new if not standing_of(live, around).done]
        patience.give_up_if_hopeless(waiting, around)
        if time_is_up:
            missing = {key_of(item) for item in self._wanted} - {key_of(item) for item in there}
            texts = [f"{key_of(item)}: {standing_of(item, around).text}" for item in waiting]
            texts += [f"{key}: not deployed yet" for key in sorted(missing)]
            open_texts = "; ".join(texts) or "the Pulumi CLI is still running"
            message = f"Not ready after {self._timeout:.0f} s: {open_texts}"
            raise NotReady(message, waiting, around)

    def _is_new(self, live: Manifest) -> bool:
        """Return whether the CLI has created or changed an object; older problems do not matter."""
        before = self._before[key_of(live)]
        if before is None:
            return True
        if live["metadata"]["uid"] != before["metadata"]["uid"]:
            return True
        generation = live["metadata"].get("generation", 0)
        seen = section(live, "status").get("observedGeneration", generation)
        return generation != before["metadata"].get("generation", 0) and seen >= generation
