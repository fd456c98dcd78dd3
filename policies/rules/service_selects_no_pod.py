"""A Service's selector matches none of the Pods beside it.

Why: the Service has no endpoints; every connection to it is refused, though every Pod runs.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service

It speaks only where it can tell: where the Pods meant are among the objects checked. That is so if the same
file (or the same Pulumi program) holds Pods and nothing that an operator could make more of, or if a Pod's
object has the Service's name, or if the selector names a Pod's labels but for a typo in a value. Pods in
another namespace do not count; an object that names no namespace may be in any. Labels that only a running
Pod has (pod-template-hash, role) are taken to match.

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

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from policies.finding import Problem, did_you_mean, nearest_name
from policies.manifest import Manifest
from policies.program import OwnedPod, Program
from policies.rule import Tier, program_rule
from policies.service import Service
from policies.values import escaped, text

_TYPO = 0.8


@program_rule(Tier.CORRECTNESS)
def service_selects_no_pod(program: Program) -> Iterator[tuple[Manifest, Problem]]:
    """Yield each Service that selects none of the Pods, where one of them must be meant."""
    unserved = [service for service in program.services if not program.selected_by(service)]
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


def _may_make_pods(manifest: Manifest) -> bool:
    """Tell whether a custom resource's operator could make Pods that no template here shows."""
    return "." in manifest.group and not manifest.group.endswith("k8s.io") and not manifest.pods


def _is_comparable(service: Service, candidate: OwnedPod) -> bool:
    """Tell whether a Pod can be in the Service's namespace, and all its labels are there to be seen.

    A template without any label gets them later, as from Kustomize.
    """
    owner, pod = candidate
    whole = not pod.why_partial and (owner.kind == "Pod" or bool(pod.labels))
    return whole and service.shares_namespace(owner)


def _with_a_typo(service: Service, program: Program) -> list[OwnedPod]:
    """Give the Pods, wherever they are, whose labels the selector names but for a typo in values."""
    places = set(range(len(program.pods)))
    for key, wanted in service.selector.items():
        values = program.places_by_value(key)
        places &= set[int]().union(*(values[each] for each in values if _similar(wanted, text(each))))
    return [program.pods[place] for place in sorted(places)]


def _similar(one: str, other: str) -> bool:
    """Tell whether one is the other, or looks like a typo of it; web-1 and web-2 are two things."""
    if one == other:
        return True
    numbered_alike = re.sub(r"\d", "", one) == re.sub(r"\d", "", other)
    matcher = SequenceMatcher(None, one, other)
    return not numbered_alike and matcher.real_quick_ratio() >= _TYPO and matcher.ratio() >= _TYPO


def _problem(service: Service, meant: list[OwnedPod]) -> Problem:
    selector = service.selector.items()
    labels = max((pod.labels for _, pod in meant), key=lambda each: len(each.items() & selector))
    wanted = [f"{key}={value}" for key, value in selector]
    offered = [f"{key}={text(value)}" for key, value in labels.items()]
    wrong = next((pair for pair in wanted if pair not in offered), wanted[0])
    nearest = nearest_name(wrong, [pair for pair in offered if pair not in wanted])
    return Problem(
        f"{service.manifest.pointer}/spec/selector/{escaped(wrong.partition('=')[0])}",
        f"selects {', '.join(wanted)}, and no Pod beside it has {wrong} (the nearest Pod has "
        f"{', '.join(offered) or 'no labels'})",
        did_you_mean(nearest, "Select labels that the Pods have."),
        nearest=nearest,
    )
