"""An image is named without a tag, or with the tag latest.

Why: which program runs is decided by the day it was pulled. Two replicas may differ, and a rollback brings
nothing back.

Source: https://kubernetes.io/docs/concepts/containers/images/#image-names (avoid :latest in production).

An image named by its digest is pinned, whatever its tag.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.image import image_of
from pod_wiring.manifests.pod import Pod
from pod_wiring.manifests.values import text


@pod_rule(Tier.PROJECT)
def image_latest(pod: Pod) -> Iterator[Problem]:
    """Yield each container whose image is not pinned."""
    for container in pod.containers:
        name = text(container.raw.get("image"))
        image = image_of(name)
        if name and not image.digest and image.tag in ("", "latest"):
            yield Problem(
                f"{container.pointer}/image",
                f'runs image "{name}", whatever its registry calls latest when it is pulled',
                f"Name a version: {image.repository}:VERSION, or a digest.",
                container.name,
            )
