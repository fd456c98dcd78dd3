"""A Service's selector matches none of the Pods beside it.

Why: the Service has no endpoints, so it refuses every connection, although every Pod runs.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service

The rule reports a Service only if the intended Pods are among the checked objects. It assumes so in three
cases. The same file (or Pulumi program) has Pods, and no custom resource from which an operator could make
more. Or an object with Pods has the Service's name. Or the selector matches a Pod's labels except for a
typo in a value, and the Service's name does not contain that value. Pods in another namespace do not count.
An object without a namespace can be in any.

Labels that only running Pods have count as a match. Controllers set some (pod-template-hash, role).
Elections set others, which no template has (active: "true", state: primary). Operators set labels with a
domain on the Pods of their custom resources (ray.io/cluster).

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
      labels:
        app: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.27
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: mc1
    spec:
      selector:
        app: mc2
      ports:
      - port: 80

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
      labels:
        app: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.27
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: mc1
    spec:
      selector:
        app: mc1
      ports:
      - port: 80
"""

from collections.abc import Iterable, Iterator

from pod_wiring.files.pointer import escaped
from pod_wiring.findings.finding import Problem
from pod_wiring.findings.names import did_you_mean, looks_like_a_typo, nearest_name
from pod_wiring.findings.rule import Tier, program_rule
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.program import OwnedPod, Program
from pod_wiring.manifests.service import Service
from pod_wiring.manifests.values import text

_ELECTED = {
    "active", "false", "follower", "leader", "master", "primary", "replica", "secondary", "slave", "standby",
    "true",
}  # fmt: skip


@program_rule(Tier.CORRECTNESS)
def service_selects_no_pod(program: Program) -> Iterator[tuple[Manifest, Problem]]:
    """Yield each Service that selects none of the Pods, but must be meant to select one."""
    unserved = [service for service in program.services if not _may_be_served(service, program)]
    makers = {manifest.file for manifest in program.manifests if unserved and _may_make_pods(manifest)}
    for service in unserved:
        file, name = service.manifest.file, service.manifest.name
        near = [
            *(program.pods_by_file.get(file, ()) if file not in makers else ()),
            *program.pods_by_name.get(name, ()),
        ]
        meant = [each for each in near or _with_a_typo(service, program) if _is_comparable(service, each)]
        if meant:
            yield service.manifest, _problem(service, meant)


def _may_be_served(service: Service, program: Program) -> bool:
    """Return whether the Service selects a Pod, or may do so when the Pod runs and has more labels."""
    if program.selected_by(service):
        return True
    strange = {key: value for key, value in service.selector.items() if _is_strange(key, program)}
    elected = frozenset(key for key, value in strange.items() if value.lower() in _ELECTED)
    if elected and program.selected_by(service, elected):
        return True
    of_operator = elected.union(key for key in strange if "/" in key)
    by_operator = program.selected_by(service, of_operator) if of_operator else []
    return any(not each.owner.is_of_kubernetes for each in by_operator)


def _is_strange(key: str, program: Program) -> bool:
    """Return whether no Pod has a label with this key, or with a key that looks like a typo of it."""
    return not any(each == key or looks_like_a_typo(key, each) for each in program.label_keys)


def _may_make_pods(manifest: Manifest) -> bool:
    """Return whether an object is a custom resource without Pod templates, whose operator may make Pods."""
    return not manifest.is_of_kubernetes and not manifest.pods


def _is_comparable(service: Service, candidate: OwnedPod) -> bool:
    """Return whether a Pod can be in the Service's namespace, and its manifest states all its labels.

    A template without any label gets its labels later, for example from Kustomize.
    """
    owner, pod = candidate
    whole = not pod.why_partial and (owner.kind == "Pod" or bool(pod.labels))
    return whole and service.shares_namespace(owner)


def _with_a_typo(service: Service, program: Program) -> list[OwnedPod]:
    """Return the Pods in all files whose labels match the selector except for typos in values.

    A value that is part of the Service's name is no typo.
    """
    places = set(range(len(program.pods)))
    for key, wanted in service.selector.items():
        values = program.places_by_value(key)
        alike = {wanted} if wanted in service.manifest.name else _alike(wanted, values)
        places = places.intersection(set[int]().union(*(values.get(each, ()) for each in alike)))
    return [program.pods[place] for place in sorted(places)]


def _alike(wanted: str, values: Iterable[object]) -> set[str]:
    return {wanted, *(each for each in map(text, values) if looks_like_a_typo(wanted, each))}


def _problem(service: Service, meant: list[OwnedPod]) -> Problem:
    selector = service.selector.items()
    labels = max((pod.labels for _, pod in meant), key=lambda each: len(each.items() & selector))
    wanted = [f"{key}={value}" for key, value in selector]
    offered = [f"{key}={text(value)}" for key, value in labels.items()]
    wrong = next((pair for pair in wanted if pair not in offered), wanted[0])
    nearest = nearest_name(wrong, [pair for pair in offered if pair not in wanted])
    return Problem(
        f"{service.manifest.pointer}/spec/selector/{escaped(wrong.partition('=')[0])}",
        f"selects {', '.join(wanted)}, but no Pod beside it has {wrong} (the nearest Pod has "
        f"{', '.join(offered) or 'no labels'})",
        did_you_mean(nearest, "Select labels that the Pods have."),
        nearest=nearest,
    )
