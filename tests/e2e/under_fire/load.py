"""A load on a Service, and what came of each of its requests."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.e2e.kubectl import Kubectl, wait_for

RATE = 200
"""Requests that are begun in a second."""

PATIENCE_SECONDS = 10
"""How long an answer may take; later, it counts as lost."""

_GENERATOR = Path(__file__).with_name("load.pl").read_text()


@dataclass(frozen=True)
class Report:
    """What came of a load.

    Args:
        sent: Number of requests, the lost ones included.
        seconds: How long they were sent.
        slowest: Seconds that the slowest took from its beginning to its end.
        lost: Each one that was not answered in whole, with status 200: when it began, and what it met.
    """

    sent: int
    seconds: float
    slowest: float
    lost: list[str]

    @property
    def rate(self) -> float:
        """Requests that were begun in a second."""
        return self.sent / self.seconds

    def __str__(self) -> str:
        """Return the figures, as the table has them."""
        return (
            f"{self.sent:,} requests at {self.rate:.0f}/s, {len(self.lost):,} lost,"
            f" slowest answer {self.slowest * 1000:.0f} ms"
        )


@dataclass(frozen=True)
class Load:
    """A load that is being sent, by a Pod.

    Args:
        kubectl: kubectl in the namespace of that Pod.
        pod: Its name.
    """

    kubectl: Kubectl
    pod: str = "load"

    def end(self) -> Report:
        """Send no more requests, wait for the answers that are due, and return what came of all."""
        # The container may have ended before the shell in it has: then the call fails, and all is well.
        self.kubectl.attempt("exec", self.pod, "--", "sh", "-c", "kill 1")
        wait_for(self._has_ended, "the answers that are due", timeout=PATIENCE_SECONDS + 10)
        said: dict[str, Any] = json.loads(self.kubectl("logs", self.pod))
        lost = [f"{_moment(at)} {what}" for at, what in sorted(said.pop("lost"))]
        return Report(**said, lost=lost)

    def _has_ended(self) -> bool:
        return self.kubectl.json("pod", self.pod)["status"]["phase"] in ("Succeeded", "Failed")


@contextmanager
def load(kubectl: Kubectl, service: str, rate: int = RATE) -> Generator[Load]:
    """Send requests to a Service: so many a second, however slow the answers; each has its own connection.

    Args:
        kubectl: kubectl in a namespace where the Pod that sends them may be.
        service: Name of the Service in the cluster's DNS; it is asked at port 80.
        rate: Requests that are begun in a second.
    """
    container = {
        "name": "load",
        "image": "debian:12.12-slim",
        "command": ["perl", "-e", _GENERATOR, service, "80", str(rate), str(PATIENCE_SECONDS)],
        "resources": {"requests": {"cpu": "200m"}},
    }
    spec = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 1, "containers": [container]}
    sent = Load(kubectl)
    kubectl.apply([{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": sent.pod}, "spec": spec}])
    try:
        kubectl.wait_ready(f"pod/{sent.pod}")
        yield sent
    finally:
        kubectl("delete", "pod", sent.pod, "--ignore-not-found")


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S.%f")[:-4]
