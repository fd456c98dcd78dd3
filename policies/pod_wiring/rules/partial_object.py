"""An object states only a part of a Pod, so the rules do not judge it.

Why: a patch holds only changes, and operators complete the Pods of some custom resources. A mount may name a
volume of the other part, so any rule could be wrong about it. Check the whole object instead:
`kubectl kustomize DIR | pod-wiring check -`.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/#customizing

A Pod template counts as a part if it has no containers, if a container has no image, or if it has a
directive such as $patch. This is a remark: it does not fail the check.

Bad:

    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: mc1
    spec:
      template:
        spec:
          containers:
          - name: 1st
            volumeMounts:
            - name: html
              mountPath: /usr/share/nginx/html

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.27
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.pod import Pod


@pod_rule(Tier.REMARK)
def partial_object(pod: Pod) -> Iterator[Problem]:
    """Yield the reason why a Pod template looks like a part of one."""
    if pod.why_partial:
        yield Problem(
            f"{pod.pointer}/spec",
            f"not judged, because it states only a part of a Pod: {pod.why_partial}",
            "Check the whole object: after patching, or as its operator makes it.",
        )
