"""Send a load to a Service and report the outcome of its requests."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.kubectl import Kubectl, wait_for
from tests.foreign import JsonObject

RATE = 200
"""Requests sent per second."""

PATIENCE_SECONDS = 10
"""An answer that takes longer counts as lost."""

_GENERATOR = Path(__file__).with_name("load.pl").read_text()


@dataclass(frozen=True)
class Report:
    """The outcome of a load.

    Args:
        sent: Number of requests, including lost ones.
        seconds: How long requests were sent.
        slowest: Seconds that the slowest request took, from connecting to its end.
        lost: Requests without a complete answer of status 200: the start time and the error of each.
    """

    sent: int
    seconds: float
    slowest: float
    lost: list[str]

    @property
    def rate(self) -> float:
        """Return the requests sent per second."""
        return self.sent / self.seconds

    def __str__(self) -> str:
        """Return the outcome in the words of the table."""
        return (
            f"{self.sent:,} requests at {self.rate:.0f}/s, {len(self.lost):,} lost,"
            f" slowest answer {self.slowest * 1000:.0f} ms"
        )


@dataclass(frozen=True)
class Load:
    """A load that a Pod is sending.

    Args:
        kubectl: kubectl in the namespace of the Pod.
        pod: Name of the Pod.
    """

    kubectl: Kubectl
    pod: str = "load"

    def end(self) -> Report:
        """Stop sending, wait for the outstanding answers, and return the report."""
        # The container may stop before this shell does; then the call fails, and that is fine.
        self.kubectl.attempt("exec", self.pod, "--", "sh", "-c", "kill 1")
        wait_for(self._has_ended, "the outstanding answers", timeout=PATIENCE_SECONDS + 10)
        said: JsonObject = json.loads(self.kubectl("logs", self.pod))
        lost = [f"{_moment(at)} {what}" for at, what in sorted(said.pop("lost"))]
        return Report(**said, lost=lost)

    def _has_ended(self) -> bool:
        return self.kubectl.json("pod", self.pod)["status"]["phase"] in ("Succeeded", "Failed")


@contextmanager
def load(kubectl: Kubectl, service: str, rate: int = RATE) -> Generator[Load]:
    """Send requests to a Service at a fixed rate, each over its own connection.

    Args:
        kubectl: kubectl in a namespace that admits the sending Pod.
        service: DNS name of the Service; requests go to port 80.
        rate: Requests sent per second, even if answers are slow.
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
