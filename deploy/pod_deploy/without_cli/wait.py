"""Wait until objects are ready or gone, and show their progress."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tenacity import Retrying, retry_if_exception_type, wait_fixed

from pod_deploy.cluster.kubectl import Kubectl, NoAnswerError
from pod_deploy.planning.plan import live_objects
from pod_deploy.refusal import Refusal
from pod_deploy.shown.progress import Progress, Standing, stdout
from pod_deploy.stack.manifests import Manifest, ObjectKey, entries, key_of, section
from pod_deploy.without_cli.readiness import Surroundings, failure, lasting_trouble, standing_of

POLL_SECONDS = 1.0
"""The time between two looks at the cluster."""

PATIENCE_SECONDS = 30
"""The time after which a problem that may pass, such as a failed image pull, ends the wait."""


class NotReady(Refusal):
    """Objects did not become ready.

    Args:
        message: Which objects, and why.
        workloads: These objects, as they are.
        around: The objects that controllers made for them.
    """

    def __init__(self, message: str, workloads: list[Manifest], around: Surroundings) -> None:
        super().__init__(message)
        self.workloads = workloads
        self.around = around


def wait_until_ready(kubectl: Kubectl, wanted: list[Manifest], timeout: float) -> list[Manifest]:
    """Wait until every object is ready, and return the objects.

    If the API server does not answer for a while, the wait goes on.

    Args:
        kubectl: The cluster.
        wanted: The objects to wait for.
        timeout: Seconds after which to give up.

    Raises:
        NotReady: Time is up, or an object cannot become ready by itself.
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
    """Return the wanted objects and those that controllers made; retry until `ends` without an answer."""
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
    """A list request for objects that controllers made."""

    kinds: str
    """Such as `pods,replicasets.apps`."""
    namespace: str
    """Their namespace."""
    selector: str
    """Their labels."""


def surroundings(kubectl: Kubectl, live: list[Manifest]) -> Surroundings:
    """Return the objects that controllers made for some objects, found by their selectors."""

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
    """Yield a query for each workload's Pods, and one for the EndpointSlices of each namespace."""
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
    """Return a workload's selector in kubectl's notation."""
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
    """Remembers how long each object has had a problem that may pass."""

    def __init__(self) -> None:
        self._since: dict[ObjectKey, float] = {}

    def give_up_if_hopeless(self, waiting: list[Manifest], around: Surroundings) -> None:
        """Raise NotReady if an object cannot become ready by itself.

        Args:
            waiting: The objects that are not ready, as they are.
            around: The objects that controllers made for them.
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
    """Wait until some objects are gone; an object that is created again counts as gone.

    Raises:
        Refusal: Time is up; the message names the finalizers that hold them.
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
    """Return the progress of an object that is being deleted."""
    if live is None:
        return Standing(done=True, text="gone")
    grace = live["metadata"].get("deletionGracePeriodSeconds")
    return Standing(done=False, text=f"terminating, within {grace} s" if grace else "terminating")


def _held_by(item: Manifest) -> str:
    finalizers = item["metadata"].get("finalizers")
    return f" (held by {', '.join(finalizers)})" if finalizers else ""
