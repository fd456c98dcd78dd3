"""A Service's selector matches none of the Pods beside it.

Why: the Service has no endpoints; every connection to it is refused, though every Pod runs.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service

It speaks only where it can tell: where the Pods meant are among the objects checked. That is so if the same
file (or the same Pulumi program) holds Pods and nothing that an operator could make more of, or if a Pod's
object has the Service's name, or if the selector is a Pod's labels but for a typo. Pods in another
namespace do not count; an object that names no namespace may be in any. Labels that only a running Pod has
(pod-template-hash, role) are taken to match.

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
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from policies.finding import Problem, did_you_mean, nearest_name
from policies.manifest import Manifest
from policies.pod import Pod
from policies.rule import Tier, program_rule
from policies.service import Service, pods_beside, services_among
from policies.values import text

_TYPO = 0.8


@program_rule(Tier.CORRECTNESS)
def service_selects_no_pod(manifests: Sequence[Manifest]) -> Iterator[tuple[Manifest, Problem]]:
    """Yield each Service that selects none of the Pods, where one of them must be meant."""
    makers = {manifest.file for manifest in manifests if _may_make_pods(manifest)}
    for service in services_among(manifests):
        candidates = [
            (owner, pod) for owner, pod in pods_beside(service, manifests) if _labels_are_whole(owner, pod)
        ]
        if any(service.selects(pod) for _, pod in candidates):
            continue
        meant = [pod for owner, pod in candidates if _is_meant(service, owner, pod, makers)]
        if meant:
            yield service.manifest, _problem(service, meant)


def _may_make_pods(manifest: Manifest) -> bool:
    """Tell whether a custom resource's operator could make Pods that no template here shows."""
    return "." in manifest.group and not manifest.group.endswith("k8s.io") and not manifest.pods


def _labels_are_whole(owner: Manifest, pod: Pod) -> bool:
    """Tell whether a Pod's labels are all there: a template without any gets them later (Kustomize)."""
    return not pod.why_partial and (owner.kind == "Pod" or bool(pod.labels))


def _is_meant(service: Service, owner: Manifest, pod: Pod, makers: set[str]) -> bool:
    same_file = owner.file == service.manifest.file and owner.file not in makers
    return same_file or owner.name == service.manifest.name or _is_typo_of(service.selector, pod.labels)


def _is_typo_of(selector: dict[str, str], labels: Mapping[str, object]) -> bool:
    return all(
        labels.get(key) == value
        or any(
            _similar(f"{key}={value}", f"{k}={text(v)}") for k, v in labels.items() if k == key or v == value
        )
        for key, value in selector.items()
    )


def _similar(one: str, other: str) -> bool:
    """Tell whether one looks like a typo of the other; web-1 and web-2 are two things, not a typo."""
    numbered_alike = re.sub(r"\d", "", one) == re.sub(r"\d", "", other)
    return not numbered_alike and SequenceMatcher(None, one, other).ratio() >= _TYPO


def _problem(service: Service, meant: list[Pod]) -> Problem:
    labels = max((pod.labels for pod in meant), key=lambda each: len(each.items() & service.selector.items()))
    wanted = [f"{key}={value}" for key, value in service.selector.items()]
    offered = [f"{key}={text(value)}" for key, value in labels.items()]
    wrong = next((pair for pair in wanted if pair not in offered), wanted[0])
    nearest = nearest_name(wrong, [pair for pair in offered if pair not in wanted])
    key = wrong.partition("=")[0].replace("~", "~0").replace("/", "~1")
    return Problem(
        f"{service.manifest.pointer}/spec/selector/{key}",
        f"selects {', '.join(wanted)}, and no Pod beside it has {wrong} (the nearest Pod has "
        f"{', '.join(offered) or 'no labels'})",
        did_you_mean(nearest, "Select labels that the Pods have."),
        nearest=nearest,
    )
