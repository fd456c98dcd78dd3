"""Waits for objects to become ready, or to be gone, and shows how far they are."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tenacity import Retrying, retry_if_exception_type, wait_fixed

from deploy.kubectl import Kubectl, NoAnswerError
from deploy.manifests import Manifest, ObjectKey, entries, key_of, section
from deploy.plan import live_objects
from deploy.progress import Progress, Standing, stdout
from deploy.readiness import Surroundings, failure, lasting_trouble, standing_of
from deploy.refusal import Refusal

POLL_SECONDS = 1.0
"""Between two looks at the cluster."""

PATIENCE_SECONDS = 30
"""How long trouble that may mend itself, such as an image that cannot be pulled, is watched."""


class NotReady(Refusal):
    """Objects did not become ready.

    Args:
        message: Which, and why.
        workloads: Those objects, as they are.
        around: What controllers made of them.
    """

    def __init__(self, message: str, workloads: list[Manifest], around: Surroundings) -> None:
        super().__init__(message)
        self.workloads = workloads
        self.around = around


def wait_until_ready(kubectl: Kubectl, wanted: list[Manifest], timeout: float) -> list[Manifest]:
    """Wait until every object is ready, and return them as they are then.

    An API server that does not answer for a while is waited for too.

    Args:
        kubectl: The cluster.
        wanted: The objects to wait for.
        timeout: Seconds after which to give up.

    Raises:
        NotReady: Time is up, or an object will not become ready by itself.
    """
    ends = time.monotonic() + timeout
    patience = Patience()
    with Progress("Waiting until ready", stdout()) as progress:
        while True:
            live, around = _look(kubectl, wanted, ends)
            standings = _standings(wanted, live, around)
            progress.show(standings)
            open_keys = [key for key, standing in standings.items() if not standing.done]
            if not open_keys:
                return live
            waiting = [item for item in live if key_of(item) in open_keys]
            patience.give_up_if_hopeless(waiting, around)
            if time.monotonic() > ends:
                text = "; ".join(f"{key}: {standings[key].text}" for key in open_keys)
                raise NotReady(f"Not ready after {timeout:.0f} s: {text}", waiting, around)
            time.sleep(POLL_SECONDS)


def _look(kubectl: Kubectl, wanted: list[Manifest], ends: float) -> tuple[list[Manifest], Surroundings]:
    """Return the wanted objects and what controllers made of them; tried until `ends` if nobody answers."""
    for attempt in Retrying(
        retry=retry_if_exception_type(NoAnswerError),
        stop=lambda _: time.monotonic() > ends,
        wait=wait_fixed(POLL_SECONDS),
        reraise=True,
    ):
        with attempt:
            live = live_objects(kubectl, wanted)
            return live, surroundings(kubectl, live)
    raise AssertionError  # pragma: no cover - tenacity returns or raises


def _standings(
    wanted: list[Manifest], live: list[Manifest], around: Surroundings
) -> dict[ObjectKey, Standing]:
    by_key = {key_of(item): item for item in live}
    missing = Standing(done=False, text="gone: somebody deleted it")
    keys = (key_of(manifest) for manifest in wanted)
    return {key: standing_of(by_key[key], around) if key in by_key else missing for key in keys}


class _Query(NamedTuple):
    """What to list of what controllers made.

    Args:
        kinds: As `pods,replicasets.apps`.
        namespace: Where.
        selector: By which labels.
    """

    kinds: str
    namespace: str
    selector: str


def surroundings(kubectl: Kubectl, live: list[Manifest]) -> Surroundings:
    """Return what controllers made of some objects, found by each object's own selector."""

    def listed(query: _Query) -> list[Manifest]:
        where = (f"--namespace={query.namespace}", f"--selector={query.selector}", "--ignore-not-found")
        return kubectl.objects("get", query.kinds, *where)

    with ThreadPoolExecutor(4) as threads:
        found = [item for items in threads.map(listed, _queries(live)) for item in items]
    return Surroundings(
        pods=[item for item in found if item["kind"] == "Pod"],
        replica_sets=[item for item in found if item["kind"] == "ReplicaSet"],
        endpoint_slices=[item for item in found if item["kind"] == "EndpointSlice"],
    )


def _queries(live: list[Manifest]) -> Iterator[_Query]:
    """Yield what to list: the Pods of each workload, and the EndpointSlices of each namespace's Services."""
    services: dict[str, list[str]] = {}
    for item in live:
        key = key_of(item)
        if key.kind == "Service":
            services.setdefault(key.namespace, []).append(key.name)
        elif key.kind in _KINDS_OF_CHILDREN and (selector := _selector(item)):
            yield _Query(_KINDS_OF_CHILDREN[key.kind], key.namespace, selector)
    for namespace, names in sorted(services.items()):
        of_services = f"kubernetes.io/service-name in ({','.join(sorted(names))})"
        yield _Query("endpointslices.discovery.k8s.io", namespace, of_services)


_KINDS_OF_CHILDREN = {
    "Deployment": "pods,replicasets.apps",
    "StatefulSet": "pods",
    "DaemonSet": "pods",
    "Job": "pods",
}


def _selector(workload: Manifest) -> str:
    """Return a workload's selector as kubectl takes it."""
    stated = section(workload, "spec", "selector")
    terms = [f"{label}={value}" for label, value in section(stated, "matchLabels").items()]
    for term in entries(stated, "matchExpressions"):
        label, values = term["key"], ",".join(term.get("values") or ())
        match term["operator"]:
            case "In":
                terms.append(f"{label} in ({values})")
            case "NotIn":
                terms.append(f"{label} notin ({values})")
            case "Exists":
                terms.append(label)
            case _:
                terms.append(f"!{label}")
    return ",".join(terms)


class Patience:
    """Remembers since when each object has had trouble that may mend itself."""

    def __init__(self) -> None:
        self._since: dict[ObjectKey, float] = {}

    def give_up_if_hopeless(self, waiting: list[Manifest], around: Surroundings) -> None:
        """Raise NotReady if an object will not become ready by itself.

        Args:
            waiting: The objects that are not ready, as they are.
            around: What controllers made of them.
        """
        now = time.monotonic()
        for item in waiting:
            key = key_of(item)
            lasting = lasting_trouble(item, around)
            since = self._since.setdefault(key, now) if lasting else self._since.pop(key, now)
            reason = failure(item, around) or (lasting if now - since > PATIENCE_SECONDS else "")
            if reason:
                raise NotReady(f"{key} will not become ready: {reason}", [item], around)


def wait_until_gone(kubectl: Kubectl, objects: Iterable[Manifest], timeout: float) -> None:
    """Wait until none of some objects is there; one of the same name made since counts as gone.

    Raises:
        Refusal: Time is up; says what holds them.
    """
    leaving = {str(item["metadata"]["uid"]): item for item in objects}
    ends = time.monotonic() + timeout
    with Progress("Waiting until gone", stdout()) as progress:
        while leaving:
            there = {item["metadata"]["uid"]: item for item in live_objects(kubectl, list(leaving.values()))}
            progress.show({key_of(item): _leaving(there.get(uid)) for uid, item in leaving.items()})
            if not there.keys() & leaving.keys():
                return
            if time.monotonic() > ends:
                held = ", ".join(f"{key_of(item)}{_held_by(item)}" for item in there.values())
                raise Refusal(f"Still there after {timeout:.0f} s: {held}")
            time.sleep(POLL_SECONDS)


def _leaving(live: Manifest | None) -> Standing:
    """Return how far an object is on its way out."""
    if live is None:
        return Standing(done=True, text="gone")
    grace = live["metadata"].get("deletionGracePeriodSeconds")
    return Standing(done=False, text=f"ending, within {grace} s" if grace else "ending")


def _held_by(item: Manifest) -> str:
    finalizers = item["metadata"].get("finalizers")
    return f" (held by {', '.join(finalizers)})" if finalizers else ""
