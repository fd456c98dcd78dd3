"""Measure how long a deleted Pod takes to stop, and another one to become ready."""

from __future__ import annotations

import time
from typing import NamedTuple

import yaml

from tests.e2e.kubectl import Kubectl
from tests.e2e.project import TEXTBOOK
from tests.foreign import JsonObject


class Replacement(NamedTuple):
    """The durations after the API server has accepted the deletion of a Pod.

    Args:
        gone: Seconds until the Pod was gone.
        replaced: Seconds until its replacement was ready.
    """

    gone: float
    replaced: float

    def __str__(self) -> str:
        return f"gone after {self.gone:.1f} s, another ready after {self.replaced:.1f} s"


def classic_pod(name: str) -> JsonObject:
    """Return the textbook's Pod with another name."""
    return {**yaml.safe_load(TEXTBOOK.read_text()), "metadata": {"name": name}}


def replace_one_of_prod(hardened: Kubectl) -> Replacement:
    """Delete a Pod of prod, and measure until its Deployment has replaced it."""
    pod = oldest_pod(hardened)
    hardened("delete", pod, "--wait=false")
    begun = time.monotonic()
    hardened("wait", "--for=delete", pod)
    gone = time.monotonic() - begun
    hardened("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    return Replacement(gone, time.monotonic() - begun)


def replace_a_classic(apart: Kubectl) -> Replacement:
    """Start a classic Pod, delete it, and create it again as soon as it is gone."""
    name, pod = "replaced", "pod/replaced"
    apart.apply([classic_pod(name)])
    apart.wait_ready(pod)
    apart("delete", pod, "--wait=false")
    begun = time.monotonic()
    apart("wait", "--for=delete", pod, "--timeout=60s", timeout=70)
    gone = time.monotonic() - begun
    apart.apply([classic_pod(name)])
    apart.wait_ready(pod)
    return Replacement(gone, time.monotonic() - begun)


def oldest_pod(hardened: Kubectl) -> str:
    """Wait until prod is ready; return its oldest Pod, as `pod/name`.

    The kubelet inspects its containers once a second, so it stops a Pod that has just become ready a second
    later than others.
    """
    hardened("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    pods = hardened.objects("pods", "--selector=app.kubernetes.io/name=mc1")
    born = {
        name: pod["metadata"]["creationTimestamp"]
        for name, pod in pods.items()
        if "deletionTimestamp" not in pod["metadata"]
    }
    return min(born, key=lambda name: born[name])
